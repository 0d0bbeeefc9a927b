"""Ratings, and the redress of bad ones. No field here is about a resident; what staff write ends (`keeping`)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kiosk.central.append_only import AddedOnly
from kiosk.central.fleet.models import Terminal
from kiosk.central.ratings.wording import LEVEL_NAMES, reason_words

BAD = 2
"""A rating at this level or below is a bad one (差评)."""
FIRST, SECOND = 1, 2
"""`assess_number`: the rating of the case, and the one after something was done about it (assessNumber)."""


class Channel(models.IntegerChoices):
    """By which a rating came: `pf` of the national interface (codes single-sourced; DOMAIN.md, section 5)."""

    COMPUTER = 1, _("电脑端")
    PHONE = 2, _("移动端")
    CODE = 3, _("二维码")
    TABLET = 4, _("窗口平板")
    TERMINAL = 5, _("自助终端")
    MESSAGE = 6, _("短信")
    DEFAULT = 7, _("系统默认")


class Rating(models.Model):
    """好差评: one of one case and number.

    `source`: who gave it. `counts`: whether figures of satisfaction take it in; of default ratings as the site's rules
    say. `rated_at` is the giver's moment, `received_at` the platform's. `started_at`, `ended_at` and `finished` are of
    its case, kept when that leaves the database; until then they are empty.
    """

    class Source(models.TextChoices):
        RESIDENT = "resident", _("居民评价")
        CALL_BACK = "call_back", _("回访记录")
        DEFAULT = "default", _("系统默认")

    transaction_id = models.CharField(_("办件编号"), max_length=36)
    assess_number = models.PositiveSmallIntegerField(
        _("评价次数"), default=FIRST, choices=[(FIRST, _("首次评价")), (SECOND, _("再次评价"))]
    )
    terminal = models.ForeignKey(Terminal, models.PROTECT, related_name="+", verbose_name=_("终端"))
    service = models.CharField(_("事项"), max_length=120, db_index=True)
    item_code = models.CharField(_("事项编码"), max_length=33)
    satisfaction = models.PositiveSmallIntegerField(_("满意度"), choices=list(LEVEL_NAMES.items()), db_index=True)
    reasons = models.JSONField(_("评价选项"), default=list)
    pf = models.PositiveSmallIntegerField(_("评价渠道"), choices=Channel.choices, default=Channel.TERMINAL)
    source = models.CharField(_("评价来源"), max_length=9, choices=Source.choices, default=Source.RESIDENT)
    counts = models.BooleanField(_("计入满意率"), default=True)
    rated_at = models.DateTimeField(_("评价时间"), db_index=True)
    received_at = models.DateTimeField(_("平台获知时间"), default=timezone.now, db_index=True)
    started_at = models.DateTimeField(_("开始时间"), null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True, db_index=True)
    finished = models.BooleanField(_("办结"), default=False)

    class Meta:
        verbose_name = _("评价")
        verbose_name_plural = _("评价")
        ordering = ("-rated_at",)
        permissions = (("export_rating", _("导出评价")),)
        constraints = (
            models.UniqueConstraint(fields=("transaction_id", "assess_number"), name="one_rating_per_case_and_number"),
        )

    def __str__(self) -> str:
        return f"{self.get_satisfaction_display()} {self.transaction_id}"

    @property
    def reason_words(self) -> str:
        return reason_words(self.reasons)

    @property
    def reason_list(self) -> list[str]:
        return [reason_words([code]) for code in self.reasons]

    @property
    def is_bad(self) -> bool:
        return self.satisfaction <= BAD


class Redress(models.Model):
    """差评整改: what is done about a bad rating, until somebody has asked the resident again.

    `terminal` and `service` are the rating's, by which everybody is kept to their own. `due_at`: until when it is to be
    closed. `tries`: how often the resident was called; `way` and `result`: how, and what came of it, the last time.
    """

    class State(models.TextChoices):
        OPEN = "open", _("待指派")
        ASSIGNED = "assigned", _("待答复")
        REPLIED = "replied", _("待回访")
        CALLED_BACK = "called_back", _("待办结")
        CLOSED = "closed", _("已办结")

    class Result(models.TextChoices):
        SATISFIED = "satisfied", _("满意")
        UNSATISFIED = "unsatisfied", _("不满意")
        DECLINED = "declined", _("不愿回访")
        NOT_REACHED = "not_reached", _("未联系上")

    class Way(models.TextChoices):
        PHONE = "phone", _("电话")
        MESSAGE = "message", _("短信")
        COUNTER = "counter", _("当面")
        ONLINE = "online", _("网上")

    rating = models.OneToOneField(Rating, models.PROTECT, related_name="redress", verbose_name=_("评价"))
    terminal = models.ForeignKey(Terminal, models.PROTECT, related_name="+", verbose_name=_("终端"))
    service = models.CharField(_("事项"), max_length=120, db_index=True)
    state = models.CharField(_("状态"), max_length=11, choices=State.choices, default=State.OPEN, db_index=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("负责人")
    )
    opened_at = models.DateTimeField(_("立案时间"), db_index=True)
    due_at = models.DateTimeField(_("办理期限"), db_index=True)
    replied_at = models.DateTimeField(_("答复时间"), null=True)
    tries = models.PositiveSmallIntegerField(_("回访次数"), default=0)
    way = models.CharField(_("回访方式"), max_length=7, choices=Way.choices, blank=True)
    result = models.CharField(_("回访结果"), max_length=11, choices=Result.choices, blank=True)
    called_back_at = models.DateTimeField(_("回访时间"), null=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True, db_index=True)

    class Meta:
        verbose_name = _("差评整改")
        verbose_name_plural = _("差评整改")
        ordering = ("due_at",)
        permissions = (("reply_redress", _("答复自己负责的差评")),)

    def __str__(self) -> str:
        return f"{self.service} {self.rating.transaction_id}"

    @property
    def department(self) -> str:
        return self.service.partition("/")[0]

    @property
    def second_rating(self) -> Rating | None:
        """The resident's word after something was done, if there is one."""
        return Rating.objects.filter(transaction_id=self.rating.transaction_id, assess_number=SECOND).first()


