"""The page that gives commands: to the terminals chosen in the list, or to one; asked for, shown once more, given."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kiosk.central.commands.models import Command
from kiosk.central.fleet.models import Terminal

DEADLINES = ((10, _("10 分钟内")), (60, _("1 小时内")), (12 * 60, _("12 小时内")), (3 * 24 * 60, _("3 天内")))
_NAMED = 12


class OrderForm(forms.Form):
    """`terminals` are ids by comma: one field, however many were chosen."""

    terminals = forms.CharField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("指令"), choices=Command.Kind.choices)
    minutes = forms.TypedChoiceField(
        label=_("截止时间"), choices=DEADLINES, initial=60, coerce=int, help_text=_("到时仍未开始则不再执行")
    )
    why = forms.CharField(label=_("原因"), max_length=200, widget=forms.TextInput(attrs={"size": 40}))

    def ids(self) -> list[str]:
        found: list[str] = self.cleaned_data["terminals"].split(",")
        return found

    def kind_name(self) -> str:
        return str(Command.Kind(self.cleaned_data["kind"]).label)

    def deadline(self) -> Any:
        return timezone.now() + timedelta(minutes=self.cleaned_data["minutes"])


def page(
    request: HttpRequest, site: admin.AdminSite, form: OrderForm, terminals: list[Terminal], *, confirm: bool = False
) -> HttpResponse:
    """Show the form, or with `confirm` what it says, with how many terminals it is about."""
    context = {
        **site.each_context(request),
        "title": _("下达指令"),
        "opts": Command._meta,  # noqa: SLF001 - Django's documented model API
        "form": form,
        "count": len(terminals),
        "named": terminals[:_NAMED],
        "confirm": confirm,
        "deadline": form.deadline() if confirm else None,
    }
    return TemplateResponse(request, "admin/commands/command/order.html", context)


def begun(request: HttpRequest, site: admin.AdminSite, terminals: list[Terminal]) -> HttpResponse:
    """Show the empty form for these terminals."""
    return page(request, site, OrderForm(initial={"terminals": ",".join(one.pk for one in terminals)}), terminals)
