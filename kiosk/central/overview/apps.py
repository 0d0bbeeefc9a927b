from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OverviewConfig(AppConfig):
    name = "kiosk.central.overview"
    label = "overview"
    verbose_name = _("运行总览")
