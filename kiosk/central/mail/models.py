from django.db import models
from django.utils.translation import gettext_lazy as _

from kiosk.central.fleet.models import Terminal


class Delivery(models.Model):
    """A mail or a short message on its way. Once its way ends `address`, `subject` and `lines` are empty."""

    class State(models.TextChoices):
        WAITING = "waiting", _("待发送")
        SENDING = "sending", _("发送中")
        SENT = "sent", _("已发送")
        REFUSED = "refused", _("对方拒收")
        GIVEN_UP = "given_up", _("多次未发出")
        DOUBTFUL = "doubtful", _("不确定是否发出")

    class Way(models.TextChoices):
        EMAIL = "email", _("邮件")
        PHONE = "phone", _("短信")

    mail_id = models.CharField(_("回执编号"), max_length=36, primary_key=True)
    terminal = models.ForeignKey(Terminal, models.PROTECT, related_name="+", verbose_name=_("终端"))
    transaction_id = models.CharField(_("办件编号"), max_length=36, db_index=True)
    service = models.CharField(_("事项"), max_length=120)
    language = models.CharField(_("语言"), max_length=2)
    way = models.CharField(_("方式"), max_length=5, choices=Way.choices, default=Way.EMAIL)
    address = models.CharField(_("地址"), max_length=60, blank=True)
    subject = models.CharField(_("主题"), max_length=100, blank=True)
    lines = models.JSONField(_("内容"), default=list, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING, db_index=True)
    tries = models.PositiveSmallIntegerField(_("次数"), default=0)
    error = models.CharField(_("原因"), max_length=200, blank=True)
    asked_at = models.DateTimeField(_("申请时间"))
    due_at = models.DateTimeField(_("下次发送"), db_index=True)
    changed_at = models.DateTimeField(_("状态时间"), auto_now=True)

    class Meta:
        verbose_name = _("电子回执")
        verbose_name_plural = _("电子回执")
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return self.mail_id
