"""date: a day of the calendar, typed as eight digits: year, month, day."""

import datetime as dt
import re

from kiosk.engine.fields.reading import Sample, Scope, Wrong, text_of, wrong
from kiosk.engine.rules import evaluate
from kiosk.protocol.fields import DateField, DateRangeField

_DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")
_DIGITS = 8


def parse(field: DateField, typed: object, scope: Scope) -> str | Wrong:
    return day_within(typed, *limits(field, scope))


def limits(field: DateField | DateRangeField, scope: Scope) -> tuple[str, str]:
    """Return the earliest and the latest day that may be given, as YYYY-MM-DD; empty where there is no limit."""
    bounds = (field.earliest, field.latest)
    earliest, latest = ("" if bound is None else str(evaluate(bound, scope).reveal()) for bound in bounds)
    return earliest, latest


def day_within(typed: object, earliest: str, latest: str) -> str | Wrong:
    """Return the day that was typed, as YYYY-MM-DD."""
    text = text_of(typed)
    found = _DAY.fullmatch(text)
    if not found:
        return wrong("field.date.incomplete", typed=sum(sign.isdigit() for sign in text), most=_DIGITS)
    try:
        day = dt.date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return wrong("field.date.no_such_day")
    if earliest and day < earliest:
        return wrong("field.date.too_early", earliest=earliest)
    if latest and day > latest:
        return wrong("field.date.too_late", latest=latest)
    return day


def typed_again(day: str) -> str:
    """Return what would have to be typed for `day`."""
    return day.replace("-", "")


def days_around(earliest: str, latest: str) -> tuple[Sample, ...]:
    """Return days at, inside and outside the limits, and what is no day."""
    samples = [Sample("2026011", "field.date.incomplete"), Sample("", "field.date.incomplete")]
    samples.append(Sample("20260230", "field.date.no_such_day"))
    if earliest:
        samples += [Sample(typed_again(earliest)), Sample(moved(earliest, -1), "field.date.too_early")]
    if latest:
        samples += [Sample(typed_again(latest)), Sample(moved(latest, 1), "field.date.too_late")]
    return tuple(samples) if earliest or latest else (Sample("20000229"), *samples)


def boundaries(field: DateField, scope: Scope) -> tuple[Sample, ...]:
    return days_around(*limits(field, scope))


def moved(day: str, days: int) -> str:
    """Return what would have to be typed for the day so many days later."""
    return typed_again((dt.date.fromisoformat(day) + dt.timedelta(days)).isoformat())
