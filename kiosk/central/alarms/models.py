"""Alarms, what happened to each, and who looks after them. No field here is about a resident."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kiosk.central.alarms.hooks import hooks
from kiosk.central.alarms.severity import SEVERITY_NAMES, Severity
from kiosk.central.alarms.table import table
from kiosk.central.append_only import AddedOnly
from kiosk.central.fleet.models import District, Terminal

OWN = "central"
"""The source of what central itself found out."""


class Alarm(models.Model):
    """告警: open from the first report until it is over; further reports count up.

    `key` names what it is about: of one key one is open at a time. While it flaps it stays open, and `over_at` holds
    when it was last said to be over. `part_of`: told with an alarm of the whole area. `level`: how far it was told, 0
    nobody yet; `awaited_since`: since when somebody should acknowledge it.
    """

    key = models.CharField(_("对象"), max_length=200, db_index=True, editable=False)
    terminal = models.ForeignKey(
        Terminal, models.PROTECT, null=True, blank=True, related_name="alarms", verbose_name=_("终端")
    )
    district = models.ForeignKey(
        District, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("行政区")
    )
    source = models.CharField(_("来源"), max_length=30)
    code = models.CharField(_("告警代码"), max_length=30, db_index=True)
    severity = models.PositiveSmallIntegerField(
        _("级别"), choices=[(s.value, SEVERITY_NAMES[s]) for s in reversed(Severity)], db_index=True
    )
    technician_code = models.CharField(_("维护代码"), max_length=60, blank=True)
    detail = models.CharField(_("说明"), max_length=500, blank=True)
    raised_at = models.DateTimeField(_("首次时间"), db_index=True)
    heard_at = models.DateTimeField(_("平台获知时间"), default=timezone.now)
    last_at = models.DateTimeField(_("最近时间"))
    times = models.PositiveIntegerField(_("次数"), default=1)
    flapping_since = models.DateTimeField(_("开始反复时间"), null=True)
    over_at = models.DateTimeField(_("反复中最近恢复时间"), null=True)
    cleared_at = models.DateTimeField(_("解除时间"), null=True, db_index=True)
    cleared_by = models.CharField(_("解除人"), max_length=150, blank=True)
    part_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="parts", verbose_name=_("所属片区告警")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("负责人")
    )
    acknowledged_at = models.DateTimeField(_("确认时间"), null=True)
    acknowledged_by = models.CharField(_("确认人"), max_length=150, blank=True)
    level = models.PositiveSmallIntegerField(_("通知级次"), default=0)
    awaited_since = models.DateTimeField(_("开始等待确认时间"), null=True)

    class Meta:
        verbose_name = _("告警")
        verbose_name_plural = _("告警")
        ordering = ("-last_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("key",), condition=Q(cleared_at__isnull=True), name="one_open_alarm_per_key"
            ),
        )

    def __str__(self) -> str:
        return f"{self.terminal_id or self.key} {table().meaning(self.source, self.code).name}"

    @property
    def own(self) -> bool:
        """Whether central itself found it out, and so may be contradicted by staff."""
        return self.source == OWN


class LastReport(models.Model):
    """What was last said of a key, by the time of saying: what arrives later and is older changes nothing."""

    key = models.CharField(_("对象"), max_length=200, primary_key=True)
    at = models.DateTimeField(_("时间"))
    sequence = models.CharField(_("信封编号"), max_length=36, blank=True)
    cleared = models.BooleanField(_("已解除"))

    class Meta:
        verbose_name = _("最近上报")
        verbose_name_plural = _("最近上报")

    def __str__(self) -> str:
        return self.key


class AlarmEvent(AddedOnly):
    """One thing that happened to an alarm. Added, never changed."""

    class Kind(models.TextChoices):
        RAISED = "raised", _("发生")
        REPEATED = "repeated", _("再次上报")
        FLAPPING = "flapping", _("反复")
        SETTLED = "settled", _("不再反复")
        ACKNOWLEDGED = "acknowledged", _("确认")
        ASSIGNED = "assigned", _("指派")
        COMMENTED = "commented", _("备注")
        MUTED = "muted", _("维修静音")
        ESCALATED = "escalated", _("升级")
        NOTIFIED = "notified", _("已通知")
        NOT_NOTIFIED = "not_notified", _("通知未送达")
        JOINED = "joined", _("并入片区告警")
        CLEARED = "cleared", _("解除")

    alarm = models.ForeignKey(Alarm, models.CASCADE, related_name="events", verbose_name=_("告警"))
    at = models.DateTimeField(_("时间"))
    kind = models.CharField(_("事件"), max_length=12, choices=Kind.choices)
    who = models.CharField(_("操作者"), max_length=150)
    text = models.CharField(_("说明"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("告警经过")
        verbose_name_plural = _("告警经过")
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.who}"


class PaperStock(models.Model):
    """What was last found of a document printer's paper, in sheets: see `alarms.paper`."""

    terminal = models.OneToOneField(
        Terminal, models.CASCADE, primary_key=True, related_name="+", verbose_name=_("终端")
    )
    left = models.PositiveIntegerField(_("剩余张数"))
    usual_per_day = models.FloatField(_("日常用量"), null=True)
    ends_at = models.DateTimeField(_("预计用完时间"), null=True)
    at = models.DateTimeField(_("估算时间"))

    class Meta:
        verbose_name = _("纸张存量")
        verbose_name_plural = _("纸张存量")

    def __str__(self) -> str:
        return f"{self.terminal_id} {self.left}"


