from django.db import models
from django.utils.translation import gettext_lazy as _

from kiosk.central.fleet.models import Terminal


class PhoneCode(models.Model):
    """验证码: a code that was sent, or looks as if it was. Number and code stand here as keyed digests only."""

    challenge = models.CharField(_("编号"), max_length=36, primary_key=True)
    terminal = models.ForeignKey(Terminal, models.PROTECT, related_name="+", verbose_name=_("终端"))
    number_digest = models.CharField(_("号码摘要"), max_length=64, db_index=True)
    code_digest = models.CharField(_("验证码摘要"), max_length=64, blank=True)
    sent_at = models.DateTimeField(_("发送时间"), db_index=True)
    tries = models.PositiveSmallIntegerField(_("次数"), default=0)

    class Meta:
        verbose_name = _("短信验证码")
        verbose_name_plural = _("短信验证码")
        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return self.challenge
