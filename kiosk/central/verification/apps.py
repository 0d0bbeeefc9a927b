from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VerificationConfig(AppConfig):
    name = "kiosk.central.verification"
    label = "verification"
    verbose_name = _("文件核验")
