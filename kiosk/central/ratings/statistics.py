"""What ratings come to, by department, district, service or terminal. Counted by the database; three questions each.

A case is counted when it ended, a rating when it was given, a redress when it was opened, each within the period.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, F, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, StrIndex, Substr

from kiosk.central.accounts.scope import Scope, paths_of, within
from kiosk.central.intake.models import Transaction
from kiosk.central.ratings.models import BAD, FIRST, SECOND, Rating, Redress
from kiosk.central.ratings.period import Period
from kiosk.central.ratings.standing import is_overdue
from kiosk.central.ratings.wording import LEVEL_NAMES
from kiosk.protocol.records import Outcome

Rows = Iterable[dict[str, Any]]
_DEFAULT = Q(source=Rating.Source.DEFAULT)
_GIVEN = Q(assess_number=FIRST) & ~_DEFAULT


class Dimension(StrEnum):
    DEPARTMENT = "department"
    DISTRICT = "district"
    SERVICE = "service"
    TERMINAL = "terminal"


_KEY = {
    Dimension.DEPARTMENT: Substr("service", 1, StrIndex("service", Value("/")) - 1),
    Dimension.DISTRICT: Coalesce(F("terminal__place__district"), Value("")),
    Dimension.SERVICE: F("service"),
    Dimension.TERMINAL: F("terminal"),
}


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

    def of(self, model: type[Model], moment: str) -> "QuerySet[Any, Any]":
        """Return the records of the period that are asked for, with their `key`."""
        condition = within(self.scope, paths_of(model))
        if self.department:
            condition &= Q(service__startswith=f"{self.department}/")
        if self.district:
            condition &= Q(terminal__place__district=self.district)
        span = {f"{moment}__gte": self.period.since, f"{moment}__lt": self.period.until}
        found: QuerySet[Any, Any] = model._default_manager.filter(condition, **span).order_by()  # noqa: SLF001
        keyed: QuerySet[Any, Any] = found.annotate(key=_KEY[self.by])
        return keyed


def figures(asked: Asked, now: datetime) -> dict[str, Figures]:
    """Return the figures by key; the key of places without a district is empty."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for rows in (_cases(asked), _ratings(asked), _redresses(asked, now)):
        for row in rows:
            found[row.pop("key")] |= row
    return {key: Figures(**counts) for key, counts in found.items()}


def total(all_figures: Iterable[Figures]) -> Figures:
    return sum(all_figures, Figures())


def _cases(asked: Asked) -> Rows:
    rated = Exists(Rating.objects.filter(_GIVEN, transaction_id=OuterRef("pk")))
    finished = asked.of(Transaction, "ended_at").filter(outcome=Outcome.COMPLETED)
    rows: Rows = finished.values("key").annotate(cases=Count("pk"), rated=Count("pk", filter=rated))
    return rows


def _ratings(asked: Asked) -> Rows:
    first, second, good = Q(assess_number=FIRST), Q(assess_number=SECOND), Q(satisfaction__gt=BAD)
    conditions = {f"level_{level}": _GIVEN & Q(satisfaction=level) for level in LEVEL_NAMES}
    conditions |= {"silent": _DEFAULT, "silent_good": _DEFAULT & good}
    conditions |= {"counted": first & Q(counts=True), "counted_good": first & Q(counts=True) & good}
    conditions |= {"second": second, "second_good": second & good}
    counts = {name: Count("pk", filter=condition) for name, condition in conditions.items()}
    rows: Rows = asked.of(Rating, "rated_at").values("key").annotate(**counts)
    return rows


def _redresses(asked: Asked, now: datetime) -> Rows:
    closed = Q(state=Redress.State.CLOSED)
    rows: Rows = (
        asked.of(Redress, "opened_at")
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
