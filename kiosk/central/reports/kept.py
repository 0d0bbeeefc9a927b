"""Finished cases and ratings of a period, for the page of ratings.

Of counted days they come from the tables, which outlive the records (`kiosk.central.retention`), of days that changed
since from the records themselves. So they are always right, and a year of a city is read in a moment.

By service and district a case belongs to where its terminal stood when the day was counted, as in all reports.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from django.db.models import F, Model, Q, Sum
from django.db.models.expressions import Combinable

from kiosk.central.accounts.scope import Paths, within
from kiosk.central.reports.asked import Asked
from kiosk.central.reports.due import not_counted
from kiosk.central.reports.models import Due, RatingCounts, ServiceRatings, TerminalRatings, TerminalUse, Use
from kiosk.central.reports.records import DEPARTMENT, finished, rated

_RATED = tuple(field.name for field in RatingCounts._meta.fields)  # noqa: SLF001 - Django's documented model API


class Dimension(StrEnum):
    """By what is counted."""

    DEPARTMENT = "department"
    DISTRICT = "district"
    SERVICE = "service"
    TERMINAL = "terminal"


_KEY: Mapping[Dimension, Combinable] = {
    Dimension.DEPARTMENT: DEPARTMENT,
    Dimension.DISTRICT: F("district"),
    Dimension.SERVICE: F("service"),
    Dimension.TERMINAL: F("terminal"),
}


def cases_and_ratings(asked: Asked, by: Dimension) -> dict[str, Counter[str]]:
    """Return by key the finished cases (`completed`) and what ratings came to (columns of `models.RatingCounts`).

    `asked.service` and `asked.version` play no part. The key of places without a district is empty.
    """
    of_terminals = by is Dimension.TERMINAL
    cases, ratings = (TerminalUse, TerminalRatings) if of_terminals else (Use, ServiceRatings)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for what, model, names, count in (
        (Due.What.CASES, cases, ("completed",), finished),
        (Due.What.RATINGS, ratings, _RATED, rated),
    ):
        left = not_counted(what, asked.since, asked.until)
        for key, counts in _kept(model, names, _of_terminals(asked) if of_terminals else asked.of_cases, left, by):
            found[key].update(counts)
        for (key,), counts in count(left, [by], _of_records(asked)).items() if left else ():
            found[key].update(counts)
    return found


def _kept(
    model: type[Model], names: Iterable[str], chosen: Q, left: Iterable[Any], by: Dimension
) -> Iterable[tuple[str, dict[str, int]]]:
    rows = model._default_manager.filter(chosen).exclude(day__in=left).order_by()  # noqa: SLF001 - Django's API
    for row in rows.annotate(key=_KEY[by]).values("key").annotate(**{name: Sum(name) for name in names}):
        yield row.pop("key"), row


def _of_terminals(asked: Asked) -> Q:
    chosen = asked.of_terminals & Q(day__gte=asked.since, day__lte=asked.until)
    if asked.scope.departments is not None:
        chosen &= Q(department__in=asked.scope.departments)
    return chosen & Q(department=asked.department) if asked.department else chosen


def _of_records(asked: Asked) -> Q:
    """The condition on cases and ratings themselves, without that of their days."""
    chosen = within(asked.scope, Paths("terminal__place__district_id", "service"))
    if asked.department:
        chosen &= Q(service__startswith=f"{asked.department}/")
    return chosen & Q(terminal__place__district=asked.district) if asked.district else chosen
