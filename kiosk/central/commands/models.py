from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kiosk.central.fleet.models import Terminal


class Command(models.Model):
    """One thing that one terminal is to do, once. `sequence`: of the terminal's last word, see `CommandRecord`."""

    class Kind(models.TextChoices):
        REFRESH = "refresh", _("刷新事项和配置")
        OUT_OF_SERVICE = "out_of_service", _("暂停服务")
        IN_SERVICE = "in_service", _("恢复服务")
        RESTART_PROGRAM = "restart_program", _("重启程序")
        RESTART_MACHINE = "restart_machine", _("重启主机")
        COLLECT_LOGS = "collect_logs", _("收集日志")
        SELF_TEST = "self_test", _("设备自检")
        SCREENSHOT = "screenshot", _("屏幕截图")

    class State(models.TextChoices):
        QUEUED = "queued", _("待下发")
        DELIVERED = "delivered", _("已下发")
        WAITING = "waiting", _("等待空闲")
        STARTED = "started", _("执行中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("失败")
        REFUSED = "refused", _("终端拒绝")
        EXPIRED = "expired", _("已过期")
        CANCELLED = "cancelled", _("已撤销")
        TIMED_OUT = "timed_out", _("超时未答")

    command_id = models.CharField(_("指令编号"), max_length=36, primary_key=True)
    terminal = models.ForeignKey(Terminal, models.CASCADE, related_name="commands", verbose_name=_("终端"))
    kind = models.CharField(_("指令"), max_length=20, choices=Kind.choices)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.QUEUED)
    why = models.CharField(_("原因"), max_length=200)
    asked_by = models.CharField(_("下达人"), max_length=150)
    asked_at = models.DateTimeField(_("下达时间"), default=timezone.now, db_index=True)
    deadline = models.DateTimeField(_("截止时间"), help_text=_("到时仍未开始则不再执行"))
    repeats = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("重发自")
    )
    sequence = models.PositiveSmallIntegerField(_("终端回报序号"), default=0)
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    text = models.TextField(_("结果"), blank=True)

    class Meta:
        verbose_name = _("指令")
        verbose_name_plural = _("指令")
        ordering = ("-asked_at", "-command_id")
        indexes = (
            models.Index(fields=("terminal", "state"), name="commands_of_terminal"),
            models.Index(fields=("state", "deadline"), name="commands_due"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.terminal_id}"


class Attachment(models.Model):
    """What a command brought back: a log or a picture. Deleted after a while, see `commands.jobs`."""

    command = models.OneToOneField(
        Command, models.CASCADE, primary_key=True, related_name="attachment", verbose_name=_("指令")
    )
    name = models.CharField(_("文件名"), max_length=80)
    content = models.BinaryField(_("内容"))
    kept_until = models.DateTimeField(_("保留至"), db_index=True)

    class Meta:
        verbose_name = _("附件")
        verbose_name_plural = _("附件")

    def __str__(self) -> str:
        return self.name

    def is_over(self, now: datetime) -> bool:
        return now >= self.kept_until
