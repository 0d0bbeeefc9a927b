"""What ratings come to, by department, district, service or terminal.

A case is counted when it ended, a rating when it was given, a redress when it was opened, each within the period. Cases
and ratings come from what reports counted by the day: it is read in a moment, and stays when they leave the database.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from kiosk.central.accounts.scope import Scope, paths_of, within
from kiosk.central.ratings.models import Redress
from kiosk.central.ratings.period import Period
from kiosk.central.ratings.standing import is_overdue
from kiosk.central.reports.asked import Asked as AskedOfReports
from kiosk.central.reports.kept import Dimension, cases_and_ratings
from kiosk.central.reports.records import KEYS

Rows = Iterable[dict[str, Any]]


@dataclass(frozen=True)
class Figures:
    """Counts of one key; shares are None where nothing was to be counted.

    `cases`: finished ones, `rated`: of them by residents. `level_1` … `level_5`: first ratings by residents. `silent`:
    ratings by default; `counted` and `counted_good`: first ratings that count in satisfaction, and those of 3 and up.
    `second`, `second_good`: ratings after a redress. `opened`, `closed`, `in_time`, `overdue`: redresses.
    """

    cases: int = 0
    rated: int = 0
    level_1: int = 0
    level_2: int = 0
    level_3: int = 0
    level_4: int = 0
    level_5: int = 0
    silent: int = 0
    counted: int = 0
    counted_good: int = 0
    silent_good: int = 0
    second: int = 0
    second_good: int = 0
    opened: int = 0
    closed: int = 0
    in_time: int = 0
    overdue: int = 0

    @property
    def given(self) -> int:
        return self.level_1 + self.level_2 + self.level_3 + self.level_4 + self.level_5

    @property
    def good(self) -> int:
        return self.level_3 + self.level_4 + self.level_5

    @property
    def satisfaction(self) -> float | None:
        """满意率: of the first ratings that count, those of level 3 and up."""
        return _share(self.counted_good, self.counted)

    @property
    def satisfaction_with_silent(self) -> float | None:
        """The same with ratings by default among them."""
        return _share(self.good + self.silent_good, self.given + self.silent)

    @property
    def participation(self) -> float | None:
        """参评率: of the finished cases, those that a resident rated."""
        return _share(self.rated, self.cases)

    @property
    def active_good(self) -> float | None:
        """主动好评率: of all first ratings, those by default among them, the good ones that residents gave."""
        return _share(self.good, self.given + self.silent)

    @property
    def handled_in_time(self) -> float | None:
        """按期办结率: of the redresses that are closed or overdue, those that were closed in time."""
        return _share(self.in_time, self.closed + self.overdue)

    @property
    def second_satisfaction(self) -> float | None:
        """整改后满意率: of the second ratings, those of level 3 and up."""
        return _share(self.second_good, self.second)

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})


@dataclass(frozen=True)
class Asked:
    """What is asked for: by what, when, of whose. `department` and `district` narrow it down within `scope`."""

    by: Dimension
    period: Period
    scope: Scope
    department: str = ""
    district: str = ""

    @property
    def of_reports(self) -> AskedOfReports:
        """The same, as reports want to be asked."""
        return AskedOfReports(self.scope, self.period.first, self.period.last, self.district, self.department)

    def redresses(self) -> "QuerySet[Redress]":
        """Return the redresses that are asked for."""
        condition = within(self.scope, paths_of(Redress))
        if self.department:
            condition &= Q(service__startswith=f"{self.department}/")
        if self.district:
            condition &= Q(terminal__place__district=self.district)
        opened = Redress.objects.filter(opened_at__gte=self.period.since, opened_at__lt=self.period.until)
        return opened.filter(condition).order_by()


_NAMES = {"completed": "cases"}
"""What reports call a figure, where it is called differently here."""


def figures(asked: Asked, now: datetime) -> dict[str, Figures]:
    """Return the figures by key; the key of places without a district is empty."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for key, counts in cases_and_ratings(asked.of_reports, asked.by).items():
        found[key] |= {_NAMES.get(name, name): count for name, count in counts.items()}
    for row in _redresses(asked, now):
        found[row.pop("key")] |= row
    return {key: Figures(**counts) for key, counts in found.items()}


def total(all_figures: Iterable[Figures]) -> Figures:
    return sum(all_figures, Figures())


def _redresses(asked: Asked, now: datetime) -> Rows:
    closed = Q(state=Redress.State.CLOSED)
    rows: QuerySet[Any, Any] = (
        asked.redresses()
        .annotate(key=KEYS[asked.by])
        .values("key")
        .annotate(
            opened=Count("pk"),
            closed=Count("pk", filter=closed),
            in_time=Count("pk", filter=closed & Q(closed_at__lte=F("due_at"))),
            overdue=Count("pk", filter=is_overdue(now)),
        )
    )
    return rows


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
