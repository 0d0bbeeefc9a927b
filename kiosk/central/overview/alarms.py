"""The open alarms of the viewer's districts: how many where, and the worst of them in words."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils.functional import Promise

from kiosk.central.alarms.letter import where
from kiosk.central.alarms.listing import open_alarms
from kiosk.central.alarms.severity import SEVERITY_NAMES, Severity
from kiosk.central.alarms.sources import source_name
from kiosk.central.alarms.table import table
from kiosk.central.overview.viewer import Viewer

MOST = 6
"""Lines on the page; the rest is one click away."""


@dataclass(frozen=True)
class Line:
    severity: str
    severity_name: str | Promise
    name: str
    source: str
    where: str
    raised_at: datetime
    owner: str
    link: str


@dataclass(frozen=True)
class Alarms:
    """`by_district`: how many by the district's code, None for those of none; `worst`: at most `MOST` lines."""

    by_district: Mapping[str | None, int]
    by_severity: tuple[tuple[str, str | Promise, int], ...]
    worst: tuple[Line, ...]

    @property
    def total(self) -> int:
        return sum(self.by_district.values())

    @property
    def more(self) -> int:
        return self.total - len(self.worst)


NONE = Alarms({}, (), ())


def alarms_of(viewer: Viewer) -> Alarms:
    """Return what is open, from two queries."""
    found = open_alarms(viewer.scope.districts)
    by_district: Counter[str | None] = Counter()
    by_severity: Counter[int] = Counter()
    for district, severity, count in found.order_by().values_list("district", "severity").annotate(count=Count("pk")):
        by_district[district] += count
        by_severity[severity] += count
    severities = tuple(
        (one.name.lower(), name, by_severity[one]) for one, name in SEVERITY_NAMES.items() if by_severity[one]
    )
    worst = found[:MOST] if by_district else ()
    return Alarms(
        by_district,
        severities,
        tuple(
            Line(
                severity=Severity(alarm.severity).name.lower(),
                severity_name=SEVERITY_NAMES[Severity(alarm.severity)],
                name=str(table().meaning(alarm.source, alarm.code).name),
                source=source_name(alarm.source),
                where=where(alarm),
                raised_at=alarm.raised_at,
                owner=str(alarm.owner or alarm.acknowledged_by),
                link=reverse("admin:alarms_alarm_change", args=[alarm.pk]),
            )
            for alarm in worst
        ),
    )
