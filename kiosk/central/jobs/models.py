from django.db import models
from django.utils.translation import gettext_lazy as _


class Lease(models.Model):
    """Who does a job, and until when nobody else may. It is renewed while its holder lives, and given back at its end.

    `failing_since` stands as long as the last run failed; `error` is the kind of what was raised, never its words.
    """

    job = models.CharField(_("任务"), max_length=60, primary_key=True)
    holder = models.CharField(_("执行进程"), max_length=80, blank=True)
    until = models.DateTimeField(_("租约至"))
    ran_at = models.DateTimeField(_("最近执行"), null=True)
    failing_since = models.DateTimeField(_("持续失败自"), null=True)
    error = models.CharField(_("错误"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("后台任务")
        verbose_name_plural = _("后台任务")
        ordering = ("job",)

    def __str__(self) -> str:
        return self.job
