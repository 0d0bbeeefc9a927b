"""The reports' place in the staff's site: one page, and a file for each of its tables."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.audit import service as audit
from kiosk.central.audit.service import user_of
from kiosk.central.reports.export import csv_of, file_name, xlsx_of
from kiosk.central.reports.models import Mark, Use
from kiosk.central.reports.page import Report, report_of

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_ALL = "all"


@admin.register(Use)
class UseAdmin(ReadOnlyAdmin[Use]):
    """Rows of the table are nobody's reading: its list is the report."""

    district_path = "district"

    def get_urls(self) -> list[URLPattern]:
        export = path(
            "export/<slug:name>.<slug:ending>", self.admin_site.admin_view(self.export), name="reports_use_export"
        )
        return [export, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        report = self._report(request)
        shown = {
            **self.admin_site.each_context(request),
            "title": gettext("统计报表"),
            "opts": self.opts,
            "report": report,
            "periods": report.periods(timezone.localdate()),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/reports/page.html", shown)

    def export(self, request: HttpRequest, name: str, ending: str) -> HttpResponse:
        """Hand out one table, or all of them in one workbook; the audit keeps who took what."""
        report = self._report(request)
        figure = report.figure(name)
        if ending not in _TYPES or (figure is None and (name, ending) != (_ALL, "xlsx")):
            raise Http404
        asked = report.asked
        about = f"{asked.since}–{asked.until} {report.scope_words}"
        tables = [figure.table] if figure else [one.table for one in report.figures]
        content = csv_of(tables[0]) if ending == "csv" else xlsx_of(tables, about)
        title = str(figure.table.title) if figure else gettext("统计报表")
        called = file_name(title, str(asked.since), str(asked.until), report.scope_words, ending=ending)
        response = HttpResponse(content, content_type=_TYPES[ending])
        disposition = content_disposition_header(as_attachment=True, filename=called)
        response.headers["Content-Disposition"] = disposition or "attachment"
        mark = Mark.objects.first() or Mark(what="cases", at=timezone.now())
        audit.record(user_of(request), "reports.export", mark, called)
        return response

    def _report(self, request: HttpRequest) -> Report:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return report_of(request.user, request.GET.dict())
