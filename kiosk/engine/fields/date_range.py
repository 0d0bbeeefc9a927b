"""date_range: from one day to another."""

from kiosk.engine.fields.date import day_within, days_around, limits, moved, typed_again
from kiosk.engine.fields.reading import Sample, Scope, Wrong, wrong
from kiosk.protocol.fields import DateRangeField


def parse(field: DateRangeField, typed: object, scope: Scope) -> dict[str, str] | Wrong:
    given = typed if isinstance(typed, dict) else {}
    bounds = limits(field, scope)
    first, last = day_within(given.get("first"), *bounds), day_within(given.get("last"), *bounds)
    for day in (first, last):
        if isinstance(day, Wrong):
            return day
    if str(first) > str(last):
        return wrong("field.date_range.first_after_last")
    return {"first": str(first), "last": str(last)}


def boundaries(field: DateRangeField, scope: Scope) -> tuple[Sample, ...]:
    earliest, latest = limits(field, scope)
    days = days_around(earliest, latest)
    alike = tuple(Sample({"first": day.typed, "last": day.typed}, day.problem) for day in days)
    first = typed_again(earliest) if earliest else moved(latest or "2000-03-01", -1)
    last = typed_again(latest) if latest else moved(earliest or "2000-02-28", 1)
    if first == last:
        return alike
    whole, turned = {"first": first, "last": last}, {"first": last, "last": first}
    return (*alike, Sample(whole), Sample(turned, "field.date_range.first_after_last"))
