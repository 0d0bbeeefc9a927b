"""The heartbeats of the last second, on their way into the database: one of each terminal, the newest.

A thousand rows in one statement cost a third of a thousand statements. When a process is killed, the last second is
lost, and each terminal's next heartbeat says all of it again: a heartbeat is the state, not a change of it.
So the reply may go out before the row is there; nothing that must happen once is ever put here.
"""

import atexit
import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connection

from kiosk.protocol.api import Heartbeat

FLUSH_AT = 500
"""So many terminals are written before their second is over; also the rows of one statement."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Beat:
    """A heartbeat, when it came, and what interval it was answered with."""

    terminal_id: str
    at: datetime
    interval_s: float
    said: Heartbeat


class Buffer:
    """Any thread adds. A thread of its own writes, from the first heartbeat to the end of the process.

    The thread is begun by whoever adds first: a server that forks its workers has none before.
    """

    def __init__(self, write: Callable[[Iterable[Beat]], None]) -> None:
        self._write = write
        self._beats: dict[str, Beat] = {}
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._full = threading.Event()
        self._over = False
        self._thread: threading.Thread | None = None

    def add(self, beat: Beat) -> None:
        """Keep it; it takes the place of an earlier one of the same terminal."""
        with self._lock:
            self._keep(beat)
            full = len(self._beats) >= FLUSH_AT
        if not settings.HEARTBEAT_FLUSH_S:
            self._write_all()
            return
        self._begin()
        if full:
            self._full.set()

    def flush(self) -> int:
        """Write what is there now and return how many terminals that were. What cannot be written is kept.

        Raises:
            DatabaseError: it cannot.
        """
        return self._write_all()

    def close(self) -> None:
        """Write what is there; the process ends."""
        self._over = True
        self._full.set()
        if self._thread is not None:
            self._thread.join(5)
        self._try()

    def _begin(self) -> None:
        with self._lock:
            if self._thread is not None:
                return
            self._thread = threading.Thread(target=self._run, name="heartbeats", daemon=True)
            self._thread.start()
        atexit.register(self.close)

    def _run(self) -> None:
        while not self._over:
            self._full.wait(settings.HEARTBEAT_FLUSH_S)
            self._full.clear()
            self._try()
        connection.close()

    def _try(self) -> None:
        try:
            self._write_all()
        except DatabaseError as error:
            _log.error("heartbeats wait: %s", type(error).__name__)
            connection.close()

    def _write_all(self) -> int:
        with self._writing:
            with self._lock:
                beats, self._beats = self._beats, {}
            try:
                ordered = [beats[name] for name in sorted(beats)]
                for start in range(0, len(ordered), FLUSH_AT):
                    self._write(ordered[start : start + FLUSH_AT])
            except BaseException:
                with self._lock:
                    for beat in beats.values():
                        self._keep(beat)
                raise
        return len(beats)

    def _keep(self, beat: Beat) -> None:
        there = self._beats.get(beat.terminal_id)
        if there is None or beat.at >= there.at:
            self._beats[beat.terminal_id] = beat
