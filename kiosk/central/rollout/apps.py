from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RolloutConfig(AppConfig):
    name = "kiosk.central.rollout"
    label = "rollout"
    verbose_name = _("发布推送")
