"""What staff fill in when they do something about a bad rating."""

import re
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from kiosk.central.ratings.models import Redress
from kiosk.central.ratings.responsible import candidates
from kiosk.central.ratings.wording import LEVEL_NAMES, REASON_NAMES
from kiosk.protocol.rating import REASONS

_PERSONAL = re.compile(r"(?<!\d)(1\d{10}|\d{17}[\dXx])(?!\d)")


def names_nobody(text: str) -> None:
    """Refuse what looks like a mobile number or a citizen number: who it is about is in the department's own system."""
    if _PERSONAL.search(text):
        raise ValidationError(_("请不要填写手机号或身份证号"))


def _written(label: StrOrPromise, most: int = 500, *, required: bool = True) -> forms.CharField:
    """Return a field for what staff write in their own words, `most` signs of it."""
    lines = forms.Textarea(attrs={"rows": 4 if most > 500 else 2})
    return forms.CharField(max_length=most, required=required, label=label, validators=[names_nobody], widget=lines)


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
    text = _written(_("核实情况和整改措施"), 1000)


class CommentForm(RedressForm):
    text = _written(_("备注"))


class SendBackForm(RedressForm):
    text = _written(_("退回原因"))


class CloseForm(RedressForm):
    text = _written(_("办结说明"), required=False)


class CallBackForm(RedressForm):
    way = forms.ChoiceField(
        choices=Redress.Way.choices, initial=Redress.Way.PHONE, label=_("回访方式"), widget=forms.RadioSelect
    )
    result = forms.ChoiceField(choices=Redress.Result.choices, label=_("回访结果"), widget=forms.RadioSelect)
    text = _written(_("居民意见"), required=False)


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
