"""What a reader wants to see: a period, a district, a department, a service. Never more than their duty covers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kiosk.central.accounts.scope import Paths, Scope, within
from kiosk.central.fleet.models import District
from kiosk.central.reports.words import Catalogue

LONGEST_DAYS = 400
_USUAL_DAYS = 30
_BY_CASE = Paths("district", "service")
_BY_TERMINAL = Paths("terminal__place__district_id")


@dataclass(frozen=True)
class Asked:
    """`since` and `until`: days, both included. Empty: all that `scope` covers; version 0: the newest that was used."""

    scope: Scope
    since: date
    until: date
    district: str = ""
    department: str = ""
    service: str = ""
    version: int = 0

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def of_cases(self) -> Q:
        """The condition on what is counted of cases."""
        chosen = Q(day__gte=self.since, day__lte=self.until) & within(self.scope, _BY_CASE)
        if self.district:
            chosen &= Q(district=self.district)
        if self.service:
            chosen &= Q(service=self.service)
        elif self.department:
            chosen &= Q(service__startswith=f"{self.department}/")
        return chosen

    @property
    def of_terminals(self) -> Q:
        """The condition on what belongs to a terminal: departments and services have none."""
        chosen = within(self.scope, _BY_TERMINAL)
        return chosen & Q(terminal__place__district=self.district) if self.district else chosen


class AskForm(forms.Form):
    """Every field may be left out."""

    since = forms.DateField(label=_("开始日期"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("结束日期"), required=False, widget=forms.DateInput({"type": "date"}))
    district = forms.ChoiceField(label=_("行政区"), required=False)
    department = forms.ChoiceField(label=_("部门"), required=False)
    service = forms.ChoiceField(label=_("事项"), required=False)
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput())

    def __init__(self, data: Mapping[str, str], scope: Scope, catalogue: Catalogue, used: set[str]) -> None:
        """Offer what `scope` covers. `used`: services of which something was counted."""
        today = timezone.localdate()
        usual = {"since": (today - timedelta(days=_USUAL_DAYS - 1)).isoformat(), "until": today.isoformat()}
        super().__init__(usual | {name: value for name, value in data.items() if value})
        self.scope = scope
        services = sorted(name for name in used | set(catalogue.services) if _covers(scope, name))
        departments = sorted({name.partition("/")[0] for name in services})
        districts = District.objects.filter(within(scope, Paths("pk")))
        self.districts = {district.code: district.name for district in districts}
        everything = [("", _("全部"))]
        self._offer("district", [*everything, *self.districts.items()])
        self._offer("department", [*everything, *((name, catalogue.department(name)) for name in departments)])
        self._offer("service", [*everything, *((name, catalogue.service(name)) for name in services)])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and since > until:
            raise ValidationError(_("结束日期早于开始日期"))
        if since and until and (until - since).days >= LONGEST_DAYS:
            raise ValidationError(_("所选时间超过 400 天"))
        return given

    def asked(self) -> Asked:
        """Return what is asked; of a form that is wrong the usual."""
        given = self.cleaned_data if self.is_valid() else {}
        today = timezone.localdate()
        until = given.get("until") or max(today, given.get("since") or today)
        since = given.get("since") or until - timedelta(days=_USUAL_DAYS - 1)
        since = max(since, until - timedelta(days=LONGEST_DAYS - 1))
        service, department = given.get("service") or "", given.get("department") or ""
        if service and department and not service.startswith(f"{department}/"):
            service = ""  # whoever changes the department means all of it
        return Asked(
            self.scope, since, until, given.get("district") or "", department, service, given.get("version") or 0
        )

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


def _covers(scope: Scope, service: str) -> bool:
    return scope.departments is None or service.partition("/")[0] in scope.departments
