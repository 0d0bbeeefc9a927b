"""The time of day, as an argument, so that tests may set it."""

from datetime import UTC, datetime
from typing import Protocol

from kiosk.protocol.civil_time import CHINA


class Clock(Protocol):
    """Tells the time of day. It may be set and may jump; nothing in the ledger counts on its order."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def moment(at: datetime) -> str:
    """Return `at` as `kiosk.protocol.records.Moment`, to the millisecond; these sort as text."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def civil_day(at: datetime) -> str:
    """Return the day in China as YYYYMMDD."""
    return at.astimezone(CHINA).strftime("%Y%m%d")
