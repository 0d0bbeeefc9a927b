from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class ConfigurationConfig(AppConfig):
    name = "kiosk.central.configuration"
    verbose_name = _("终端配置")

    def ready(self) -> None:
        from kiosk.central.configuration.service import terminal_saved

        post_save.connect(terminal_saved, sender="fleet.Terminal", dispatch_uid="configuration.terminal_saved")
