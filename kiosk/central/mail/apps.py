from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "kiosk.central.mail"
    label = "mail"
    verbose_name = _("电子回执")