class RedressEvent(AddedOnly):
    """One thing that was done about a bad rating. Added, never changed, but that its words end (`keeping`).

    `value`: what came of it, as a code (`told` says it in words); `text`: what somebody wrote, which may be about a
    resident whatever forms refuse.
    """

    class Kind(models.TextChoices):
        OPENED = "opened", _("立案")
        ASSIGNED = "assigned", _("指派")
        COMMENTED = "commented", _("备注")
        REPLIED = "replied", _("答复")
        CALLED_BACK = "called_back", _("回访")
        SENT_BACK = "sent_back", _("退回重办")
        RE_RATED = "re_rated", _("再次评价")
        CLOSED = "closed", _("办结")
        MAILED = "mailed", _("邮件通知")
        NOT_MAILED = "not_mailed", _("邮件未送达")

    redress = models.ForeignKey(Redress, models.CASCADE, related_name="events", verbose_name=_("差评整改"))
    at = models.DateTimeField(_("时间"))
    kind = models.CharField(_("事件"), max_length=11, choices=Kind.choices)
    who = models.CharField(_("操作者"), max_length=150)
    value = models.CharField(_("结果"), max_length=150, blank=True)
    text = models.CharField(_("说明"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("差评整改经过")
        verbose_name_plural = _("差评整改经过")
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.who}"

    @property
    def told(self) -> str:
        """Return what came of it, in the reader's language."""
        if self.kind == self.Kind.RE_RATED:
            return str(LEVEL_NAMES[int(self.value)])
        if self.kind == self.Kind.CALLED_BACK:
            way, _stroke, result = self.value.partition(":")
            return f"{Redress.Way(way).label} · {Redress.Result(result).label}"
        return self.value


class RedressNotice(models.Model):
    """An owner is to be told of a redress by mail: that it is theirs, or that its deadline is near.

    The address is the account's, read when it is sent. `due_at`: not before this moment. `batch`: what was sent in one
    mail, whose id it is. `withdrawn`: closed or given to somebody else before, or known already.
    """

    class Occasion(models.TextChoices):
        ASSIGNED = "assigned", _("指派给您")
        NEAR = "near", _("临近期限")

    class State(models.TextChoices):
        WAITING = "waiting", _("待发送")
        SENT = "sent", _("已发送")
        GIVEN_UP = "given_up", _("多次未发出")
        WITHDRAWN = "withdrawn", _("无需再发")

    redress = models.ForeignKey(Redress, models.CASCADE, related_name="notices", verbose_name=_("差评整改"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("负责人"))
    occasion = models.CharField(_("事由"), max_length=8, choices=Occasion.choices)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING, db_index=True)
    created_at = models.DateTimeField(_("创建时间"))
    due_at = models.DateTimeField(_("下次发送"))
    batch = models.UUIDField(_("合并编号"), null=True)
    tries = models.PositiveSmallIntegerField(_("次数"), default=0)
    error = models.CharField(_("原因"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("发送时间"), null=True)

    class Meta:
        verbose_name = _("差评整改通知")
        verbose_name_plural = _("差评整改通知")
        ordering = ("created_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("redress", "owner"), condition=models.Q(occasion="near"), name="told_once_of_the_deadline"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_occasion_display()} {self.redress_id}"
