"""The form of one layer: a field a setting, each of which may be left open. What fits is judged by the service."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kiosk.central.configuration.wording import SETTING_HELP, SETTING_NAMES
from kiosk.protocol.configuration import LONGEST_HOME_IDLE_S, SHORTEST_HOME_IDLE_S

_OPEN = ("", _("不设置"))
_YES_NO = (_OPEN, ("true", _("是")), ("false", _("否")))


def _lines(text: str) -> list[str]:
    return text.split()


class LayerForm(forms.Form):
    """`values()` gives what is set."""

    language = forms.ChoiceField(choices=(_OPEN, ("zh", _("中文")), ("en", _("英文"))), required=False)
    other_language = forms.TypedChoiceField(choices=_YES_NO, required=False, coerce=lambda word: word == "true")
    elder = forms.TypedChoiceField(choices=_YES_NO, required=False, coerce=lambda word: word == "true")
    home_idle_s = forms.IntegerField(required=False, min_value=SHORTEST_HOME_IDLE_S, max_value=LONGEST_HOME_IDLE_S)
    open_hours = forms.CharField(
        required=False, max_length=11, widget=forms.TextInput(attrs={"placeholder": "08:30-17:30", "size": 14})
    )
    hidden_services = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3, "cols": 44}))
    log_level = forms.ChoiceField(choices=(_OPEN, ("INFO", "INFO"), ("WARNING", "WARNING")), required=False)
    why = forms.CharField(label=_("变更原因"), max_length=200, widget=forms.TextInput(attrs={"size": 50}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in SETTING_NAMES.items():
            self.fields[name].label, self.fields[name].help_text = str(label), str(SETTING_HELP[name])

    def values(self) -> dict[str, Any]:
        said = {name: self.cleaned_data.get(name) for name in SETTING_NAMES}
        said["hidden_services"] = _lines(said["hidden_services"] or "") or None
        return {name: value for name, value in said.items() if value not in ("", None)}


def initial(values: dict[str, Any]) -> dict[str, Any]:
    """Return a layer's values as the form shows them."""
    shown = {name: str(value).lower() if isinstance(value, bool) else value for name, value in values.items()}
    if "hidden_services" in shown:
        shown["hidden_services"] = "\n".join(shown["hidden_services"])
    return shown
