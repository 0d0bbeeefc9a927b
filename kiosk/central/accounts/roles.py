"""The roles of the platform, each with the permissions that the slices grant it.

A slice says what its own pages ask for in its module `roles`: `GRANTS = {"区运维员": ("alarms.view_alarm",)}`. After
each migration every role gets what it was not given before; what staff took from a role, or added to it, stays as they
left it.
"""

from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import transaction

from kiosk.central.accounts.models import Grant

PUBLISHER, AUTHOR, OPERATOR, TECHNICIAN = "发布员", "部门作者", "区运维员", "维修技术员"
RATING_OFFICER, CLERK, AUDITOR, ADMINISTRATOR = "评价专员", "窗口人员", "审计员", "管理员"
ROLES = (PUBLISHER, AUTHOR, OPERATOR, TECHNICIAN, RATING_OFFICER, CLERK, AUDITOR, ADMINISTRATOR)

_SEE_STAFF = ("auth.view_user",)
GRANTS: dict[str, tuple[str, ...]] = {
    AUDITOR: _SEE_STAFF,
    ADMINISTRATOR: (
        *_SEE_STAFF,
        "auth.add_user",
        "auth.change_user",
        "auth.view_group",
        "auth.change_group",
        "accounts.view_duty",
        "accounts.add_duty",
        "accounts.change_duty",
    ),
}


def granted() -> dict[str, tuple[str, ...]]:
    """Return what each role is given by all slices together.

    Raises:
        ValueError: a slice names a role that there is not.
    """
    whole: dict[str, list[str]] = defaultdict(list)
    for where, grants in _said():
        if unknown := sorted(set(grants) - set(ROLES)):
            raise ValueError(f"{where}: there is no role {', '.join(unknown)}; there is {', '.join(ROLES)}")
        for role, permissions in grants.items():
            whole[role] += [name for name in permissions if name not in whole[role]]
    return {role: tuple(whole[role]) for role in ROLES}


@transaction.atomic
def ensure(**_signal: Any) -> None:
    """Make the groups that are not there and give what is new. Runs after each migration, when every model is known."""
    wanted = granted()
    given = set(Grant.objects.values_list("role", "permission"))
    new = [(role, name) for role, names in wanted.items() for name in names if (role, name) not in given]
    for role in ROLES:
        Group.objects.get_or_create(name=role)
    if not new:
        return
    for app in apps.get_app_configs():
        create_permissions(app, verbosity=0)
    for role, name in new:
        Group.objects.get(name=role).permissions.add(_permission(name))
    Grant.objects.bulk_create(Grant(role=role, permission=name) for role, name in new)


def _said() -> Iterator[tuple[str, dict[str, tuple[str, ...]]]]:
    yield __name__, GRANTS
    for app in apps.get_app_configs():
        name = f"{app.name}.roles"
        if app.name.startswith("kiosk.central.") and name != __name__ and find_spec(name) is not None:
            yield name, import_module(name).GRANTS


def _permission(name: str) -> Permission:
    app_label, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)
