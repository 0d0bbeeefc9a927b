from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class UpkeepConfig(AppConfig):
    name = "kiosk.central.upkeep"
    label = "upkeep"
    verbose_name = _("运行维护")

    def ready(self) -> None:
        from kiosk.central.upkeep import checks  # models are there only now

        for check in checks.OF_DEPLOYMENT:
            register(check, "kiosk", deploy=True)
