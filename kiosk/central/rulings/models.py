from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kiosk.central.fleet.models import Terminal
from kiosk.central.intake.models import Issue


class Ruling(models.Model):
    """核实: what a person found of one doubtful document; it stands, and its terminal is told until it has answered."""

    class Finding(models.TextChoices):
        PRINTED = "printed", _("已完整打印，文件有效")
        NOT_PRINTED = "not_printed", _("没有打印出来，文件作废")
        VOID = "void", _("已打印但不能用，已收回，文件作废")

    class State(models.TextChoices):
        WAITING = "waiting", _("待告知终端")
        DELIVERED = "delivered", _("已告知，待终端确认")
        APPLIED = "applied", _("终端已记账")
        UNKNOWN = "unknown", _("终端已无此记录")
        REFUSED = "refused", _("与终端记录不符")

    ruling_id = models.CharField(_("核实编号"), max_length=36, primary_key=True)
    issue = models.OneToOneField(Issue, models.CASCADE, related_name="ruling", verbose_name=_("文件"))
    terminal = models.ForeignKey(Terminal, models.PROTECT, related_name="rulings", verbose_name=_("终端"))
    finding = models.CharField(_("核实结果"), max_length=12, choices=Finding.choices)
    reason = models.CharField(_("核实说明"), max_length=200, blank=True)
    ruled_by = models.CharField(_("核实人"), max_length=150, blank=True)
    ruled_at = models.DateTimeField(_("核实时间"), default=timezone.now, db_index=True)
    state = models.CharField(_("终端确认"), max_length=10, choices=State.choices, default=State.WAITING)
    answered_at = models.DateTimeField(_("终端确认时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("核实记录")
        verbose_name_plural = _("核实记录")
        ordering = ("-ruled_at", "-ruling_id")
        indexes = (models.Index(fields=("terminal", "state"), name="rulings_of_terminal"),)

    def __str__(self) -> str:
        return self.ruling_id
