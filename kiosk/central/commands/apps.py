from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommandsConfig(AppConfig):
    name = "kiosk.central.commands"
    verbose_name = _("远程指令")