class Mute(models.Model):
    """维修静音: somebody works at the terminal. Alarms are recorded, nobody is woken; ends by itself."""

    terminal = models.ForeignKey(Terminal, models.CASCADE, related_name="mutes", verbose_name=_("终端"))
    reason = models.CharField(_("原因"), max_length=200)
    begun_at = models.DateTimeField(_("开始时间"), default=timezone.now)
    begun_by = models.CharField(_("设置人"), max_length=150, editable=False)
    until = models.DateTimeField(_("静音至"), db_index=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True, editable=False, db_index=True)
    ended_by = models.CharField(_("结束人"), max_length=150, blank=True, editable=False)

    class Meta:
        verbose_name = _("维修静音")
        verbose_name_plural = _("维修静音")
        ordering = ("-begun_at",)

    def __str__(self) -> str:
        return f"{self.terminal_id} {self.until:%Y-%m-%d %H:%M}"


class Contact(models.Model):
    """告警通知对象: who is told, of what, where. Level 1 at once, the next ones when nobody acknowledges."""

    class Way(models.TextChoices):
        EMAIL = "email", _("邮件")
        HOOK = "hook", _("网络回调")

    name = models.CharField(_("名称"), max_length=60)
    way = models.CharField(_("方式"), max_length=5, choices=Way.choices, default=Way.EMAIL)
    address = models.CharField(_("地址"), max_length=120, help_text=_("邮件地址，或 hooks.yaml 中网络回调的名称"))
    level = models.PositiveSmallIntegerField(
        _("通知级次"), default=1, choices=[(n, str(n)) for n in range(1, 6)], help_text=_("1 为首先通知")
    )
    district = models.ForeignKey(
        District,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("行政区"),
        help_text=_("留空为全部行政区"),
    )
    least = models.PositiveSmallIntegerField(
        _("最低级别"),
        choices=[(s.value, SEVERITY_NAMES[s]) for s in reversed(Severity)],
        default=Severity.MINOR.value,
    )
    active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("告警通知对象")
        verbose_name_plural = _("告警通知对象")
        ordering = ("level", "district__rank", "name")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.way == self.Way.EMAIL:
            try:
                validate_email(self.address)
            except ValidationError as error:
                raise ValidationError({"address": error.messages}) from None
        elif self.address not in hooks():
            known = "、".join(hooks()) or str(settings.HOOKS_FILE)
            words = _("没有这个网络回调，已有：%(known)s")
            raise ValidationError({"address": ValidationError(words, params={"known": known})})


class Notice(models.Model):
    """告警通知: one thing to be told to one address; sent at least once, under one id.

    Not before `ripe_at`, and from `due_at` on together with all else that is ripe for the address: those share `batch`.
    """

    class Occasion(models.TextChoices):
        RAISED = "raised", _("发生")
        ESCALATED = "escalated", _("无人确认，升级")
        FLAPPING = "flapping", _("反复发生，稳定前不再通知")
        STILL_OPEN = "still_open", _("仍未解除")
        ASSIGNED = "assigned", _("指派给您")
        CLEARED = "cleared", _("已解除")

    class State(models.TextChoices):
        WAITING = "waiting", _("待发送")
        SENT = "sent", _("已发送")
        WITHDRAWN = "withdrawn", _("无需再发")
        GIVEN_UP = "given_up", _("多次未发出")

    notice_id = models.UUIDField(_("通知编号"), primary_key=True, default=uuid.uuid4)
    alarm = models.ForeignKey(Alarm, models.CASCADE, related_name="notices", verbose_name=_("告警"))
    occasion = models.CharField(_("事由"), max_length=10, choices=Occasion.choices)
    way = models.CharField(_("方式"), max_length=5, choices=Contact.Way.choices)
    address = models.CharField(_("地址"), max_length=120)
    level = models.PositiveSmallIntegerField(_("通知级次"), default=1)
    created_at = models.DateTimeField(_("创建时间"), db_index=True)
    ripe_at = models.DateTimeField(_("最早发送"))
    due_at = models.DateTimeField(_("下次发送"), db_index=True)
    batch = models.UUIDField(_("合并编号"), null=True, db_index=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING, db_index=True)
    tries = models.PositiveSmallIntegerField(_("次数"), default=0)
    error = models.CharField(_("原因"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("发送时间"), null=True)

    class Meta:
        verbose_name = _("告警通知")
        verbose_name_plural = _("告警通知")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.get_occasion_display()} {self.alarm_id}"
