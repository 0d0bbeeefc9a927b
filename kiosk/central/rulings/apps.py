from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RulingsConfig(AppConfig):
    name = "kiosk.central.rulings"
    verbose_name = _("文件核实")
