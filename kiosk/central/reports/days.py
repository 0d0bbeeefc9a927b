"""Local days, and where in time they begin and end."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone


def bounds(day: date) -> tuple[datetime, datetime]:
    """Return the moments at which a day begins and the next one does."""
    zone = timezone.get_current_timezone()
    return datetime.combine(day, time.min, zone), datetime.combine(day + timedelta(days=1), time.min, zone)


def hours(day: date) -> tuple[tuple[datetime, datetime], ...]:
    """Return where the hours of a day begin and end, by the clock on the wall: 24, whatever the zone does."""
    zone = timezone.get_current_timezone()
    begins = [datetime.combine(day, time(hour), zone) for hour in range(24)]
    return tuple(zip(begins, (*begins[1:], bounds(day)[1]), strict=True))


def through(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
