"""What staff fill in when they decide something about alarms."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from kiosk.central.alarms.models import Alarm
from kiosk.central.alarms.responsible import candidates

_HOURS = (("0.5", _("30 分钟")), ("1", _("1 小时")), ("2", _("2 小时")), ("4", _("4 小时")), ("8", _("8 小时")))


class AlarmForm(forms.Form):
    """A form about some alarms, mostly one."""

    def __init__(self, *args: Any, alarms: tuple[Alarm, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alarms = alarms


class AssignForm(AlarmForm):
    """Offers, and takes, only those who may see all of the alarms."""

    owner = forms.ModelChoiceField(queryset=User.objects.none(), label=_("负责人"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = candidates(*self.alarms)  # type: ignore[attr-defined]


class MuteForm(AlarmForm):
    hours = forms.TypedChoiceField(choices=_HOURS, coerce=float, initial="2", label=_("静音时长"))
    reason = forms.CharField(max_length=200, label=_("原因"), widget=forms.TextInput(attrs={"size": 40}))


class CommentForm(AlarmForm):
    text = forms.CharField(max_length=500, label=_("备注"), widget=forms.Textarea(attrs={"rows": 2}))


class ClearForm(AlarmForm):
    """`required`: a terminal's word is overruled with a reason only."""

    reason = forms.CharField(
        max_length=200, required=False, label=_("原因"), widget=forms.TextInput(attrs={"size": 40})
    )

    @classmethod
    def of(cls, alarm: Alarm) -> "ClearForm":
        form = cls(alarms=(alarm,))
        form.fields["reason"].required = not alarm.own
        return form
