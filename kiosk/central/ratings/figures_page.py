"""The page of figures, its table as CSV, and the export: what is asked for by the address, and what is given."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.accounts.scope import scope_of, scoped
from kiosk.central.audit import service as audit
from kiosk.central.fleet.models import District, Terminal
from kiosk.central.ratings import exporting
from kiosk.central.ratings.naming import service_titles
from kiosk.central.ratings.period import PeriodError, period_of, usual_periods
from kiosk.central.ratings.rules import rules
from kiosk.central.ratings.statistics import Asked, Figures, total
from kiosk.central.ratings.statistics import figures as counted
from kiosk.central.reports.kept import Dimension
from kiosk.central.spreadsheet import BYTE_ORDER_MARK, csv_line

MOST_ROWS = 200
"""Rows on the page; the table as CSV has all."""
TABS: dict[Dimension, Promise] = {
    Dimension.DEPARTMENT: _("按部门"),
    Dimension.DISTRICT: _("按行政区"),
    Dimension.SERVICE: _("按事项"),
    Dimension.TERMINAL: _("按终端"),
}
COLUMNS: tuple[tuple[str, Promise], ...] = (
    ("cases", _("办结件数")),
    ("rated", _("居民评价件数")),
    ("participation", _("参评率")),
    ("level_5", _("非常满意")),
    ("level_4", _("满意")),
    ("level_3", _("基本满意")),
    ("level_2", _("不满意")),
    ("level_1", _("非常不满意")),
    ("satisfaction", _("满意率")),
    ("silent", _("默认评价")),
    ("satisfaction_with_silent", _("满意率（含默认）")),
    ("active_good", _("主动好评率")),
    ("opened", _("差评立案")),
    ("closed", _("已办结")),
    ("overdue", _("已超期")),
    ("handled_in_time", _("按期办结率")),
    ("second", _("再次评价")),
    ("second_satisfaction", _("整改后满意率")),
)
"""Names of `Figures` and what staff call them, in the order of the table."""
SHARES = frozenset(
    {
        "participation",
        "satisfaction",
        "satisfaction_with_silent",
        "active_good",
        "handled_in_time",
        "second_satisfaction",
    }
)

HEADLINES = SHARES | {"cases", "rated"}


@dataclass(frozen=True)
class Row:
    """One line of the table. `key` is empty for the sum and for places without a district."""

    key: str
    name: str
    figures: Figures

    def cells(self) -> list[tuple[str, str]]:
        """Return each column's name and its text: counts as they are, shares as percents, a dash for none."""
        return [(name, _cell(name, getattr(self.figures, name))) for name, _words in COLUMNS]


def allow(request: HttpRequest, permission: str) -> None:
    """Raises PermissionDenied unless whoever asks has `permission`."""
    if not request.user.has_perm(permission):
        raise PermissionDenied


def figures(request: HttpRequest, context: dict[str, Any]) -> HttpResponse | StreamingHttpResponse:
    """Show the figures that the address asks for, or give them as CSV."""
    now = timezone.now()
    try:
        asked = _asked(request)
    except PeriodError as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    rows = _rows(asked, counted(asked, now))
    whole = Row("", gettext("合计"), total(row.figures for row in rows))
    if request.GET.get("form") == "csv":
        name = f"ratings-{asked.by}-{asked.period.first}-{asked.period.last}.csv"
        return _download(_lines(asked, [*rows, whole]), "text/csv; charset=utf-8", name)
    today = timezone.localdate(now)
    ours = asked.scope.departments
    shown = {
        "title": gettext("评价统计"),
        "asked": asked,
        "rows": rows[:MOST_ROWS],
        "left_out": max(0, len(rows) - MOST_ROWS),
        "whole": whole,
        "headlines": [(words, dict(whole.cells())[name]) for name, words in COLUMNS if name in HEADLINES],
        "columns": [(name, words, name in SHARES) for name, words in COLUMNS],
        "tabs": [(by.value, words, by is asked.by) for by, words in TABS.items()],
        "periods": [(words, period, period == asked.period) for words, period in usual_periods(today)],
        "districts": scoped(District.objects.all(), request.user),
        "departments": [
            (code, rules().department_name(code)) for code in rules().departments if ours is None or code in ours
        ],
        "narrowed": f"&department={asked.department}&district={asked.district}",
    }
    return TemplateResponse(request, "ratings/figures.html", {**context, **shown})


def export(request: HttpRequest, form: str) -> HttpResponse | StreamingHttpResponse:
    """Give the ratings that became known in the period, of the reader's own; that they were taken is recorded first."""
    forms = {
        "json": ("application/json", exporting.as_json),
        "csv": ("text/csv; charset=utf-8", exporting.as_csv),
    }
    if form not in forms or not isinstance(request.user, User):
        raise Http404
    try:
        period = _asked(request).period
    except PeriodError as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    kind, lines = forms[form]
    detail = f"{form} {period.first} {period.last}"
    audit.record(audit.user_of(request), "rating.export", request.user, detail)
    found = exporting.records(period, scope_of(request.user))
    return _download(lines(found), kind, f"ratings-{period.first}-{period.last}.{form}")


def _asked(request: HttpRequest) -> Asked:
    said = request.GET
    by = said.get("by", "")
    return Asked(
        by=Dimension(by) if by in set(Dimension) else Dimension.DEPARTMENT,
        period=period_of(said.get("first", ""), said.get("last", ""), timezone.localdate()),
        scope=scope_of(request.user),
        department=said.get("department", ""),
        district=said.get("district", ""),
    )


def _rows(asked: Asked, found: dict[str, Figures]) -> list[Row]:
    """Return the rows with the names of their keys, the most cases first."""
    names = _names(asked.by)
    rows = [Row(key, names.get(key, key) or gettext("未分区"), one) for key, one in found.items()]
    if asked.by is Dimension.DEPARTMENT:
        rows = [Row(row.key, rules().department_name(row.key), row.figures) for row in rows]
    return sorted(rows, key=lambda row: (-row.figures.cases, row.name))


def _names(by: Dimension) -> dict[str, str]:
    if by is Dimension.DISTRICT:
        return dict(District.objects.values_list("code", "name"))
    if by is Dimension.SERVICE:
        return service_titles()
    if by is Dimension.TERMINAL:
        placed = Terminal.objects.filter(place__isnull=False).values_list("pk", "place__name")
        return {key: f"{key} {place}" for key, place in placed}
    return {}


def _lines(asked: Asked, rows: list[Row]) -> Iterator[str]:
    """Yield the table for a spread sheet: shares as fractions of one, empty where nothing was to be counted."""
    yield BYTE_ORDER_MARK + csv_line([asked.by, str(TABS[asked.by]), *(str(words) for _name, words in COLUMNS)])
    for row in rows:
        values = (getattr(row.figures, name) for name, _words in COLUMNS)
        yield csv_line([row.key, row.name, *("" if value is None else round(value, 4) for value in values)])


def _cell(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{100 * value:.1f}%" if name in SHARES else str(value)


def _download(lines: Iterator[str], kind: str, name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(lines, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
