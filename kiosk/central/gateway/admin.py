from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.accounts.fresh import asked
from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.audit.service import user_of
from kiosk.central.gateway import service
from kiosk.central.gateway.figures import Line, lines
from kiosk.central.gateway.histogram import BOUNDS_MS
from kiosk.central.gateway.models import Call, OperationState, Tally
from kiosk.central.gateway.reading import offers
from kiosk.central.gateway.rolling_up import COUNTS
from kiosk.central.gateway.statistics import statistics

_MAY_CHANGE = "gateway.change_operationstate"


@admin.register(Call)
class CallAdmin(ReadOnlyAdmin[Call]):
    district_path = "terminal__place__district_id"
    list_display = ("at", "operation", "status", "duration_ms", "terminal")
    list_filter = ("status", "operation", "at", "terminal")
    list_select_related = ("terminal",)


@admin.register(OperationState)
class OperationAdmin(ReadOnlyAdmin[OperationState]):
    """The operations of operations.yaml, whether anything was ever decided about them or not."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        statistics.flush()
        told = {"title": _("部门操作"), "lines": lines(offers().values(), timezone.now())}
        return self._page(request, "change_list", {**told, **(extra_context or {})})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",  # noqa: ARG002 - Django's signature
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        offer = offers().get(unquote(object_id))
        if offer is None:
            raise Http404
        if request.method == "POST":
            if (again := self._again(request, offer.name)) is not None:
                return again
            self._decide(request, offer.name)
            return HttpResponseRedirect(reverse("admin:gateway_operationstate_change", args=[offer.name]))
        statistics.flush()
        line = lines([offer], timezone.now())[0]
        told = {"title": offer.name, "line": line, "counts": _counts(line), "spans": _spans(line)}
        may_change = request.user.has_perm(_MAY_CHANGE)
        return self._page(request, "change_form", {**told, "may_change": may_change, **(extra_context or {})})

    def _again(self, request: HttpRequest, name: str) -> HttpResponse | None:
        """Ask before residents' data go out to a department again; stopping it, and closing its breaker, never wait."""
        if "enable" not in request.POST or not request.user.has_perm(_MAY_CHANGE):
            return None
        return asked(request, f"{gettext('恢复服务')} · {name}")

    def _decide(self, request: HttpRequest, name: str) -> None:
        """Carry out the button that was pressed."""
        if not request.user.has_perm(_MAY_CHANGE):
            raise PermissionDenied
        reason = request.POST.get("reason", "").strip()[:200]
        if "disable" in request.POST and not reason:
            messages.error(request, gettext("请填写停用原因"))
        elif "disable" in request.POST and service.disable(name, reason, user_of(request)):
            messages.success(request, gettext("已停用：居民将看到“部门暂时无法服务”"))
        elif "enable" in request.POST and service.enable(name, user_of(request)):
            messages.success(request, gettext("已恢复"))
        elif "reset" in request.POST:
            service.reset_breaker(name, user_of(request))
            messages.success(request, gettext("熔断已复位：下一次调用将重新尝试"))

    def _page(self, request: HttpRequest, page: str, told: dict[str, Any]) -> TemplateResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **told}
        return TemplateResponse(request, f"admin/gateway/operationstate/{page}.html", context)


def _counts(line: Line) -> list[tuple[str, int, int]]:
    names = {field.name: str(field.verbose_name) for field in Tally._meta.fields}  # noqa: SLF001 - Django's model API
    return [(names[name], line.hour.counts[name], line.day.counts[name]) for name in COUNTS]


def _spans(line: Line) -> list[tuple[str, int, float]]:
    most = max(1, *line.day.latency)
    labels = [f"≤ {bound} ms" for bound in BOUNDS_MS] + [f"> {BOUNDS_MS[-1]} ms"]
    return [(label, count, 100 * count / most) for label, count in zip(labels, line.day.latency, strict=True) if count]
