"""What staff fill in when they do something about a bad rating."""

import re
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kiosk.central.ratings.models import Redress
from kiosk.central.ratings.responsible import candidates
from kiosk.central.ratings.wording import LEVEL_NAMES, REASON_NAMES
from kiosk.protocol.rating import REASONS

_PERSONAL = re.compile(r"(?<!\d)(1\d{10}|\d{17}[\dXx])(?!\d)")


def names_nobody(text: str) -> None:
    """Refuse what looks like a mobile number or a citizen number: who it is about is in the department's own system."""
    if _PERSONAL.search(text):
        raise ValidationError(_("请不要填写手机号或身份证号"))


class RedressForm(forms.Form):
    """A form about some redresses, mostly one."""

    def __init__(self, *args: Any, redresses: tuple[Redress, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.redresses = redresses


class AssignForm(RedressForm):
    owner = forms.ModelChoiceField(queryset=User.objects.none(), label=_("负责人"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = candidates(*self.redresses)  # type: ignore[attr-defined]


class ReplyForm(RedressForm):
    text = forms.CharField(
        max_length=1000,
        label=_("核实情况和整改措施"),
        validators=[names_nobody],
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CommentForm(RedressForm):
    text = forms.CharField(
        max_length=500, label=_("备注"), validators=[names_nobody], widget=forms.Textarea(attrs={"rows": 2})
    )


class SendBackForm(RedressForm):
    text = forms.CharField(
        max_length=500, label=_("退回原因"), validators=[names_nobody], widget=forms.Textarea(attrs={"rows": 2})
    )


class CloseForm(RedressForm):
    text = forms.CharField(
        max_length=500,
        required=False,
        label=_("办结说明"),
        validators=[names_nobody],
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CallBackForm(RedressForm):
    way = forms.ChoiceField(
        choices=Redress.Way.choices, initial=Redress.Way.PHONE, label=_("回访方式"), widget=forms.RadioSelect
    )
    result = forms.ChoiceField(choices=Redress.Result.choices, label=_("回访结果"), widget=forms.RadioSelect)
    text = forms.CharField(
        max_length=500,
        required=False,
        label=_("居民意见"),
        validators=[names_nobody],
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReRateForm(RedressForm):
    """Reasons of other levels than the chosen one are left out: the page hides them."""

    satisfaction = forms.TypedChoiceField(
        choices=list(LEVEL_NAMES.items()), coerce=int, label=_("居民再次评价"), widget=forms.RadioSelect
    )
    reasons = forms.TypedMultipleChoiceField(
        choices=list(REASON_NAMES.items()), coerce=int, required=False, label=_("评价选项")
    )

    def clean(self) -> dict[str, Any]:
        said = {**(super().clean() or {}), **self.cleaned_data}
        of_level = REASONS.get(said.get("satisfaction"), {})  # type: ignore[arg-type]
        said["reasons"] = [code for code in said.get("reasons", ()) if code in of_level]
        return said

    @property
    def levels(self) -> list[tuple[int, Any, list[tuple[int, Any]]]]:
        """Return each level with its words and its reasons with theirs."""
        return [
            (level, words, [(code, REASON_NAMES[code]) for code in REASONS[level]])  # type: ignore[index]
            for level, words in LEVEL_NAMES.items()
        ]
