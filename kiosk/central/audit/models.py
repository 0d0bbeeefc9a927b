from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.audit.wording import verb


class AppendOnlyError(Exception):
    """Somebody tried to change or delete what may only be added to."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Can be read and added to."""

    def update(self, **_changes: Any) -> NoReturn:
        raise AppendOnlyError("audit events are never changed")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("audit events are never deleted")


class AuditEvent(models.Model):
    """One act. `who` is a user name, `terminal:<id>` or `system`; names are copied, so that they outlive accounts."""

    at = models.DateTimeField(_("时间"), auto_now_add=True, db_index=True)
    who = models.CharField(_("操作者"), max_length=150)
    action = models.CharField(_("操作"), max_length=60, db_index=True)
    object_type = models.CharField(_("对象类型"), max_length=60)
    object_id = models.CharField(_("对象编号"), max_length=120)
    detail = models.TextField(_("说明"), blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("审计记录")
        verbose_name_plural = _("审计记录")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.who} {verb(self.action)} {self.object_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("audit events are never changed")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise AppendOnlyError("audit events are never deleted")


class Seal(models.Model):
    """An event's place in the chain, see `kiosk.central.audit.chain`."""

    event = models.OneToOneField(
        AuditEvent, models.DO_NOTHING, primary_key=True, related_name="seal", verbose_name=_("审计记录")
    )
    position = models.PositiveBigIntegerField(_("链中位置"), unique=True)
    digest = models.CharField(_("摘要"), max_length=64)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("审计封印")
        verbose_name_plural = _("审计封印")
        ordering = ("position",)

    def __str__(self) -> str:
        return f"{self.position} {self.digest[:8]}"


class Verification(models.Model):
    """One look through the whole chain, and what was wrong; the first problem stands for all."""

    at = models.DateTimeField(_("核验时间"), auto_now_add=True)
    who = models.CharField(_("核验人"), max_length=150)
    sealed = models.PositiveBigIntegerField(_("已封印条数"))
    problem = models.CharField(_("发现的问题"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("审计核验")
        verbose_name_plural = _("审计核验")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.problem or gettext('完整')}"
