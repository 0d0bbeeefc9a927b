from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "kiosk.central.intake"
    label = "intake"
    verbose_name = _("办件与告警")
