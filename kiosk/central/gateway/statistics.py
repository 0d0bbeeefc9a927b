"""How the calls of each operation end and how long they take, counted by the minute. Nothing of any single call.

Each process counts in memory and writes whole minutes at once: with the first call of a later minute, every minute
where it holds the job, when the page is looked at, and as it ends. What was written adds up over rows and processes.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DatabaseError
from django.utils import timezone

from kiosk.central.gateway.histogram import SIZE, place_of
from kiosk.central.gateway.models import Tally

COLUMNS = {
    "done": "done",
    "refused": "refused",
    "timeout": "timed_out",
    "unreachable": "unreachable",
    "busy": "limited",
    "circuit_open": "circuit_open",
    "switched_off": "switched_off",
    "cached": "cached",
}
OTHERWISE = "bad_reply"
NOT_ASKED = {"busy", "circuit_open", "switched_off", "cached"}
"""Outcomes of which the department knows nothing: how long they took is not its doing."""
_MOST_CELLS = 5000


@dataclass
class _Cell:
    counts: dict[str, int] = field(default_factory=dict)
    latency: list[int] = field(default_factory=lambda: [0] * SIZE)


class Statistics:
    """The counts of one process."""

    def __init__(self, clock: Callable[[], datetime] = timezone.now) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._cells: dict[tuple[str, datetime], _Cell] = {}

    def noted(self, operation: str, outcome: str, duration_ms: float) -> None:
        """Count one call; write what earlier minutes hold."""
        minute = self._clock().replace(second=0, microsecond=0)
        with self._lock:
            earlier = any(begins < minute for _, begins in self._cells)
            cell = self._cells.setdefault((operation, minute), _Cell())
            column = COLUMNS.get(outcome, OTHERWISE)
            cell.counts[column] = cell.counts.get(column, 0) + 1
            if outcome not in NOT_ASKED:
                cell.latency[place_of(duration_ms)] += 1
        if earlier:
            self.flush(before=minute)

    def flush(self, before: datetime | None = None) -> int:
        """Write the minutes before that moment, or all, in one statement; return how many rows. Never raises.

        What cannot be written now stays for the next time, as far as there is room.
        """
        with self._lock:
            due = {key: cell for key, cell in self._cells.items() if before is None or key[1] < before}
            for key in due:
                del self._cells[key]
        rows = [
            Tally(operation=operation, begins=begins, latency=cell.latency, **cell.counts)
            for (operation, begins), cell in due.items()
        ]
        try:
            Tally.objects.bulk_create(rows)
        except DatabaseError:
            self._put_back(due)
            return 0
        return len(rows)

    def _put_back(self, due: dict[tuple[str, datetime], _Cell]) -> None:
        with self._lock:
            for key, cell in due.items():
                if len(self._cells) < _MOST_CELLS:
                    self._cells.setdefault(key, cell)


statistics = Statistics()
