from django.db import models
from django.utils.translation import gettext_lazy as _

from kiosk.central.fleet.models import Terminal


class Order(models.Model):
    """订单: what the payment system says of one payment. What the terminal says of it is `intake.Payment`.

    `closed` with the amount 0: a terminal gave up what had never arrived here; should it still arrive, it is refused.
    """

    class State(models.TextChoices):
        OPEN = "open", _("待支付")
        PAID = "paid", _("已支付")
        CLOSED = "closed", _("已关闭")
        REFUNDING = "refunding", _("退款中")
        REFUNDED = "refunded", _("已退款")

    payment_id = models.CharField(_("缴费编号"), max_length=36, primary_key=True)
    terminal = models.ForeignKey(Terminal, models.PROTECT, related_name="+", verbose_name=_("终端"))
    transaction_id = models.CharField(_("办件编号"), max_length=36, blank=True, db_index=True)
    service = models.CharField(_("事项"), max_length=120, blank=True)
    order_number = models.CharField(_("订单号"), max_length=64, unique=True)
    amount_fen = models.PositiveBigIntegerField(_("金额（分）"))
    description = models.CharField(_("收费项目"), max_length=127, blank=True)
    code = models.CharField(_("付款码"), max_length=512, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN, db_index=True)
    ordered_at = models.DateTimeField(_("下单时间"), auto_now_add=True)
    expires_at = models.DateTimeField(_("到期时间"), db_index=True)
    asked_at = models.DateTimeField(_("查询时间"), null=True)
    changed_at = models.DateTimeField(_("状态时间"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("支付订单")
        verbose_name_plural = _("支付订单")
        ordering = ("-ordered_at",)

    def __str__(self) -> str:
        return self.order_number

    @property
    def refund_number(self) -> str:
        return f"{self.order_number}-R"
