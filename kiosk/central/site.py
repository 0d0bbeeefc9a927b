"""The staff's site: Django's admin under the platform's name, with a first page that says how the fleet is doing."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from kiosk.central.dashboard import figures

_ORDER = ("fleet", "commands", "configuration", "intake", "drafts", "gateway", "audit", "auth")


class CentralAdminSite(AdminSite):
    site_header = _("自助终端中心平台")
    site_title = _("自助终端中心平台")
    index_title = _("运行总览")
    site_url = None
    enable_nav_sidebar = True

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Return the slices in the order in which staff need them, not in that of the alphabet."""
        apps = super().get_app_list(request, app_label)
        return sorted(
            apps, key=lambda app: _ORDER.index(app["app_label"]) if app["app_label"] in _ORDER else len(_ORDER)
        )

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {"dashboard": figures(request.user), **(extra_context or {})})
