"""By what staff narrow the lists of ratings and redresses down. Without a choice the second hides what is closed."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kiosk.central.accounts.scope import scope_of, scoped
from kiosk.central.filters import UsualFilter
from kiosk.central.fleet.models import District
from kiosk.central.ratings.models import Redress
from kiosk.central.ratings.rules import rules
from kiosk.central.ratings.standing import is_overdue


class OpenFilter(UsualFilter):
    title = _("是否办结")
    parameter_name = "open"
    usual = "1"

    def lookups(self, _request: HttpRequest, _model_admin: object) -> tuple[tuple[str, Any], ...]:
        return (("1", _("未办结")), ("late", _("已超期")), ("0", _("已办结")), ("all", _("全部")))

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Redress]) -> QuerySet[Redress]:
        match self.value():
            case "1":
                return queryset.exclude(state=Redress.State.CLOSED)
            case "late":
                return queryset.filter(is_overdue(timezone.now()))
            case "0":
                return queryset.filter(state=Redress.State.CLOSED)
        return queryset


class CareFilter(admin.SimpleListFilter):
    title = _("负责人")
    parameter_name = "care"

    def lookups(self, _request: HttpRequest, _model_admin: object) -> tuple[tuple[str, Any], ...]:
        return (("mine", _("我负责的")), ("nobody", _("无人负责")))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Redress]) -> QuerySet[Redress]:
        match self.value():
            case "mine":
                return queryset.filter(owner=request.user.pk)
            case "nobody":
                return queryset.filter(owner__isnull=True)
        return queryset


class DistrictFilter(admin.SimpleListFilter):
    """Of ratings and of redresses; offers the reader's own districts."""

    title = _("行政区")
    parameter_name = "district"

    def lookups(self, request: HttpRequest, _model_admin: object) -> list[tuple[str, str]]:
        return list(scoped(District.objects.all(), request.user).values_list("code", "name"))

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset if self.value() is None else queryset.filter(terminal__place__district=self.value())


class DepartmentFilter(admin.SimpleListFilter):
    """Of ratings and of redresses; offers the departments of the site's rules, of those the reader's own."""

    title = _("部门")
    parameter_name = "department"

    def lookups(self, request: HttpRequest, _model_admin: object) -> list[tuple[str, str]]:
        ours = scope_of(request.user).departments
        return [(code, rules().department_name(code)) for code in rules().departments if ours is None or code in ours]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset if self.value() is None else queryset.filter(service__startswith=f"{self.value()}/")


OF_REDRESS = (OpenFilter, CareFilter, "state", "rating__satisfaction", DistrictFilter, DepartmentFilter, "opened_at")
OF_RATING = ("satisfaction", "source", "assess_number", "rated_at", DistrictFilter, DepartmentFilter)
