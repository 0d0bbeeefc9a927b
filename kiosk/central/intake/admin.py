from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.audit.service import user_of
from kiosk.central.intake.models import DeadLetter, Issue, Payment, Transaction
from kiosk.central.intake.service import replay, settle
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
        "changed_at",
        "serial",
        "document_title",
        "pages",
        "copies",
        "out",
        "state",
        "settled",
        "terminal",
        "service",
    )
    list_filter = ("state", "settled", "service", "changed_at", "terminal")
    search_fields = ("serial", "transaction_id", "terminal__terminal_id")
    list_select_related = ("terminal",)
    exclude = ("verification_code",)  # whoever holds the paper has it; nobody else needs it
    actions = ("settle_taken", "settle_voided")
    fresh_actions = ("settle_voided",)

    @admin.display(description=_("已出张数"))
    def out(self, issue: Issue) -> str:
        """Return how many of how many sheets the printer had counted when it was lost; it may have printed more."""
        return "" if issue.sheets_out is None else f"{issue.sheets_out} / {issue.pages * issue.copies}"

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("intake.change_issue")

    @admin.action(description=_("核实：文书已交付"), permissions=["settle"])
    def settle_taken(self, request: HttpRequest, chosen: QuerySet[Issue]) -> None:
        self._settle(request, chosen, IssueState.TAKEN)

    @admin.action(description=_("核实：文书作废"), permissions=["settle"])
    def settle_voided(self, request: HttpRequest, chosen: QuerySet[Issue]) -> None:
        self._settle(request, chosen, IssueState.VOIDED)

    def _settle(self, request: HttpRequest, chosen: QuerySet[Issue], state: IssueState) -> None:
        done = sum(settle(issue, state, user_of(request)) for issue in chosen)
        words = gettext("已核实 %(done)d 份，共选 %(all)d 份；只有待核实的文书可以核实")
        messages.info(request, words % {"done": done, "all": len(chosen)})


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
