"""What central knows of its terminals.

`Terminal` holds what staff and enrolment decide, `LastState` what the terminal last said of itself: heartbeats write
the second only, so that a member of staff who saves a form never overwrites a heartbeat, nor the other way round.
There is no history of heartbeats; `FleetEvent` keeps what changed.
"""

import base64
import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kiosk.central.fleet.reachability import Reachability, reachability
from kiosk.protocol.identifiers import verification_code


def new_code() -> str:
    """Return a code that a person can type: twelve signs, 59 bits."""
    return verification_code(secrets.token_bytes(16))


def in_a_day() -> datetime:
    return timezone.now() + timedelta(hours=24)


class District(models.Model):
    """区: what staff are responsible for and figures are told by. Comes from the site's file, see `fleet.districts`.

    `row` and `column`, both or neither: where its tile lies on the first page, from 1, north up.
    """

    code = models.CharField(_("行政区划代码"), max_length=6, primary_key=True, help_text="GB/T 2260")
    name = models.CharField(_("名称"), max_length=40)
    rank = models.PositiveSmallIntegerField(_("次序"), default=0)
    row = models.PositiveSmallIntegerField(_("示意图行"), null=True, blank=True)
    column = models.PositiveSmallIntegerField(_("示意图列"), null=True, blank=True)

    class Meta:
        verbose_name = _("行政区")
        verbose_name_plural = _("行政区")
        ordering = ("rank", "code")

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """安装地点: where a terminal stands. It outlives the machines that stand there one after the other.

    The position is in degrees of CGCS2000 (GB/T 39788's datum), which at a street's scale is WGS 84. `district` is
    empty for a place that only its name is known of; staff see it under 未分区 until they say where it lies.
    """

    name = models.CharField(
        _("名称"), max_length=120, unique=True, help_text=_("居民看到的名称，如某某街道政务服务大厅")
    )
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="places", verbose_name=_("行政区")
    )
    street = models.CharField(_("街道"), max_length=60, blank=True)
    community = models.CharField(_("社区"), max_length=60, blank=True)
    address = models.CharField(_("地址"), max_length=160, blank=True)
    longitude = models.DecimalField(
        _("经度"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    latitude = models.DecimalField(
        _("纬度"),
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    open_hours = models.CharField(
        _("开放时间"), max_length=60, blank=True, help_text=_("如 24 小时、工作日 9:00–17:00")
    )
    contact = models.CharField(_("现场联系电话"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("安装地点")
        verbose_name_plural = _("安装地点")
        ordering = ("district__rank", "name")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if (self.longitude is None) != (self.latitude is None):
            raise ValidationError(_("经度和纬度须同时填写"))


class Terminal(models.Model):
    """One machine at one place; the keys that it made itself are its `keys`.

    `machine`: how many were replaced here; each numbers its documents in a range of its own.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("待批准")
        APPROVED = "approved", _("已批准")
        REVOKED = "revoked", _("已吊销")

    terminal_id = models.CharField(_("终端编号"), max_length=20, primary_key=True)
    state = models.CharField(_("准入状态"), max_length=10, choices=State.choices, default=State.PENDING, db_index=True)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="terminals", verbose_name=_("安装地点")
    )
    model = models.CharField(_("型号"), max_length=80, blank=True)
    out_of_service = models.BooleanField(_("暂停服务"), default=False, help_text=_("终端在下一次心跳后停止受理新业务"))
    note = models.TextField(_("备注"), blank=True)
    enrolled_at = models.DateTimeField(_("登记时间"), default=timezone.now)
    machine = models.PositiveIntegerField(_("更换主机次数"), default=0, editable=False)

    class Meta:
        verbose_name = _("终端")
        verbose_name_plural = _("终端")
        ordering = ("terminal_id",)

    def __str__(self) -> str:
        return f"{self.terminal_id} {self.place or ''}".strip()

    @property
    def key(self) -> "TerminalKey | None":
        """The newest key that it made; also of a terminal that was revoked."""
        return max(self.keys.all(), key=lambda key: key.pk, default=None)

    @property
    def fingerprint(self) -> str:
        """The newest key's, for people to compare; empty for a terminal that never had one."""
        return self.key.fingerprint if self.key else ""


class TerminalKey(models.Model):
    """A key that a terminal signs with. It made the key itself; a key that was ended never comes back.

    Two may count at once while a terminal changes from one to the next, and until `records_until` one that has ended
    still brings records, `late_records` so far: see `fleet.keys`.
    """

    terminal = models.ForeignKey(Terminal, models.CASCADE, related_name="keys", verbose_name=_("终端"))
    key_id = models.CharField(_("密钥编号"), max_length=60, unique=True)
    public_key = models.CharField(_("公钥"), max_length=60, unique=True)
    fingerprint = models.CharField(_("密钥指纹"), max_length=40, help_text=_("批准前请与终端屏幕上显示的指纹核对"))
    made_at = models.DateTimeField(_("启用时间"), default=timezone.now)
    used_at = models.DateTimeField(_("首次使用"), null=True, blank=True)
    ended_at = models.DateTimeField(_("失效时间"), null=True, blank=True)
    records_until = models.DateTimeField(_("补报截止"), null=True, blank=True)
    late_records = models.PositiveIntegerField(_("已补报条数"), default=0)

    class Meta:
        verbose_name = _("终端密钥")
        verbose_name_plural = _("终端密钥")
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.key_id

    @property
    def raw(self) -> bytes:
        return base64.b64decode(self.public_key)

    def counts(self, now: datetime) -> bool:
        return self.ended_at is None or now < self.ended_at


class Nonce(models.Model):
    """A request that was taken once, of those that must not be repeated. Kept for as long as its signature holds."""

    nonce = models.CharField(_("随机数"), max_length=64, primary_key=True)
    at = models.DateTimeField(_("时间"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("一次性随机数")
        verbose_name_plural = _("一次性随机数")

    def __str__(self) -> str:
        return self.nonce


class LastState(models.Model):
    """What a terminal said in its last heartbeat, and when."""

    terminal = models.OneToOneField(
        Terminal, models.CASCADE, primary_key=True, related_name="last_state", verbose_name=_("终端")
    )
    seen_at = models.DateTimeField(_("最近心跳"))  # without an index: docs/adr/0051
    interval_s = models.FloatField(_("下发间隔（秒）"), help_text=_("在线状态按实际下发的间隔计算"))
    software = models.CharField(_("软件版本"), max_length=60)
    engine = models.PositiveIntegerField(_("引擎版本"))
    release_seq = models.PositiveIntegerField(_("发布序号"), default=0)
    flows = models.JSONField(_("事项版本"), default=dict)
    devices = models.JSONField(_("设备状态"), default=dict)
    faults = models.JSONField(_("设备故障"), default=dict)
    screen = models.CharField(_("当前画面"), max_length=80, blank=True)
    screen_since = models.DateTimeField(_("画面开始时间"))
    outbox_left = models.PositiveIntegerField(_("待上报条数"), default=0)

    class Meta:
        verbose_name = _("最近状态")
        verbose_name_plural = _("最近状态")

    def __str__(self) -> str:
        return self.terminal_id

    def reachability(self, now: datetime) -> Reachability:
        return reachability((now - self.seen_at).total_seconds(), self.interval_s)


class Desired(models.Model):
    """What a terminal is told with each heartbeat: replaced when somebody decides something, never negotiated.

    One row a terminal, read together with its key, so that a heartbeat costs one look-up however much there is to tell.
    A terminal without a row runs the fleet's newest release by the configuration it was installed with.
    """

    terminal = models.OneToOneField(
        Terminal, models.CASCADE, primary_key=True, related_name="desired", verbose_name=_("终端")
    )
    release_seq = models.PositiveIntegerField(_("发布序号"), default=0, help_text=_("0 表示全网最新发布"))
    configuration = models.JSONField(_("配置"), default=dict)
    configuration_revision = models.CharField(_("配置版本"), max_length=16, blank=True)
    commands_waiting = models.PositiveSmallIntegerField(_("待执行指令"), default=0)
    rulings_waiting = models.PositiveSmallIntegerField(_("待告知的核实结果"), default=0)
    rotate_key = models.BooleanField(_("轮换密钥"), default=False)

    class Meta:
        verbose_name = _("期望状态")
        verbose_name_plural = _("期望状态")

    def __str__(self) -> str:
        return self.terminal_id


class FleetEvent(models.Model):
    """Something about a terminal that became different from one heartbeat to the next."""

    class Kind(models.TextChoices):
        SOFTWARE = "software", _("软件版本变化")
        RELEASE = "release", _("发布序号变化")
        FLOWS = "flows", _("事项版本变化")
        DEVICES = "devices", _("设备状态变化")
        FAULTS = "faults", _("设备故障变化")
        RETURNED = "returned", _("恢复联络")

    terminal = models.ForeignKey(Terminal, models.CASCADE, related_name="events", verbose_name=_("终端"))
    at = models.DateTimeField(_("时间"), default=timezone.now, db_index=True)
    kind = models.CharField(_("事件"), max_length=10, choices=Kind.choices)
    detail = models.CharField(_("说明"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("终端事件")
        verbose_name_plural = _("终端事件")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.terminal_id} {self.get_kind_display()}"


class EnrolmentCode(models.Model):
    """Lets one machine join, once. With `replaces`, the machine takes that terminal's place under a new key."""

    code = models.CharField(_("登记码"), max_length=20, unique=True, default=new_code, editable=False)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("安装地点")
    )
    replaces = models.ForeignKey(
        Terminal,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("替换终端"),
        help_text=_("更换主机时选择原终端：编号不变，旧密钥立即失效，只能限期补报记录"),
    )
    expires_at = models.DateTimeField(_("有效期至"), default=in_a_day)
    auto_approve = models.BooleanField(_("自动批准"), default=False, help_text=_("仅用于演示：不核对指纹即批准"))
    created_by = models.CharField(_("创建人"), max_length=150, blank=True, editable=False)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    consumed_at = models.DateTimeField(_("使用时间"), null=True, editable=False)
    terminal = models.ForeignKey(
        Terminal, models.SET_NULL, null=True, editable=False, related_name="codes", verbose_name=_("登记的终端")
    )

    class Meta:
        verbose_name = _("登记码")
        verbose_name_plural = _("登记码")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.code[:4]}-…"
