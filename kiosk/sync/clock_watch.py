"""Tells staff of a machine whose clock is wrong: the mark on every time that this terminal wrote meanwhile.

Requests go by central's time whatever the clock says (`kiosk.sync.client`); documents and records carry the machine's.
"""

import contextlib
from collections.abc import Callable
from pathlib import Path

from kiosk.protocol.records import AlarmRecord

WRONG_S, RIGHT_S = 120, 60
"""From so much on it is wrong; below the other it is right again. Between them it stays what it was."""


class ClockWatch:
    """Raises CLOCK_WRONG and ends it. `file` is there as long as it is raised: the usual repair is a new start."""

    def __init__(self, file: Path, report: Callable[[AlarmRecord], None]) -> None:
        self._file, self._report = file, report
        self._wrong = file.exists()

    def look(self, offset_s: int) -> None:
        """Judge the clock; `offset_s`: how far central's is ahead of it."""
        wrong = abs(offset_s) >= (RIGHT_S if self._wrong else WRONG_S)
        if wrong == self._wrong:
            return
        self._wrong = wrong
        with contextlib.suppress(OSError):  # a disk that takes no writes has its own alarm
            self._file.touch() if wrong else self._file.unlink(missing_ok=True)
        side = "behind" if offset_s > 0 else "ahead"
        detail = f"{abs(offset_s)} s {side}" if wrong else ""
        self._report(AlarmRecord(source="terminal", code="CLOCK_WRONG", detail=detail, cleared=not wrong))
