from django.db import models
from django.utils.translation import gettext_lazy as _

from kiosk.central.fleet.models import Terminal


class Call(models.Model):
    """That a call took place: which operation, for which terminal, how it went. Nothing of what was said."""

    class Status(models.TextChoices):
        DONE = "done", _("成功")
        REFUSED = "refused", _("部门拒绝")
        FAILED = "failed", _("失败")

    at = models.DateTimeField(_("时间"), auto_now_add=True, db_index=True)
    terminal = models.ForeignKey(Terminal, models.PROTECT, related_name="+", verbose_name=_("终端"))
    operation = models.CharField(_("操作"), max_length=80, db_index=True)
    status = models.CharField(_("结果"), max_length=10, choices=Status.choices, db_index=True)
    duration_ms = models.PositiveIntegerField(_("用时（毫秒）"))

    class Meta:
        verbose_name = _("接口调用")
        verbose_name_plural = _("接口调用")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.operation} {self.status}"
