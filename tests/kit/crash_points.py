"""Where a process may die: before and after each write of the ledger, each effect, each parcel to central.

Lives in tests alone: it wraps what it watches, in a process of `kit.crash_process`, and production knows nothing of it.
"""

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kiosk.conductor import Conductor
from kiosk.ledger.database import Database
from kiosk.ledger.ledger import Ledger
from kiosk.ledger.outbox import SEALED_IN
from kiosk.ledger.seal import Seal
from kiosk.sync.client import PlatformClient


class Notes:
    """A file that outlives the process: one line a note, written at once."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(self, *words: str) -> None:
        os.write(self._file, (" ".join(words) + "\n").encode())


class Points:
    """Counts points, from the first that is called `since`, and kills the process at the one it was told; 0 at none."""

    def __init__(self, kill_at: int, *, since: str = "", told: Callable[[str], None] = lambda _: None) -> None:
        """`told` hears each name."""
        self.names: list[str] = []
        self._kill_at, self._since, self._told = kill_at, since, told

    def at(self, name: str) -> None:
        if self._since not in {"", name}:
            return
        self._since = ""
        self._told(name)
        self.names.append(name)
        if len(self.names) == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)


def watch(points: Points, promised: Notes) -> None:
    """Wrap everything in this process; `promised` gets the id of each envelope, and of each
    transaction, once the ledger says that it is on disk."""
    put: list[str] = []
    _watch_what_is_put(put)
    _watch_writes(points, promised, put)
    carry_out, intake, begin = Conductor._carry_out, PlatformClient.intake, Ledger.open_transaction

    def begun(self: Ledger, transaction_id: str, *about: Any) -> None:
        begin(self, transaction_id, *about)
        promised.note("began", transaction_id)

    def carried_out(self: Conductor, effect: Any, session: Any) -> None:
        points.at(f"before {type(effect).__name__}")
        carry_out(self, effect, session)
        points.at(f"after {type(effect).__name__}")

    def taken_in(self: PlatformClient, envelopes: Any) -> Any:
        points.at("before sending")
        reply = intake(self, envelopes)
        points.at("sent, not yet acknowledged")
        return reply

    Ledger.open_transaction = begun  # type: ignore[method-assign]
    Conductor._carry_out = carried_out  # type: ignore[method-assign]
    PlatformClient.intake = taken_in  # type: ignore[method-assign]


def _watch_what_is_put(put: list[str]) -> None:
    close = Seal.close

    def closed(self: Seal, value: str, *, column: str, row: str) -> bytes:
        if column == SEALED_IN:
            put.append(row)
        return close(self, value, column=column, row=row)

    Seal.close = closed  # type: ignore[method-assign]


def _watch_writes(points: Points, promised: Notes, put: list[str]) -> None:
    writing = Database.writing

    @contextlib.contextmanager
    def watched(self: Database) -> Iterator[Any]:
        put.clear()
        with writing(self) as connection:
            yield connection
            points.at("before a commit")
        for envelope_id in put:
            promised.note("put", envelope_id)
        points.at("after a commit")

    Database.writing = watched  # type: ignore[method-assign]
