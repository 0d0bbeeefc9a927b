from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KIND_NAMES: dict[str, Promise] = {
    "transactions": _("办件"),
    "ratings": _("评价"),
    "issues": _("制证记录"),
    "payments": _("缴费记录"),
    "orders": _("支付订单"),
    "commands": _("指令"),
    "alarms": _("告警"),
    "fleet_events": _("终端事件"),
    "audit": _("审计记录"),
    "mails": _("电子回执"),
    "drafts": _("续办件"),
    "redress_events": _("差评整改经过"),
    "phone_codes": _("短信验证码"),
    "dead_letters": _("死信"),
    "redress_notices": _("差评整改通知"),
    "envelopes": _("已接收信封"),
    "calls": _("接口调用"),
    "alarm_reports": _("最近上报"),
    "sessions": _("登录会话"),
    "log_ins": _("登录失败记录"),
    "admin_log": _("后台操作日志"),
}
"""What staff call the kinds of `retention.kinds`."""


class Batch(models.Model):
    """数据清理记录: rows of one kind that left the database, or what was erased in them, in one transaction.

    `path`, below the archive's folder, `sha256` and `size` are of the file that holds them, empty where there is none.
    `last`: of a kind whose rows stay, the key of the last one that the file holds.
    """

    class Deed(models.TextChoices):
        ARCHIVED = "archived", _("移入归档")
        COPIED = "copied", _("复制归档")
        DELETED = "deleted", _("删除")
        ERASED = "erased", _("清除个人信息")
        FORGOTTEN = "forgotten", _("归档到期销毁")

    kind = models.CharField(_("数据类别"), max_length=20, choices=list(KIND_NAMES.items()), db_index=True)
    deed = models.CharField(_("清理方式"), max_length=10, choices=Deed.choices)
    day = models.DateField(_("数据日期"), null=True)
    number = models.PositiveIntegerField(_("当日序号"), null=True)
    rows = models.PositiveIntegerField(_("条数"))
    path = models.CharField(_("归档文件"), max_length=120, blank=True, db_index=True)
    sha256 = models.CharField(_("文件摘要"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("文件字节"), default=0)
    last = models.PositiveBigIntegerField(_("末条编号"), null=True)
    at = models.DateTimeField(_("时间"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("数据清理记录")
        verbose_name_plural = _("数据清理记录")
        ordering = ("-id",)
        constraints = (models.UniqueConstraint("kind", "day", "number", name="one_file_per_number"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day or ''} {self.rows}"
