from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.accounts.fresh import asked
from kiosk.central.audit.service import user_of
from kiosk.central.cells import TerminalColumn, moment, two_lines
from kiosk.central.intake.mistakes import mistakes
from kiosk.central.intake.models import DeadLetter, Issue, Payment, Transaction
from kiosk.central.intake.service import replay
from kiosk.central.reports.flow_columns import FlowColumns, service_title, step_title, with_its_code
from kiosk.central.rulings import page
from kiosk.central.rulings.models import Ruling
from kiosk.protocol.records import IssueState


@admin.register(Transaction)
class TransactionAdmin(FlowColumns[Transaction], TerminalColumn[Transaction]):
    list_display = ("when", "where", "title", "outcome", "last", "length", "transaction_id")
    list_filter = ("outcome", "service", "ended_at", "terminal")
    search_fields = ("transaction_id", "terminal__terminal_id", "service")
    fields = (
        "transaction_id",
        "terminal",
        "title",
        "flow_version",
        "item_code",
        "outcome",
        "last",
        "started_at",
        "ended_at",
        "steps_taken",
        "heard_at",
    )
    readonly_fields = ("title", "last", "steps_taken")

    @admin.display(description=_("结束时间"), ordering="ended_at")
    def when(self, record: Transaction) -> str:
        return moment(record.ended_at)

    @admin.display(description=_("用时（秒）"))
    def length(self, record: Transaction) -> int:
        return round(record.duration.total_seconds())

    @admin.display(description=_("最后步骤"), ordering="last_step")
    def last(self, record: Transaction) -> SafeString | str:
        return with_its_code(step_title(record, record.last_step), record.last_step)

    @admin.display(description=_("各步骤用时"))
    def steps_taken(self, record: Transaction) -> SafeString:
        """Return each step that the session came to, by its title, with how long it stayed there in all."""
        seconds = gettext("%(seconds)s 秒")
        lines = (
            (
                step_title(record, step),
                seconds % {"seconds": f"{ms / 1000:.1f}"},
                f"× {visits}" if visits > 1 else "",
                step,
            )
            for step, visits, ms in record.steps
        )
        items = format_html_join("", "<li>{} {} {} <small>{}</small></li>", lines)
        return format_html('<ol class="steps-taken">{}</ol>', items)


@admin.register(Issue)
class IssueAdmin(FlowColumns[Issue], TerminalColumn[Issue]):
    list_display = ("serial", "state", "ruled", "when", "document", "sheets", "where")
    list_filter = ("state", "settled", "service", "changed_at", "terminal")
    search_fields = ("serial", "transaction_id", "terminal__terminal_id")
    list_select_related = ("terminal__place", "ruling")
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

    @admin.display(description=_("状态时间"), ordering="changed_at")
    def when(self, issue: Issue) -> str:
        return moment(issue.changed_at)

    @admin.display(description=_("文件名称"), ordering="document_title")
    def document(self, issue: Issue) -> SafeString | str:
        return two_lines(issue.document_title, service_title(issue))

    @admin.display(description=_("张数"))
    def sheets(self, issue: Issue) -> SafeString | str:
        """Return pages and copies; and how many sheets the printer had counted when it was lost, at least."""
        whole = f"{issue.pages} × {issue.copies}"
        out = "" if issue.sheets_out is None else f"{issue.sheets_out} / {issue.pages * issue.copies}"
        return two_lines(whole, gettext("已出 %(out)s") % {"out": out} if out else "")

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

    @admin.action(description=_("核实所选文件"), permissions=["rule"])
    def rule(self, request: HttpRequest, chosen: QuerySet[Issue]) -> HttpResponse:
        return page.begun(request, self.admin_site, self._doubtful(request, chosen.values_list("pk", flat=True)))

    def ruling(self, request: HttpRequest) -> HttpResponse:
        """Ask what was found of one document, or take the answer for those that were chosen."""
        if not self.has_rule_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return page.begun(request, self.admin_site, self._doubtful(request, [request.GET.get("issue", "")]))
        voids = request.POST.get("finding") in page.VOIDING
        if voids and (again := asked(request, _("核实：文件作废"))) is not None:
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
class PaymentAdmin(FlowColumns[Payment], TerminalColumn[Payment]):
    list_display = ("when", "number", "yuan", "state", "where", "title")
    list_filter = ("state", "service", "changed_at", "terminal")
    search_fields = ("order_number", "transaction_id", "terminal__terminal_id")

    @admin.display(description=_("状态时间"), ordering="changed_at")
    def when(self, payment: Payment) -> str:
        return moment(payment.changed_at)

    @admin.display(description=_("订单号"), ordering="order_number")
    def number(self, payment: Payment) -> SafeString | str:
        return two_lines(payment.order_number, payment.transaction_id)

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
class DeadLetterAdmin(TerminalColumn[DeadLetter]):
    list_display = ("when", "where", "mistake", "replays", "resolved", "envelope_id")
    list_filter = (UnresolvedFilter, "received_at", "terminal")
    search_fields = ("envelope_id", "terminal__terminal_id", "error")
    fields = ("terminal", "envelope_id", "mistake", "raw", "received_at", "replays", "resolved_at")
    readonly_fields = ("mistake",)
    actions = ("replay_chosen",)

    @admin.display(description=_("接收时间"), ordering="received_at")
    def when(self, letter: DeadLetter) -> str:
        return moment(letter.received_at)

    @admin.display(description=_("处理时间"), ordering="resolved_at")
    def resolved(self, letter: DeadLetter) -> str:
        return moment(letter.resolved_at)

    @admin.display(description=_("原因"), ordering="error")
    def mistake(self, letter: DeadLetter) -> SafeString | str:
        """Say what kind of mistake it is; below, where and by which code, for technicians."""
        return two_lines("；".join(mistakes(letter.error)), letter.error)

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("intake.change_deadletter")

    @admin.action(description=_("重放所选死信"), permissions=["replay"])
    def replay_chosen(self, request: HttpRequest, chosen: QuerySet[DeadLetter]) -> None:
        letters = list(chosen.filter(resolved_at__isnull=True).select_related("terminal"))
        done = sum(replay(letter, user_of(request)) for letter in letters)
        words = gettext("重放 %(all)d 条，成功 %(done)d 条")
        messages.info(request, words % {"done": done, "all": len(letters)})
