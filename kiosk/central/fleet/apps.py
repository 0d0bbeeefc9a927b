from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class FleetConfig(AppConfig):
    name = "kiosk.central.fleet"
    label = "fleet"
    verbose_name = _("终端管理")

    def ready(self) -> None:
        from kiosk.central.fleet import districts  # models are there only now

        post_migrate.connect(districts.ensure, sender=self, dispatch_uid="districts")
