"""Records as they stand after all reports so far. No field here is about a resident."""

from datetime import timedelta

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kiosk.central.fleet.models import Terminal
from kiosk.protocol.records import IssueState, Outcome, PaymentState

OUTCOME_NAMES: dict[str, Promise] = {
    Outcome.COMPLETED: _("办结"),
    Outcome.LEFT: _("中途离开"),
    Outcome.TIMED_OUT: _("无人操作"),
    Outcome.FAILED: _("故障中止"),
    Outcome.INTERRUPTED: _("异常中断"),
}
ISSUE_STATE_NAMES: dict[str, Promise] = {
    IssueState.RESERVED: _("已预留"),
    IssueState.PRINTING: _("打印中"),
    IssueState.PRESENTED: _("已出纸"),
    IssueState.TAKEN: _("已取走"),
    IssueState.VOIDED: _("已作废"),
    IssueState.DOUBTFUL: _("待核实"),
}

PAYMENT_STATE_NAMES: dict[str, Promise] = {
    PaymentState.ORDERED: _("待支付"),
    PaymentState.PAID: _("已支付"),
    PaymentState.FULFILLED: _("已支付并办结"),
    PaymentState.REFUND_DUE: _("应退款"),
    PaymentState.REFUNDED: _("已退款"),
    PaymentState.EXPIRED: _("已过期"),
    PaymentState.CANCELLED: _("已取消"),
}


