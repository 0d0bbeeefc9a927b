"""What a member of staff may see of each kind of record: that of their districts and departments."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q, QuerySet

from kiosk.central.accounts.models import Duty
from kiosk.central.fleet.models import District, Place, Terminal

M = TypeVar("M", bound=Model)
Somebody = AbstractBaseUser | AnonymousUser


@dataclass(frozen=True)
class Scope:
    """`None` stands for all. Departments are the first part of a service's path."""

    districts: frozenset[str] | None = None
    departments: frozenset[str] | None = None


@dataclass(frozen=True)
class Paths:
    """How to come from a record to its district's code and to its service; empty where it has none."""

    district: str = ""
    service: str = ""


ALL = Scope()


def scope_of(user: Somebody) -> Scope:
    """Return what `user` is responsible for. Whoever administers the platform is for all of it."""
    if not isinstance(user, User) or user.is_superuser:
        return ALL  # nobody in particular comes past a page's permissions
    duty = Duty.objects.filter(user=user).prefetch_related("districts").first()
    if duty is None:
        return ALL
    districts = frozenset(district.pk for district in duty.districts.all())
    return Scope(districts or None, duty.department_names or None)


def paths_of(model: type[Model]) -> Paths:
    """Return the paths that follow from the model's own fields: `place`, `terminal`, `service`."""
    if model is District:
        return Paths("pk")
    if model is Place:
        return Paths("district_id")
    if model is Terminal:
        return Paths("place__district_id")
    district = ""
    if _has(model, "terminal"):
        district = "terminal__place__district_id"
    elif _has(model, "place"):
        district = "place__district_id"
    return Paths(district, "service" if _has(model, "service") else "")


def within(scope: Scope, paths: Paths) -> Q:
    """Return the condition that a record with these paths lies in `scope`."""
    condition = Q()
    if scope.districts is not None and paths.district:
        condition &= Q(**{f"{paths.district}__in": scope.districts})
    if scope.departments is not None and paths.service:
        ours = Q()
        for department in scope.departments:
            ours |= Q(**{f"{paths.service}__startswith": f"{department}/"})
        condition &= ours
    return condition


def scoped(records: "QuerySet[M]", user: Somebody, paths: Paths | None = None) -> "QuerySet[M]":
    """Return those of `records` that `user` is responsible for; `paths` where they do not follow from the model."""
    return records.filter(within(scope_of(user), paths or paths_of(records.model)))


def _has(model: type[Model], name: str) -> bool:
    try:
        field: Any = model._meta.get_field(name)  # noqa: SLF001 - Django's documented model API
    except FieldDoesNotExist:
        return False
    return field.is_relation if name != "service" else not field.is_relation
