"""What may run, which part of the fleet is being brought to it, and what each terminal said of it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kiosk.central.fleet.models import Terminal
from kiosk.central.rollout.machine import State
from kiosk.protocol.needs import FlowNeeds

STATE_NAMES = {
    State.PLANNED: _("待开始"),
    State.RUNNING: _("推送中"),
    State.SOAKING: _("观察中"),
    State.PAUSED: _("已暂停"),
    State.HALTED: _("已中止"),
    State.RETURNING: _("回退中"),
    State.RETURNED: _("已回退"),
    State.STOPPED: _("已停止"),
    State.DONE: _("已完成"),
}


class Release(models.Model):
    """发布: which versions belong together, as it was signed. Never changes.

    `flows`: by service its version, the sha256 of its package, and what it needs of a terminal (engine, devices).
    """

    seq = models.PositiveIntegerField(_("发布序号"), primary_key=True)
    way_back_of = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="way_back", verbose_name=_("是其回退发布")
    )
    before = models.ForeignKey("self", models.PROTECT, null=True, related_name="followers", verbose_name=_("此前发布"))
    flows = models.JSONField(_("事项版本"), default=dict)
    signed_by = models.CharField(_("签名人"), max_length=150, blank=True)
    signed_at = models.DateTimeField(_("签名时间"), default=timezone.now)

    class Meta:
        verbose_name = _("发布")
        verbose_name_plural = _("发布")
        ordering = ("-seq",)

    def __str__(self) -> str:
        return f"#{self.seq}"

    def needs(self, service: str) -> FlowNeeds:
        return FlowNeeds.model_validate(self.flows[service])

    def changed(self) -> dict[str, tuple[int | None, int]]:
        """Return the services whose package is another than before: version before (None: there was none), version."""
        before = self.before.flows if self.before else {}
        return {
            service: (before[service]["version"] if service in before else None, flow["version"])
            for service, flow in self.flows.items()
            if service not in before or before[service]["sha256"] != flow["sha256"]
        }

    def withdrawn(self) -> list[str]:
        """Return the services that were there before and are no more."""
        return sorted((self.before.flows if self.before else {}).keys() - self.flows.keys())


class Rollout(models.Model):
    """推送: one release on its way to the fleet.

    `plan`, `progress` and `figures` hold `plan.Plan`, `machine.Progress` and `observing.Figures`; `state` is that of
    `progress`, for lists.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="rollouts", verbose_name=_("发布"))
    state = models.CharField(_("状态"), max_length=10, choices=list(STATE_NAMES.items()), default=State.PLANNED)
    plan = models.JSONField(_("推送计划"), default=dict)
    pilots = models.ManyToManyField(Terminal, blank=True, related_name="+", verbose_name=_("试点终端"))
    progress = models.JSONField(_("进度"), default=dict)
    figures = models.JSONField(_("指标"), default=dict)
    created_by = models.CharField(_("创建人"), max_length=150)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now)
    checked_at = models.DateTimeField(_("最近评估"), null=True)

    class Meta:
        verbose_name = _("推送")
        verbose_name_plural = _("推送")
        ordering = ("-id",)
        permissions = (("steer_rollout", _("控制推送：开始、暂停、停止、回退")),)

    def __str__(self) -> str:
        return f"{self.release}"


class ReleaseReport(models.Model):
    """What a terminal last said of the release that it was told of. Written when that changes, not with each beat."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等待会话结束")
        ACTIVATED = "activated", _("已启用")
        FAILED = "failed", _("启用失败")
        SELF_TEST_FAILED = "self_test_failed", _("自检失败")

    terminal = models.OneToOneField(
        Terminal, models.CASCADE, primary_key=True, related_name="release_report", verbose_name=_("终端")
    )
    seq = models.PositiveIntegerField(_("发布序号"))
    state = models.CharField(_("状态"), max_length=20, choices=State.choices)
    reason = models.CharField(_("原因"), max_length=300, blank=True)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = _("终端发布状态")
        verbose_name_plural = _("终端发布状态")
        indexes = (models.Index(fields=("seq", "state"), name="reports_by_release"),)

    def __str__(self) -> str:
        return f"{self.terminal_id} #{self.seq} {self.get_state_display()}"
