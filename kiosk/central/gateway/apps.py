from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GatewayConfig(AppConfig):
    name = "kiosk.central.gateway"
    label = "gateway"
    verbose_name = _("部门接口")
