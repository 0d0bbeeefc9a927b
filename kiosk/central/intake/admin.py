from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.accounts.fresh import asked
from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.audit.service import user_of
from kiosk.central.intake.models import DeadLetter, Issue, Payment, Transaction
from kiosk.central.intake.service import replay
from kiosk.central.rulings import page
from kiosk.central.rulings.models import Ruling
from kiosk.protocol.records import IssueState


@admin.register(Transaction)
class TransactionAdmin(ReadOnlyAdmin[Transaction]):
    list_display = (
        "ended_at",
        "terminal",
        "service",
        "outcome",
        "last_step",
        "length",
        "flow_version",
        "transaction_id",
    )
    list_filter = ("outcome", "service", "ended_at", "terminal")
    search_fields = ("transaction_id", "terminal__terminal_id", "service")
    list_select_related = ("terminal",)

    @admin.display(description=_("用时（秒）"))
    def length(self, record: Transaction) -> int:
        return round(record.duration.total_seconds())


@admin.register(Issue)
class IssueAdmin(ReadOnlyAdmin[Issue]):
    list_display = (
        "serial",
        "state",
        "ruled",
        "changed_at",
        "document_title",
        "pages",
        "copies",
        "out",
        "terminal",
        "service",
    )
    list_filter = ("state", "settled", "service", "changed_at", "terminal")
    search_fields = ("serial", "transaction_id", "terminal__terminal_id")
    list_select_related = ("terminal", "ruling")
    exclude = ("verification_code",)  # whoever holds the paper has it; nobody else needs it
    readonly_fields = ("ruled_in_full",)
    actions = ("rule",)

    class Media:
        css: ClassVar = {"all": ("rulings/rulings.css",)}

    def get_urls(self) -> list[URLPattern]:
        return [
            path("ruling/", self.admin_site.admin_view(self.ruling), name="intake_issue_ruling"),
            *super().get_urls(),
        ]

    @admin.display(description=_("已出张数"))
    def out(self, issue: Issue) -> str:
        """Return how many of how many sheets the printer had counted when it was lost; it may have printed more."""
        return "" if issue.sheets_out is None else f"{issue.sheets_out} / {issue.pages * issue.copies}"

    @admin.display(description=_("人工核实"), ordering="settled")
    def ruled(self, issue: Issue) -> SafeString | str:
        """Say what the document is by it and whether the terminal knows, or lead to where it is ruled."""
        ruling: Ruling | None = getattr(issue, "ruling", None)
        if ruling is not None:
            return _with_its_state(issue.get_settled_display(), ruling)
        if issue.state != IssueState.DOUBTFUL or issue.settled:
            return issue.get_settled_display()
        link = reverse("admin:intake_issue_ruling")
        return format_html('<a class="rule" href="{}?issue={}">{}</a>', link, issue.pk, _("去核实"))

    @admin.display(description=_("核实记录"))
    def ruled_in_full(self, issue: Issue) -> SafeString | str:
        ruling: Ruling | None = getattr(issue, "ruling", None)
        if ruling is None:
            return self.ruled(issue)
        words = f"{ruling.get_finding_display()}：{ruling.reason}（{ruling.ruled_by}）"
        return _with_its_state(words, ruling)

    def has_rule_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("intake.change_issue")

    @admin.action(description=_("核实所选文书"), permissions=["rule"])
    def rule(self, request: HttpRequest, chosen: QuerySet[Issue]) -> HttpResponse:
        return page.begun(request, self.admin_site, self._doubtful(request, chosen.values_list("pk", flat=True)))

    def ruling(self, request: HttpRequest) -> HttpResponse:
        """Ask what was found of one document, or take the answer for those that were chosen."""
        if not self.has_rule_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return page.begun(request, self.admin_site, self._doubtful(request, [request.GET.get("issue", "")]))
        voids = request.POST.get("finding") in page.VOIDING
        if voids and (again := asked(request, _("核实：文书作废"))) is not None:
            return again
        return page.answer(request, self.admin_site, self._doubtful(request, request.POST.get("issues", "").split(",")))

    def _doubtful(self, request: HttpRequest, ids: Iterable[str]) -> list[Issue]:
        """Return those that wait for a ruling, and that this member of staff may see."""
        waiting = self.get_queryset(request).filter(pk__in=list(ids), state=IssueState.DOUBTFUL, settled="")
        return list(waiting.select_related("terminal__place").order_by("serial"))


def _with_its_state(words: str, ruling: Ruling) -> SafeString:
    known = ruling.get_state_display()
    return format_html('{} <span class="ruling {}">{}</span>', words, ruling.state, known)


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin[Payment]):
    list_display = ("changed_at", "order_number", "yuan", "state", "terminal", "service", "transaction_id")
    list_filter = ("state", "service", "changed_at", "terminal")
    search_fields = ("order_number", "transaction_id", "terminal__terminal_id")
    list_select_related = ("terminal",)

    @admin.display(description=_("金额（元）"), ordering="amount_fen")
    def yuan(self, payment: Payment) -> str:
        return f"{payment.amount_fen // 100}.{payment.amount_fen % 100:02}"


class UnresolvedFilter(admin.SimpleListFilter):
    title = _("是否处理")
    parameter_name = "unresolved"

    def lookups(self, _request: HttpRequest, _model_admin: object) -> tuple[tuple[str, Any], ...]:
        return (("1", _("未处理")), ("0", _("已处理")))

    def queryset(self, _request: HttpRequest, queryset: QuerySet[DeadLetter]) -> QuerySet[DeadLetter]:
        return queryset if self.value() is None else queryset.filter(resolved_at__isnull=self.value() == "1")


@admin.register(DeadLetter)
class DeadLetterAdmin(ReadOnlyAdmin[DeadLetter]):
    list_display = ("received_at", "terminal", "envelope_id", "error", "replays", "resolved_at")
    list_filter = (UnresolvedFilter, "received_at", "terminal")
    search_fields = ("envelope_id", "terminal__terminal_id", "error")
    list_select_related = ("terminal",)
    actions = ("replay_chosen",)

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("intake.change_deadletter")

    @admin.action(description=_("重放所选死信"), permissions=["replay"])
    def replay_chosen(self, request: HttpRequest, chosen: QuerySet[DeadLetter]) -> None:
        letters = list(chosen.filter(resolved_at__isnull=True).select_related("terminal"))
        done = sum(replay(letter, user_of(request)) for letter in letters)
        words = gettext("重放 %(all)d 条，成功 %(done)d 条")
        messages.info(request, words % {"done": done, "all": len(letters)})
