"""The earliest time that it can be, for a machine whose clock may have lost its battery.

A clock in the past would accept metadata that expired long ago. So expiry is judged by the latest of three: the clock,
the day this program was released, and what central last said. The last replaces what central said before, so that one
wrong answer is healed by the next.
"""

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from kiosk.protocol.bounds import LATEST_S

RELEASED_AT = datetime(2026, 11, 1, tzinfo=UTC)
"""Raised with each release of the program."""

_WORTH_WRITING_S = 3600


def system_clock() -> datetime:
    return datetime.now(UTC)


class ClockFloor:
    """Keeps central's time in `file`, so that it outlives a restart."""

    def __init__(self, file: Path, clock: Callable[[], datetime] = system_clock) -> None:
        self._file = file
        self._clock = clock
        self._central_s = self._read()
        self._written_s = self._central_s

    def note_server_time(self, unix_s: int) -> None:
        """Take central's time from a reply, in seconds since 1970."""
        self._central_s = min(max(unix_s, 0), LATEST_S)
        if abs(self._central_s - self._written_s) < _WORTH_WRITING_S:  # not each heartbeat: flash memory wears out
            return
        with contextlib.suppress(OSError):  # what is in memory counts; the file only helps after a restart
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(str(self._central_s), encoding="ascii")
            self._written_s = self._central_s

    def now(self) -> datetime:
        """Return the time to judge expiry by."""
        return max(self._clock(), RELEASED_AT, datetime.fromtimestamp(self._central_s, UTC))

    def _read(self) -> int:
        try:
            return min(max(int(self._file.read_text(encoding="ascii")), 0), LATEST_S)
        except (OSError, ValueError):
            return 0
