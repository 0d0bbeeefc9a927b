from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlarmsConfig(AppConfig):
    name = "kiosk.central.alarms"
    label = "alarms"
    verbose_name = _("告警管理")
