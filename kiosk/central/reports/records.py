"""Cases and ratings counted from their own rows: for a day's count, and for days that the tables do not hold yet.

A case counts on the day on which it ended, a rating on that on which it was given; `rated` on its case's day.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Concat, StrIndex, Substr

from kiosk.central.intake.models import Transaction
from kiosk.central.ratings.models import BAD, FIRST, SECOND, Rating
from kiosk.central.ratings.wording import LEVEL_NAMES
from kiosk.central.reports.days import bounds
from kiosk.protocol.records import Outcome

_PATH = Concat("service", Value("/"))
DEPARTMENT: Combinable = Substr(_PATH, 1, StrIndex(_PATH, Value("/")) - 1)
"""The first part of a service's path; all of one without parts, of which PostgreSQL would make an error."""
KEYS: Mapping[str, Combinable] = {
    "department": DEPARTMENT,
    "district": Coalesce(F("terminal__place__district"), Value("")),
    "service": F("service"),
    "terminal": F("terminal"),
}
"""What cases and ratings can be counted by; a place without a district has an empty one."""
Key = tuple[str, ...]
Counts = dict[Key, Counter[str]]
_DEFAULT = Q(source=Rating.Source.DEFAULT)
GIVEN = Q(assess_number=FIRST) & ~_DEFAULT
"""First ratings by residents."""


def finished(days: Collection[date], by: Iterable[str], chosen: Q | None = None) -> Counts:
    """Return how many cases were finished (`completed`), by the names in `by`, which are of `KEYS`."""
    return _counted(_cases(days, chosen), by, {"completed": Count("pk")})


def rated(days: Collection[date], by: Iterable[str], chosen: Q | None = None) -> Counts:
    """Return what ratings of these days came to, by the names in `by`: the columns of `models.RatingCounts`."""
    found = _counted(Rating.objects.filter(_on("rated_at", days), chosen or Q()), by, _rating_counts())
    for cases in (_rated_cases(days, chosen), _rated_before(days, chosen)):
        for key, counts in _counted(cases, by, {"rated": Count("pk")}).items():
            found[key].update(counts)
    return found


def _cases(days: Collection[date], chosen: Q | None) -> "QuerySet[Transaction]":
    return Transaction.objects.filter(_on("ended_at", days), chosen or Q(), outcome=Outcome.COMPLETED)


def _rated_cases(days: Collection[date], chosen: Q | None) -> "QuerySet[Transaction]":
    rating = Rating.objects.filter(GIVEN, transaction_id=OuterRef("pk"), ended_at__isnull=True)
    return _cases(days, chosen).filter(Exists(rating))


def _rated_before(days: Collection[date], chosen: Q | None) -> "QuerySet[Rating]":
    """Return ratings of finished cases that have left the database: what is kept of them stands in the rating."""
    return Rating.objects.filter(GIVEN, _on("ended_at", days), chosen or Q(), finished=True)


def _rating_counts() -> dict[str, Count]:
    first, second, good = Q(assess_number=FIRST), Q(assess_number=SECOND), Q(satisfaction__gt=BAD)
    conditions = {f"level_{level}": GIVEN & Q(satisfaction=level) for level in LEVEL_NAMES}
    conditions |= {"silent": _DEFAULT, "silent_good": _DEFAULT & good}
    conditions |= {"counted": first & Q(counts=True), "counted_good": first & Q(counts=True) & good}
    conditions |= {"second": second, "second_good": second & good}
    return {name: Count("pk", filter=condition) for name, condition in conditions.items()}


def _counted(rows: "QuerySet[Any]", by: Iterable[str], counts: Mapping[str, Count]) -> Counts:
    names = {f"key_{name}": KEYS[name] for name in by}
    found: Counts = defaultdict(Counter)
    for row in rows.order_by().annotate(**names).values(*names).annotate(**counts):
        found[tuple(row.pop(name) for name in names)].update(row)
    return found


def _on(moment: str, days: Collection[date]) -> Q:
    """Return the condition that `moment` lies in one of the days."""
    within = Q(pk__in=())
    for first, last in _spans(days):
        within |= Q(**{f"{moment}__gte": bounds(first)[0], f"{moment}__lt": bounds(last)[1]})
    return within


def _spans(days: Collection[date]) -> Iterator[tuple[date, date]]:
    """Yield first and last of days that follow each other."""
    begin = last = None
    for day in sorted(days):
        if last is not None and begin is not None and day != last + timedelta(days=1):
            yield begin, last
            begin = None
        begin, last = begin or day, day
    if begin is not None and last is not None:
        yield begin, last
