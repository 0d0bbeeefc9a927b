from django.db import models
from django.utils.translation import gettext_lazy as _

from kiosk.central.fleet.models import Terminal


class Layer(models.TextChoices):
    """From the widest to the narrowest: the narrower wins."""

    ALL = "all", _("全部终端")
    MODEL = "model", _("型号")
    DISTRICT = "district", _("行政区")
    TERMINAL = "terminal", _("单台终端")


LAYERS = tuple(Layer)


class Value(models.Model):
    """What one layer sets. `scope`: the model, the district's code or the terminal's id; empty for all."""

    layer = models.CharField(_("层级"), max_length=10, choices=Layer.choices)
    scope = models.CharField(_("范围"), max_length=80, blank=True)
    setting = models.CharField(_("配置项"), max_length=40)
    value = models.JSONField(_("值"))

    class Meta:
        verbose_name = _("配置值")
        verbose_name_plural = _("配置值")
        ordering = ("layer", "scope", "setting")
        constraints = (models.UniqueConstraint(fields=("layer", "scope", "setting"), name="one_value_of_a_layer"),)

    def __str__(self) -> str:
        return f"{self.get_layer_display()} {self.scope} {self.setting}"


class Change(models.Model):
    """One value that became another one. Never changed: what is taken back is a change of its own. null: not set."""

    at = models.DateTimeField(_("时间"), auto_now_add=True, db_index=True)
    who = models.CharField(_("操作者"), max_length=150)
    why = models.CharField(_("原因"), max_length=200)
    layer = models.CharField(_("层级"), max_length=10, choices=Layer.choices)
    scope = models.CharField(_("范围"), max_length=80, blank=True)
    setting = models.CharField(_("配置项"), max_length=40)
    old = models.JSONField(_("原值"), null=True)
    new = models.JSONField(_("新值"), null=True)
    takes_back = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("撤回的变更")
    )

    class Meta:
        verbose_name = _("配置变更")
        verbose_name_plural = _("配置变更")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.get_layer_display()} {self.scope} {self.setting}"


class Report(models.Model):
    """What a terminal says that it runs; written when it says something new."""

    terminal = models.OneToOneField(
        Terminal, models.CASCADE, primary_key=True, related_name="configuration_report", verbose_name=_("终端")
    )
    revision = models.CharField(_("运行的版本"), max_length=16, blank=True)
    refused = models.CharField(_("拒绝的版本"), max_length=16, blank=True)
    problem = models.CharField(_("终端说明"), max_length=500, blank=True)
    at = models.DateTimeField(_("时间"), auto_now=True)

    class Meta:
        verbose_name = _("配置回报")
        verbose_name_plural = _("配置回报")

    def __str__(self) -> str:
        return self.terminal_id
