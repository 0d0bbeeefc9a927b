"""The page on which staff say what they found of doubtful documents: of one, or of several with one answer."""

from collections.abc import Sequence

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.audit.service import user_of
from kiosk.central.intake.models import Issue, Payment
from kiosk.central.rulings import service
from kiosk.central.rulings.models import Ruling
from kiosk.protocol.records import IssueState

VOIDING = frozenset(finding.value for finding, stands_as in service.STANDS_AS.items() if stands_as == IssueState.VOIDED)
"""What makes somebody's document worthless."""


class RulingForm(forms.Form):
    """`issues` are ids by comma: one field, however many were chosen. Nothing is chosen beforehand."""

    issues = forms.CharField(widget=forms.HiddenInput)
    finding = forms.ChoiceField(label=_("核实结果"), choices=Ruling.Finding.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("核实说明"),
        max_length=200,
        help_text=_("写明在出纸口看到了什么；不写居民的个人信息"),
        widget=forms.TextInput(attrs={"size": 40}),
    )


def begun(request: HttpRequest, site: admin.AdminSite, issues: Sequence[Issue]) -> HttpResponse:
    """Show the empty form for these documents."""
    return page(request, site, RulingForm(initial={"issues": ",".join(one.pk for one in issues)}), issues)


def page(request: HttpRequest, site: admin.AdminSite, form: RulingForm, issues: Sequence[Issue]) -> HttpResponse:
    """Show the documents with what is known of each, and the form."""
    paid = {
        payment.transaction_id: payment
        for payment in Payment.objects.filter(transaction_id__in=[one.transaction_id for one in issues])
    }
    context = {
        **site.each_context(request),
        "title": _("核实文件"),
        "opts": Issue._meta,  # noqa: SLF001 - Django's documented model API
        "form": form,
        "documents": [(issue, paid.get(issue.transaction_id)) for issue in issues],
    }
    return TemplateResponse(request, "rulings/page.html", context)


def answer(request: HttpRequest, site: admin.AdminSite, issues: Sequence[Issue]) -> HttpResponse:
    """Rule on them as the form says, or show it again with its mistakes."""
    form = RulingForm(request.POST)
    if not form.is_valid():
        return page(request, site, form, issues)
    finding, reason = Ruling.Finding(form.cleaned_data["finding"]), form.cleaned_data["reason"]
    done = sum(service.rule(issue, finding, reason, user_of(request)) for issue in issues)
    if done:
        messages.success(request, gettext("已核实 %(done)d 份，终端将在下次心跳得知") % {"done": done})
    if done < len(issues):
        messages.warning(request, gettext("%(left)d 份已由他人核实，未改动") % {"left": len(issues) - done})
    return HttpResponseRedirect(reverse("admin:intake_issue_changelist"))
