"""Whether a department's hours let a service begin, and when they next will. Times are China's, as the clock shows."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from kiosk.protocol.opening import Opening, Span, Weekday

_WEEK = tuple(Weekday)
_LOOKED_AHEAD_DAYS = 60  # longer than any holiday; what does not open by then has no next opening worth telling


def is_open(opening: Opening | None, at: datetime) -> bool:
    """True when a service with these hours may be begun `at` that moment; without hours, always."""
    if opening is None:
        return True
    return any(first <= at < last for first, last in _spans(opening, at.date(), at))


def next_opening(opening: Opening | None, at: datetime) -> datetime | None:
    """Return when it opens after `at`; None when it is open, or stays closed for longer than anybody would wait."""
    if opening is None or is_open(opening, at):
        return None
    days = (at.date() + timedelta(days=ahead) for ahead in range(_LOOKED_AHEAD_DAYS))
    return next((first for day in days for first, _ in _spans(opening, day, at) if first > at), None)


def _spans(opening: Opening, day: date, like: datetime) -> list[tuple[datetime, datetime]]:
    """Return from when to when it is open on `day`, the earliest first, in the zone of `like`."""
    return sorted((_moment(day, span.first, like), _moment(day, span.last, like)) for span in _of(opening, day))


def _of(opening: Opening, day: date) -> Iterator[Span]:
    worked = [span for span in opening.workdays if span.date == day]
    if worked:
        yield from worked
    elif day not in opening.closed:
        yield from (span for span in opening.hours if _WEEK[day.weekday()] in span.days)


def _moment(day: date, clock: str, like: datetime) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime.combine(day, time(0), tzinfo=like.tzinfo) + timedelta(hours=hour, minutes=minute)
