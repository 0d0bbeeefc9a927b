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
        return f"{self.operation} {self.get_status_display()}"


class OperationState(models.Model):
    """What staff decided about an operation, and how its breaker stood last, in whichever process that was.

    No row: nothing was ever decided, and its breaker never opened. `reset_at`: breakers that opened before are closed.
    """

    operation = models.CharField(_("操作"), max_length=80, primary_key=True)
    disabled = models.BooleanField(_("已停用"), default=False)
    reason = models.CharField(_("停用原因"), max_length=200, blank=True)
    changed_by = models.CharField(_("操作者"), max_length=150, blank=True)
    changed_at = models.DateTimeField(_("变更时间"), null=True)
    breaker = models.CharField(_("熔断状态"), max_length=10, default="closed")
    breaker_since = models.DateTimeField(_("熔断状态自"), null=True)
    reset_at = models.DateTimeField(_("复位时间"), null=True)

    class Meta:
        verbose_name = _("部门操作")
        verbose_name_plural = _("部门操作")
        ordering = ("operation",)

    def __str__(self) -> str:
        return self.operation


class Tally(models.Model):
    """How the calls of one operation ended within a minute or, once a day has passed, an hour. Rows add up."""

    operation = models.CharField(_("操作"), max_length=80)
    begins = models.DateTimeField(_("时段"))
    span_s = models.PositiveIntegerField(_("时长（秒）"), default=60)
    done = models.PositiveIntegerField(_("成功"), default=0)
    refused = models.PositiveIntegerField(_("部门拒绝"), default=0)
    timed_out = models.PositiveIntegerField(_("超时"), default=0)
    unreachable = models.PositiveIntegerField(_("无法连接"), default=0)
    bad_reply = models.PositiveIntegerField(_("应答无效"), default=0)
    limited = models.PositiveIntegerField(_("限流"), default=0)
    circuit_open = models.PositiveIntegerField(_("熔断"), default=0)
    switched_off = models.PositiveIntegerField(_("人工停用"), default=0)
    cached = models.PositiveIntegerField(_("缓存"), default=0)
    latency = models.JSONField(_("用时分布"), default=list)

    class Meta:
        verbose_name = _("操作统计")
        verbose_name_plural = _("操作统计")
        indexes = (models.Index(fields=("begins", "operation"), name="gateway_tally_begins"),)

    def __str__(self) -> str:
        return f"{self.operation} {self.begins:%F %H:%M}"
