"""The staff's site: Django's admin under the platform's name, with a first page that says how the fleet is doing."""

from http import HTTPStatus
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

# What is wrong, what stands where, what is to run, what residents did, who may do what.
_ORDER = (
    "alarms",
    "fleet",
    "commands",
    "configuration",
    "publishing",
    "rollout",
    "intake",
    "rulings",
    "ratings",
    "reports",
    "drafts",
    "payments",
    "mail",
    "gateway",
    "audit",
    "retention",
    "auth",
    "accounts",
    "jobs",
)


class CentralAdminSite(AdminSite):
    site_header = _("自助终端中心平台")
    site_title = _("自助终端中心平台")
    index_title = _("运行总览")
    site_url = None
    enable_nav_sidebar = True
    index_template = "overview/page.html"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whoever needs a second factor is not in before it was given."""
        from kiosk.central.accounts import second_factor  # models are there only now

        may = super().has_permission(request)
        return may and (second_factor.given(request) or not second_factor.needed(request.user))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Ask for what is still missing of somebody whose password was right."""
        if super().has_permission(request) and not self.has_permission(request):
            return HttpResponseRedirect(f"{reverse('admin:second_factor')}?{request.GET.urlencode()}")
        return super().login(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Let somebody change their own password, and record that they did."""
        from kiosk.central.audit import service as audit  # models are there only now

        answer = super().password_change(request, extra_context)
        if request.method == "POST" and answer.status_code == HTTPStatus.FOUND:
            audit.record(audit.user_of(request), "staff.password", request.user, "own")  # type: ignore[arg-type]
        return answer

    def get_urls(self) -> list[Any]:
        from kiosk.central.accounts.views import second_factor_page  # models are there only now

        return [path("second-factor/", second_factor_page, name="second_factor"), *super().get_urls()]

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register with what keeps every page safe before the admin: no page can be without."""
        from kiosk.central.staff_admin import deleted_together, made_safe  # models are there only now

        self.add_action(deleted_together, "delete_selected")
        super().register(model_or_iterable, made_safe(admin_class or ModelAdmin), **options)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Return the slices in the order in which staff need them, not in that of the alphabet."""
        apps = super().get_app_list(request, app_label)
        return sorted(
            apps, key=lambda app: _ORDER.index(app["app_label"]) if app["app_label"] in _ORDER else len(_ORDER)
        )

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from kiosk.central.overview.page import page_of  # models are there only now

        return super().index(request, {"overview": page_of(request.user), **(extra_context or {})})
