"""What staff fill in: the plan of a rollout, and why they steer it."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import FilteredSelectMultiple
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from kiosk.central.fleet.models import Terminal
from kiosk.central.rollout.models import Release
from kiosk.central.rollout.plan import USUAL, Limits, Plan, Ring

_MINUTE_S = 60.0


class RingForm(forms.Form):
    percent = forms.FloatField(label=_("范围（%）"), min_value=0, max_value=100, required=False)
    minimum_terminals = forms.IntegerField(label=_("至少启用（台）"), min_value=0, required=False)
    minimum_sessions = forms.IntegerField(label=_("至少办件（件）"), min_value=0, required=False)
    soak_minutes = forms.FloatField(label=_("观察时间（分钟）"), min_value=0, required=False)

    def ring(self) -> Ring | None:
        """Return the ring; None for a line that was left empty."""
        given = self.cleaned_data
        if given.get("percent") is None:
            return None
        return Ring(
            percent=given["percent"],
            minimum_terminals=given["minimum_terminals"] or 0,
            minimum_sessions=given["minimum_sessions"] or 0,
            soak_s=(given["soak_minutes"] or 0) * _MINUTE_S,
        )


RingFormSet = forms.formset_factory(RingForm, extra=1, max_num=8)


class PlanForm(forms.Form):
    release = forms.ModelChoiceField(label=_("发布"), queryset=Release.objects.none())
    pilots = forms.ModelMultipleChoiceField(
        label=_("试点终端"),
        queryset=Terminal.objects.none(),
        required=False,
        widget=FilteredSelectMultiple(_("试点终端"), is_stacked=False),
    )
    failed_activations = forms.FloatField(label=_("启用失败不超过（%）"), min_value=0.1, max_value=99, initial=5)
    failed_self_tests = forms.FloatField(label=_("自检失败不超过（%）"), min_value=0.1, max_value=99, initial=2)
    faults_margin = forms.FloatField(
        label=_("故障中止率比此前版本最多高（百分点）"), min_value=0, max_value=99, initial=3
    )
    abandonment_margin = forms.FloatField(
        label=_("中途放弃率比此前版本最多高（百分点）"), min_value=0, max_value=99, initial=5
    )
    returns = forms.BooleanField(
        label=_("异常时自动回退"), required=False, initial=True, help_text=_("否则只中止，等待人工决定")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = Release.objects.filter(way_back_of=None).first()
        chosen = self.fields["release"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = Release.objects.filter(pk=newest.pk) if newest else Release.objects.none()
        chosen.initial = newest
        pilots = self.fields["pilots"]
        assert isinstance(pilots, forms.ModelMultipleChoiceField)
        pilots.queryset = Terminal.objects.filter(state=Terminal.State.APPROVED).select_related("place")

    def limits(self) -> Limits:
        names = ("failed_activations", "failed_self_tests", "faults_margin", "abandonment_margin")
        return Limits(**{name: self.cleaned_data[name] / 100 for name in names})


def plan_from(form: PlanForm, rings: forms.BaseFormSet[RingForm]) -> Plan | None:
    """Return the plan; None when it is none, and then the form says why."""
    try:
        chosen = tuple(ring for ring in (one.ring() for one in rings.forms) if ring is not None)
        return Plan(rings=chosen, limits=form.limits(), returns=form.cleaned_data["returns"])
    except ValidationError:
        form.add_error(None, gettext("批次须从小到大，最后一批为 100 %"))
        return None


def usual_rings() -> list[dict[str, float]]:
    """Return the first values of the rings; a demo has little time."""
    minutes = (1 / _MINUTE_S) / (60 if settings.DEMO else 1)
    few = 0 if settings.DEMO else 1
    return [
        {
            "percent": int(ring.percent),
            "minimum_terminals": ring.minimum_terminals if few else 1,
            "minimum_sessions": ring.minimum_sessions * few,
            "soak_minutes": round(ring.soak_s * minutes),
        }
        for ring in USUAL.rings
    ]


class SteerForm(forms.Form):
    reason = forms.CharField(
        label=_("原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("将记入审计")
    )
