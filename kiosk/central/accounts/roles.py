"""The roles that a new platform begins with. Staff may change them afterwards; an existing group is left alone."""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

_SEE_FLEET = (
    "fleet.view_district",
    "fleet.view_place",
    "fleet.view_terminal",
    "fleet.view_laststate",
    "fleet.view_fleetevent",
    "intake.view_alarm",
    "commands.view_command",
    "configuration.view_value",
    "configuration.view_change",
    "configuration.view_report",
)
_SEE_WORK = (
    "intake.view_transaction",
    "intake.view_issue",
    "intake.view_payment",
    "payments.view_order",
    "drafts.view_draft",
    "intake.view_rating",
    "gateway.view_call",
)
ROLES: dict[str, tuple[str, ...]] = {
    "运维人员": (
        *_SEE_FLEET,
        "fleet.change_terminal",
        "commands.add_command",
        "configuration.change_value",
        "fleet.add_place",
        "fleet.change_place",
        "fleet.view_enrolmentcode",
        "fleet.add_enrolmentcode",
        "intake.view_deadletter",
        "intake.change_deadletter",
        "intake.view_issue",
        "intake.change_issue",
    ),
    "业务人员": (
        *_SEE_WORK,
        "payments.change_order",
        "drafts.read_answers",
        "fleet.view_terminal",
        "intake.view_alarm",
    ),
    "审计人员": (*_SEE_FLEET, *_SEE_WORK, "intake.view_deadletter", "audit.view_auditevent", "auth.view_user"),
}


def ensure(**_signal: Any) -> None:
    """Make the groups that are not there. Runs after each migration, when every model is known."""
    missing = [name for name in ROLES if not Group.objects.filter(name=name).exists()]
    if missing:
        for app in apps.get_app_configs():
            create_permissions(app, verbosity=0)
    for name in missing:
        Group.objects.create(name=name).permissions.set([_permission(wanted) for wanted in ROLES[name]])


def _permission(name: str) -> Permission:
    app_label, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)
