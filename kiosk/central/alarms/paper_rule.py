"""When a printer's paper will end, as a function of what is known of its use, in sheets by hour of the clock."""

from collections.abc import Mapping
from datetime import datetime, timedelta

_LEAST, _MOST = 0.5, 3.0
"""How far today may differ from what is usual: one quiet or busy hour says little about the rest of the day."""


def rest(capacity: int, low: int, used: int, used_since_low: int | None) -> int:
    """Estimate the sheets that are left.

    A printer that is not yet low has at least `low`; one that has said so had `low` at that moment.

    Args:
        capacity: sheets after a refill.
        low: sheets when the printer says that paper is low.
        used: sheets since the last refill; the caller knows of one.
        used_since_low: sheets since the printer said so; None when it did not.
    """
    if used_since_low is not None:
        return max(0, low - used_since_low)
    return max(low, capacity - used)


def ends_at(now: datetime, left: float, today: Mapping[int, float], usual: Mapping[int, float]) -> datetime | None:
    """Return when today `left` sheets will be used up at the present rate; None when they last over midnight.

    Args:
        now: local time.
        left: sheets.
        today: sheets used today by hour.
        usual: sheets used by hour on a day as the last ones were; empty when none was seen.
    """
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    at = now
    while at < midnight:
        end = min(midnight, at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1))
        hours = (end - at) / timedelta(hours=1)
        rate = _rate(at.hour, now, today, usual)
        if left <= rate * hours:
            return at if left <= 0 else at + timedelta(hours=left / rate)
        left -= rate * hours
        at = end
    return None


def _rate(hour: int, now: datetime, today: Mapping[int, float], usual: Mapping[int, float]) -> float:
    """Return sheets an hour: what is usual then, more or less as today has been; without a usual, today's mean."""
    used = sum(today.values())
    expected = sum(_elapsed(known, now) * sheets for known, sheets in usual.items())
    if not usual:
        first = min(today, default=now.hour)
        return used / max(1.0, now.hour + now.minute / 60 - first)
    factor = min(_MOST, max(_LEAST, used / expected)) if expected else 1.0
    return usual.get(hour, 0.0) * factor


def _elapsed(hour: int, now: datetime) -> float:
    """Return how much of the hour is over, from 0 to 1."""
    return min(1.0, max(0.0, now.hour + now.minute / 60 - hour))
