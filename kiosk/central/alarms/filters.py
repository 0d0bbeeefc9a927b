"""By what staff narrow the list of alarms down. Without a choice it shows what is open."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kiosk.central.alarms.models import Alarm
from kiosk.central.alarms.sources import source_name
from kiosk.central.alarms.table import table
from kiosk.central.filters import NamedFilter, UsualFilter
from kiosk.central.fleet.models import District


class OpenFilter(UsualFilter):
    """What is told with its area stands on that one's page, not here, unless all is asked for."""

    title = _("是否解除")
    parameter_name = "open"
    usual = "1"

    def lookups(self, _request: HttpRequest, _model_admin: object) -> tuple[tuple[str, Any], ...]:
        return (("1", _("未解除")), ("0", _("已解除")), ("all", _("全部")))

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Alarm]) -> QuerySet[Alarm]:
        match self.value():
            case "1":
                return queryset.filter(cleared_at__isnull=True, part_of__isnull=True)
            case "0":
                return queryset.filter(cleared_at__isnull=False)
        return queryset


class CareFilter(admin.SimpleListFilter):
    """Whose it is, and whether anybody has seen it."""

    title = _("处理")
    parameter_name = "care"

    def lookups(self, _request: HttpRequest, _model_admin: object) -> tuple[tuple[str, Any], ...]:
        return (("mine", _("我负责的")), ("nobody", _("无人负责")), ("unseen", _("待确认")))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Alarm]) -> QuerySet[Alarm]:
        match self.value():
            case "mine":
                return queryset.filter(owner=request.user.pk)
            case "nobody":
                return queryset.filter(owner__isnull=True)
            case "unseen":
                return queryset.filter(acknowledged_at__isnull=True)
        return queryset


class DistrictFilter(admin.SimpleListFilter):
    title = _("行政区")
    parameter_name = "district"

    def lookups(self, _request: HttpRequest, _model_admin: object) -> list[tuple[str, str]]:
        return list(District.objects.values_list("code", "name"))

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Alarm]) -> QuerySet[Alarm]:
        return queryset if self.value() is None else queryset.filter(district=self.value())


class CodeFilter(NamedFilter):
    def name(self, code: str) -> str:
        return str(table().meaning("", code).name)


class SourceFilter(NamedFilter):
    def name(self, code: str) -> str:
        return source_name(code)


FILTERS = (
    OpenFilter,
    "severity",
    CareFilter,
    DistrictFilter,
    ("code", CodeFilter),
    ("source", SourceFilter),
    "raised_at",
)
