from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FleetConfig(AppConfig):
    name = "kiosk.central.fleet"
    label = "fleet"
    verbose_name = _("终端管理")
