from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.audit import chain, exporting, service, wording
from kiosk.central.audit.chain import Link
from kiosk.central.audit.models import AuditEvent, Seal, Verification
from kiosk.central.audit.verifying import verify
from kiosk.central.filters import NamedFilter

_FORMS: dict[str, tuple[str, Callable[[Iterable[Link]], Iterator[str]]]] = {
    "jsonl": ("application/x-ndjson", exporting.as_json_lines),
    "csv": ("text/csv; charset=utf-8", exporting.as_csv),
}


class _VerbFilter(NamedFilter):
    def name(self, code: str) -> str:
        return str(wording.verb(code))


class _NounFilter(NamedFilter):
    def name(self, code: str) -> str:
        return str(wording.noun(code))


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin[AuditEvent]):
    list_display = ("at", "who", "verb", "noun", "object_id", "detail")
    list_filter = (("action", _VerbFilter), ("object_type", _NounFilter), "at")
    fields = readonly_fields = list_display
    search_fields = ("who", "object_id", "detail")
    date_hierarchy = "at"
    change_list_template = "admin/audit/auditevent/change_list.html"

    @admin.display(description=gettext_lazy("操作"), ordering="action")
    def verb(self, event: AuditEvent) -> str | Promise:
        return wording.verb(event.action)

    @admin.display(description=gettext_lazy("对象类型"), ordering="object_type")
    def noun(self, event: AuditEvent) -> str | Promise:
        return wording.noun(event.object_type)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("verify/", self.admin_site.admin_view(require_POST(self.verify)), name="audit_verify"),
            path("export/<str:form>/", self.admin_site.admin_view(require_GET(self.export)), name="audit_export"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        state = {"last_verification": Verification.objects.first(), "sealed": Seal.objects.count()}
        return super().changelist_view(request, state | (extra_context or {}))

    def verify(self, request: HttpRequest) -> HttpResponse:
        """Go through the whole chain now."""
        self._allow(request)
        found = verify(service.user_of(request))
        service.record(found.who, "audit.verify", found, found.problem or "whole")
        if found.problem:
            messages.error(request, _("审计链有问题：%(problem)s") % {"problem": found.problem})
        else:
            messages.success(request, _("审计链完整，共 %(count)d 条") % {"count": found.sealed})
        return HttpResponseRedirect(reverse("admin:audit_auditevent_changelist"))

    def export(self, request: HttpRequest, form: str) -> HttpResponse | StreamingHttpResponse:
        """Give the whole audit as a file; that it was taken is recorded first."""
        self._allow(request)
        if form not in _FORMS:
            raise PermissionDenied
        kind, lines = _FORMS[form]
        service.record(service.user_of(request), "audit.export", request.user, form)  # type: ignore[arg-type]
        answer = StreamingHttpResponse(lines(chain.links()), content_type=kind)
        answer.headers["Content-Disposition"] = f'attachment; filename="audit.{form}"'
        return answer

    def _allow(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied
