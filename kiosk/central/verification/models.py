from django.db import models
from django.utils.translation import gettext_lazy as _

from kiosk.central.fleet.models import Terminal
from kiosk.protocol.records import IssueState


class Paper(models.Model):
    """已归档文件: what a check needs of a document whose record is in the archive (`kiosk.central.retention`).

    Nothing in it is about a resident, so it stays: whoever holds the paper may ask in twenty years.
    """

    serial = models.CharField(_("文件编号"), max_length=60, primary_key=True)
    verification_code = models.CharField(_("核验码"), max_length=20)
    document_title = models.CharField(_("文件名称"), max_length=200)
    pages = models.PositiveIntegerField(_("页数"))
    copies = models.PositiveSmallIntegerField(_("份数"))
    issued_at = models.DateTimeField(_("出具时间"))
    state = models.CharField(_("状态"), max_length=10)
    terminal = models.ForeignKey(Terminal, models.PROTECT, related_name="+", verbose_name=_("终端"))

    class Meta:
        verbose_name = _("已归档文件")
        verbose_name_plural = _("已归档文件")

    def __str__(self) -> str:
        return self.serial

    @property
    def effective_state(self) -> IssueState:
        return IssueState(self.state)
