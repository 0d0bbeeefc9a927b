"""How much the terminals were used: by service, hour, district and day, and how the cases ended."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.reports import charts
from kiosk.central.reports.asked import Asked
from kiosk.central.reports.models import HOURS, Use
from kiosk.central.reports.section import Figure
from kiosk.central.reports.tables import Cell, Column, Kind, Table, duration, percent
from kiosk.central.reports.words import Catalogue

_COUNTS = ("cases", "completed", "left", "timed_out", "failed", "interrupted", "seconds", "timed")
_WEEKDAYS = (_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日"))
_MOST_BARS = 12
_ENDINGS = (
    Column(_("办件数"), Kind.COUNT),
    Column(_("办结"), Kind.COUNT),
    Column(_("办结率"), Kind.SHARE),
    Column(_("中途离开"), Kind.COUNT),
    Column(_("无人操作"), Kind.COUNT),
    Column(_("故障中止"), Kind.COUNT),
    Column(_("异常中断"), Kind.COUNT),
    Column(_("平均用时"), Kind.SECONDS),
)


@dataclass
class Uses:
    """What was asked for, summed up in each way. `hours`: by weekday, from Monday, and hour."""

    whole: Counter[str] = field(default_factory=Counter)
    by_service: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    by_district: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    hours: list[list[int]] = field(default_factory=lambda: [[0] * 24 for _weekday in range(7)])

    @property
    def busiest(self) -> str:
        """The service that was used most; empty without any."""
        return max(self.by_service, key=lambda name: (self.by_service[name]["cases"], name), default="")


def uses(asked: Asked) -> Uses:
    """Return everything but the days from one query, whose rows are as many as services, districts and weekdays."""
    found = Uses()
    sums = {name: Sum(name) for name in (*_COUNTS, *HOURS)}
    rows: Iterable[Any] = Use.objects.filter(asked.of_cases).values("service", "district", "weekday").annotate(**sums)
    for row in rows:
        counts = Counter({name: row[name] for name in _COUNTS})
        for whole in (found.whole, found.by_service[row["service"]], found.by_district[row["district"]]):
            whole.update(counts)
        hours = found.hours[row["weekday"]]
        for hour, name in enumerate(HOURS):
            hours[hour] += row[name]
    return found


def summary(found: Uses) -> list[tuple[str, str]]:
    """Return the few figures that stand above everything."""
    whole, cases = found.whole, found.whole["cases"]
    gave_up, broken = whole["left"] + whole["timed_out"], whole["failed"] + whole["interrupted"]
    return [
        (gettext("办件数"), f"{cases:,}"),
        (gettext("办结率"), percent(whole["completed"] / cases) if cases else "–"),
        (gettext("居民放弃"), percent(gave_up / cases) if cases else "–"),
        (gettext("故障中断"), percent(broken / cases) if cases else "–"),
        (gettext("平均用时"), duration(whole["seconds"] / cases) if cases else "–"),
    ]


def per_service(found: Uses, catalogue: Catalogue) -> Figure:
    ranked = _ranked(found.by_service)
    head = (Column(_("事项")), Column(_("事项代码")))
    rows = [(catalogue.service(name), name, *_endings(counts)) for name, counts in ranked]
    table = Table("services", _("各事项使用量"), (*head, *_ENDINGS), tuple(rows))
    return Figure(table, _ended(str(table.title), [(catalogue.service(name), counts) for name, counts in ranked]))


def per_district(found: Uses, districts: Mapping[str, str]) -> Figure:
    ranked = _ranked(found.by_district)
    named = [(districts.get(code, code) or gettext("未分区"), counts) for code, counts in ranked]
    rows = [(name, *_endings(counts)) for name, counts in named]
    table = Table("districts", _("各区使用量"), (Column(_("行政区")), *_ENDINGS), tuple(rows))
    return Figure(table, _ended(str(table.title), named))


def per_hour(found: Uses) -> Figure:
    names = [str(name) for name in _WEEKDAYS]
    head = (Column(_("星期")), *(Column(f"{hour:02}", Kind.COUNT) for hour in range(24)), Column(_("合计"), Kind.COUNT))
    rows: list[tuple[Cell, ...]] = [
        (name, *counts, sum(counts)) for name, counts in zip(names, found.hours, strict=True)
    ]
    table = Table("hours", _("各时段使用量"), head, tuple(rows) if found.whole["cases"] else ())
    if not found.whole["cases"]:
        return Figure(table, wide=True)
    said = gettext("横向为一天中的小时，纵向为星期；颜色越深办件越多")
    chart = charts.heat(str(table.title), names, [f"{hour}" for hour in range(24)], found.hours, description=said)
    return Figure(table, chart, wide=True)


def per_day(asked: Asked) -> Figure:
    """Count by days, by weeks or by months: as many columns as can be told apart."""
    counted = Use.objects.filter(asked.of_cases).values("day").annotate(all=Sum("cases"), done=Sum("completed"))
    spans = {first: [0, 0] for first in _spans(asked)}
    for row in counted:
        span = spans[_first(row["day"], asked)]
        span[0] += row["all"]
        span[1] += row["done"]
    head = (Column(_("开始日期")), Column(_("办件数"), Kind.COUNT), Column(_("办结"), Kind.COUNT))
    rows: list[tuple[Cell, ...]] = [(first.isoformat(), all_, done) for first, (all_, done) in spans.items()]
    table = Table("days", _("使用量走势"), head, tuple(rows))
    if not any(all_ for all_, _done in spans.values()):
        return Figure(table, wide=True)
    form = "%Y-%m" if asked.days > 186 else "%m-%d"
    counts = [(f"{first:{form}}", all_, done) for first, (all_, done) in spans.items()]
    return Figure(table, charts.columns(str(table.title), counts, key=_key()), wide=True)


def _spans(asked: Asked) -> Iterable[date]:
    day = asked.since
    while day <= asked.until:
        yield _first(day, asked)
        day += timedelta(days=1)


def _first(day: date, asked: Asked) -> date:
    """Return the first day of the column that `day` is in."""
    if asked.days > 186:
        return max(asked.since, day.replace(day=1))
    return max(asked.since, day - timedelta(days=day.weekday())) if asked.days > 45 else day


def _ranked(counts: Mapping[str, Counter[str]]) -> list[tuple[str, Counter[str]]]:
    return sorted(counts.items(), key=lambda one: (-one[1]["cases"], one[0]))


def _endings(counts: Counter[str]) -> tuple[Cell, ...]:
    cases = counts["cases"]
    gone = (counts[name] for name in ("left", "timed_out", "failed", "interrupted"))
    share, mean_s = (counts["completed"] / cases, counts["seconds"] / cases) if cases else (None, None)
    return (cases, counts["completed"], share, *gone, mean_s)


def _ended(title: str, ranked: list[tuple[str, Counter[str]]]) -> charts.Bars | None:
    if not ranked:
        return None
    rows = [
        (
            name,
            f"{counts['cases']:,}",
            (("solid", counts["completed"]), ("hatch", counts["cases"] - counts["completed"])),
        )
        for name, counts in ranked[:_MOST_BARS]
    ]
    left_out = len(ranked) - len(rows)
    said = gettext("仅画出前 %(n)d 项，其余见数据表") % {"n": _MOST_BARS} if left_out > 0 else ""
    return charts.bars(title, rows, description=said, key=_key())


def _key() -> tuple[tuple[str, str], ...]:
    return (("solid", gettext("办结")), ("hatch", gettext("未办结")))