class Received(models.Model):
    """An envelope that was taken in. Its id is why a copy changes nothing."""

    envelope_id = models.CharField(_("信封编号"), max_length=36, primary_key=True)
    terminal = models.ForeignKey(Terminal, models.PROTECT, related_name="+", verbose_name=_("终端"))
    kind = models.CharField(_("类型"), max_length=20)
    received_at = models.DateTimeField(_("接收时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("已接收信封")
        verbose_name_plural = _("已接收信封")

    def __str__(self) -> str:
        return self.envelope_id


class Transaction(models.Model):
    """办件: one session of one resident, from its first step to its end.

    `steps`: `[step, visits, milliseconds]` each, see `kiosk.protocol.records.TransactionRecord`. `heard_at`: when this
    row last changed, by central's clock; reports find by it what came late. Empty in rows from before there were any.
    """

    transaction_id = models.CharField(_("办件编号"), max_length=36, primary_key=True)
    terminal = models.ForeignKey(Terminal, models.PROTECT, related_name="+", verbose_name=_("终端"))
    service = models.CharField(_("事项"), max_length=120, db_index=True)
    flow_version = models.PositiveIntegerField(_("流程版本"))
    item_code = models.CharField(_("事项编码"), max_length=33)
    outcome = models.CharField(_("结果"), max_length=12, choices=list(OUTCOME_NAMES.items()), db_index=True)
    last_step = models.CharField(_("最后步骤"), max_length=80)
    started_at = models.DateTimeField(_("开始时间"))
    ended_at = models.DateTimeField(_("结束时间"), db_index=True)
    steps = models.JSONField(_("各步骤用时"), default=list)
    heard_at = models.DateTimeField(_("接收时间"), null=True, db_index=True)

    class Meta:
        verbose_name = _("办件")
        verbose_name_plural = _("办件")
        ordering = ("-ended_at",)

    def __str__(self) -> str:
        return f"{self.service} {self.transaction_id}"

    @property
    def duration(self) -> timedelta:
        return self.ended_at - self.started_at


class Issue(models.Model):
    """制证记录: one document and where it is in its life.

    `state` is the terminal's word. `settled` is a person's, given after looking at the tray when the terminal could
    not tell (doubtful), and outranks it. All copies are this one document; `sheets_out`: how many sheets of a doubtful
    one its printer had counted, None when it told nothing.
    """

    issue_id = models.CharField(_("制证编号"), max_length=36, primary_key=True)
    transaction_id = models.CharField(_("办件编号"), max_length=36, db_index=True)
    terminal = models.ForeignKey(Terminal, models.PROTECT, related_name="+", verbose_name=_("终端"))
    service = models.CharField(_("事项"), max_length=120, db_index=True)
    flow_version = models.PositiveIntegerField(_("流程版本"))
    serial = models.CharField(_("文件编号"), max_length=60, unique=True)
    verification_code = models.CharField(_("核验码"), max_length=20)
    document_title = models.CharField(_("文件名称"), max_length=200)
    pages = models.PositiveIntegerField(_("页数"))
    copies = models.PositiveSmallIntegerField(_("份数"), default=1)
    sheets_out = models.PositiveIntegerField(_("已出张数"), null=True)
    digest = models.CharField(_("文件摘要"), max_length=64, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=list(ISSUE_STATE_NAMES.items()), db_index=True)
    sequence = models.PositiveIntegerField(_("状态序号"))
    issued_at = models.DateTimeField(_("出具时间"))
    changed_at = models.DateTimeField(_("状态时间"), db_index=True)
    settled = models.CharField(
        _("人工核实"),
        max_length=10,
        blank=True,
        choices=[(s.value, ISSUE_STATE_NAMES[s]) for s in (IssueState.TAKEN, IssueState.VOIDED)],
    )

    class Meta:
        verbose_name = _("制证记录")
        verbose_name_plural = _("制证记录")
        ordering = ("-changed_at",)

    def __str__(self) -> str:
        return self.serial

    @property
    def effective_state(self) -> IssueState:
        return IssueState(self.settled or self.state)


class Payment(models.Model):
    """缴费: one order and what became of its money. Amounts are in fen (分), whole ones."""

    payment_id = models.CharField(_("缴费编号"), max_length=36, primary_key=True)
    transaction_id = models.CharField(_("办件编号"), max_length=36, db_index=True)
    terminal = models.ForeignKey(Terminal, models.PROTECT, related_name="+", verbose_name=_("终端"))
    service = models.CharField(_("事项"), max_length=120, db_index=True)
    flow_version = models.PositiveIntegerField(_("流程版本"))
    order_number = models.CharField(_("订单号"), max_length=64, unique=True)
    amount_fen = models.PositiveBigIntegerField(_("金额（分）"))
    state = models.CharField(_("状态"), max_length=10, choices=list(PAYMENT_STATE_NAMES.items()), db_index=True)
    sequence = models.PositiveIntegerField(_("状态序号"))
    ordered_at = models.DateTimeField(_("下单时间"))
    changed_at = models.DateTimeField(_("状态时间"), db_index=True)

    class Meta:
        verbose_name = _("缴费记录")
        verbose_name_plural = _("缴费记录")
        ordering = ("-changed_at",)

    def __str__(self) -> str:
        return self.order_number


class DeadLetter(models.Model):
    """死信: an item that could not be taken in. The terminal has deleted it, so this is the only copy."""

    terminal = models.ForeignKey(Terminal, models.PROTECT, related_name="+", verbose_name=_("终端"))
    envelope_id = models.CharField(_("信封编号"), max_length=80, blank=True, db_index=True)
    raw = models.JSONField(_("原文"))
    raw_digest = models.CharField(_("原文摘要"), max_length=64, editable=False)
    error = models.CharField(_("原因"), max_length=500)
    received_at = models.DateTimeField(_("接收时间"), auto_now_add=True, db_index=True)
    replays = models.PositiveIntegerField(_("重放次数"), default=0)
    resolved_at = models.DateTimeField(_("处理时间"), null=True, db_index=True)

    class Meta:
        verbose_name = _("死信")
        verbose_name_plural = _("死信")
        ordering = ("-id",)
        constraints = (models.UniqueConstraint("terminal", "raw_digest", name="one_dead_letter_per_item"),)

    def __str__(self) -> str:
        return f"{self.terminal_id} {self.envelope_id}"
