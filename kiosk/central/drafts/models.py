from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kiosk.central.fleet.models import Terminal


class Draft(models.Model):
    """续办件: one session that trouble ended, sealed. `taken_by`: the transaction that continues it."""

    draft_id = models.CharField(_("续办编号"), max_length=32, primary_key=True)
    terminal = models.ForeignKey(Terminal, models.PROTECT, related_name="+", verbose_name=_("终端"))
    transaction_id = models.CharField(_("办件编号"), max_length=36, db_index=True)
    service = models.CharField(_("事项"), max_length=120)
    flow_version = models.PositiveIntegerField(_("流程版本"))
    stopped_at = models.CharField(_("中断步骤"), max_length=80)
    because = models.CharField(_("中断原因"), max_length=120)
    person = models.CharField(_("本人证明"), max_length=64)
    sealed = models.TextField(_("密封内容"), blank=True)
    kept_at = models.DateTimeField(_("保存时间"), auto_now_add=True, db_index=True)
    expires_at = models.DateTimeField(_("到期时间"), db_index=True)
    wrong_persons = models.PositiveIntegerField(_("非本人次数"), default=0)
    taken_by = models.CharField(_("续办办件"), max_length=36, blank=True)
    taken_terminal = models.ForeignKey(
        Terminal, models.PROTECT, null=True, related_name="+", verbose_name=_("续办终端")
    )
    taken_at = models.DateTimeField(_("续办时间"), null=True)

    class Meta:
        verbose_name = _("续办件")
        verbose_name_plural = _("续办件")
        ordering = ("-kept_at",)
        permissions = (("read_answers", _("查看续办件内容")),)

    def __str__(self) -> str:
        return f"{self.service} {self.draft_id[:8]}"

    @property
    def expired(self) -> bool:
        return self.expires_at <= timezone.now()
