"""What was handed in, what it came to, and who signed it. Packages and previews lie in the stock, by their hash."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kiosk.protocol.publishing import Report


class Submission(models.Model):
    """A flow that an author handed in: one package, one version, examined before anybody may sign it."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("待检查")
        EXAMINING = "examining", _("检查中")
        REFUSED = "refused", _("检查未通过")
        READY = "ready", _("待签署")
        SIGNED = "signed", _("已签署发布")
        REJECTED = "rejected", _("已退回")
        WITHDRAWN = "withdrawn", _("已撤回")
        SUPERSEDED = "superseded", _("已被新提交取代")

    service = models.CharField(_("事项"), max_length=120, db_index=True)
    version = models.PositiveIntegerField(_("版本"))
    written_version = models.PositiveIntegerField(_("作者所写版本"))
    title = models.CharField(_("名称"), max_length=120)
    sha256 = models.CharField(_("包摘要"), max_length=64, db_index=True)
    size = models.PositiveIntegerField(_("字节数"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("提交人"))
    handed_in_at = models.DateTimeField(_("提交时间"), default=timezone.now, db_index=True)
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.UPLOADED, db_index=True)
    changed_at = models.DateTimeField(_("状态时间"), default=timezone.now)
    reason = models.CharField(_("原因"), max_length=500, blank=True)
    stage = models.CharField(_("检查步骤"), max_length=20, blank=True)
    report_document = models.JSONField(_("检查报告"), default=dict, blank=True)
    release_seq = models.PositiveIntegerField(_("发布序号"), null=True, blank=True)
    tidied = models.BooleanField(_("附件已清理"), default=False)

    class Meta:
        verbose_name = _("事项提交")
        verbose_name_plural = _("事项提交")
        ordering = ("-id",)
        permissions = (("sign_submission", _("签署或退回事项提交")),)

    def __str__(self) -> str:
        return f"{self.service}@{self.version}"

    @property
    def department(self) -> str:
        return self.service.split("/", maxsplit=1)[0]

    @property
    def report(self) -> Report | None:
        """What the examination came to, or has come to so far; None before the first stage."""
        return Report.model_validate(self.report_document) if self.report_document else None


def package_name(submission: Submission) -> str:
    """Return what the file of its package is called, where people see one."""
    return f"{submission.service.replace('/', '.')}@{submission.version}.flow"


class Proposal(models.Model):
    """What is signed together, as `publishing.proposal` has it. `document` never changes; signatures are beside it.

    `trouble`: why it stays open though nothing is missing, see `proposals.settle`; empty as long as all is well.
    """

    class State(models.TextChoices):
        OPEN = "open", _("签署中")
        PUBLISHED = "published", _("已发布")
        OUTDATED = "outdated", _("已过时")

    submissions = models.ManyToManyField(Submission, related_name="proposals", verbose_name=_("事项提交"))
    document = models.TextField(_("待签内容"))
    again = models.JSONField(_("恢复或下线"), default=dict, blank=True)
    onto = models.PositiveIntegerField(_("基于发布"), null=True)
    before = models.PositiveIntegerField(_("此前发布"), null=True)
    keep = models.JSONField(_("保留的发布"), default=list)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN, db_index=True)
    release_seq = models.PositiveIntegerField(_("发布序号"), null=True)
    trouble = models.CharField(_("未能完成的原因"), max_length=500, blank=True, default="")
    drawn_up_by = models.CharField(_("拟稿人"), max_length=150)
    drawn_up_at = models.DateTimeField(_("拟稿时间"), default=timezone.now)

    class Meta:
        verbose_name = _("签署单")
        verbose_name_plural = _("签署单")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"#{self.pk}"


class Signed(models.Model):
    """One signature of one person's key under one role. The key stays where it is."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="signatures", verbose_name=_("签署单"))
    role = models.CharField(_("签署角色"), max_length=80)
    keyid = models.CharField(_("密钥"), max_length=64)
    signature = models.TextField(_("签名"))
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("签署人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = _("签名")
        verbose_name_plural = _("签名")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("proposal", "role", "keyid"), name="a_key_signs_once"),
            models.UniqueConstraint(fields=("proposal", "role", "who"), name="a_person_signs_a_role_once"),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.who}"


class ApiToken(models.Model):
    """A person's key to the API, for one machine. Only its hash is kept; it is shown once, when it is made."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("所有人"))
    label = models.CharField(_("用途"), max_length=60)
    digest = models.CharField(_("摘要"), max_length=64, unique=True)
    start = models.CharField(_("开头"), max_length=12)
    made_at = models.DateTimeField(_("创建时间"), default=timezone.now)
    expires_at = models.DateTimeField(_("有效期至"))
    used_at = models.DateTimeField(_("最近使用"), null=True)
    revoked_at = models.DateTimeField(_("吊销时间"), null=True)

    class Meta:
        verbose_name = _("接口令牌")
        verbose_name_plural = _("接口令牌")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.label} ({self.start}…)"
