"""The form of a duty: whoever administers a part of the platform gives no more than that part."""

from typing import Any, ClassVar

from django.db.models import Q
from django.forms import ModelForm, ModelMultipleChoiceField
from django.utils.html import format_html
from django.utils.translation import gettext as _

from kiosk.central.accounts.models import Duty
from kiosk.central.accounts.scope import ALL, Scope
from kiosk.central.fleet.models import District
from kiosk.central.reports.words import catalogue


class DutyForm(ModelForm[Duty]):
    """`looking`: the scope of whoever fills it in."""

    looking: ClassVar[Scope] = ALL

    class Meta:
        model = Duty
        fields = ("districts", "departments")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.looking.districts is not None:
            districts = self.fields["districts"]
            assert isinstance(districts, ModelMultipleChoiceField)
            districts.queryset = District.objects.filter(pk__in=self.looking.districts)
        known = catalogue().departments
        if known:
            names = "、".join(f"{code} {name}" for code, name in sorted(known.items()))
            self.fields["departments"].help_text += format_html("<br>{}", _("已有部门：%(names)s") % {"names": names})

    def has_changed(self) -> bool:
        """A duty left open would be for everything: it is looked at, too."""
        return self.looking != ALL or super().has_changed()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.looking.districts is not None and not said.get("districts"):
            self.add_error("districts", _("请选择行政区：您只能管理本人职责范围内的人员"))
        allowed = self.looking.departments
        if allowed is not None:
            wished = Duty(departments=said.get("departments", "")).department_names
            if not wished or not wished <= allowed:
                names = ", ".join(sorted(allowed))
                self.add_error("departments", _("只能填写本人职责范围内的部门：%(names)s") % {"names": names})
        return said


def unheard_of(duty: Duty) -> list[str]:
    """Return the departments of `duty` that no released flow is of: new ones, or mistyped ones."""
    return sorted(duty.department_names - catalogue().departments.keys())


def duties_within(scope: Scope) -> Q:
    """Return the condition on accounts that their duty lies in `scope`; one without bounds lies in no part."""
    if scope == ALL:
        return Q()
    duties = Duty.objects.filter(user__is_superuser=False).prefetch_related("districts")
    return Q(pk__in=[duty.pk for duty in duties if _lies_in(duty, scope)])


def _lies_in(duty: Duty, scope: Scope) -> bool:
    parts = (
        (scope.districts, frozenset(district.pk for district in duty.districts.all())),
        (scope.departments, duty.department_names),
    )
    return all(mine is None or (bool(theirs) and theirs <= mine) for mine, theirs in parts)
