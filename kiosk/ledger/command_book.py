"""Commands of central's that this terminal has heard: each is begun at most once, whatever is cut off when.

    note → begin → …the act… → end

Each word is on disk, with the report to central in the outbox, before the next thing happens. What was begun and not
ended when the program went is never begun again: `settle` says what became of it.
"""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from kiosk.ledger.clock import Clock, moment
from kiosk.ledger.errors import LedgerError
from kiosk.protocol.commands import MOST_TEXT_CHARS, CommandKind, CommandOrder
from kiosk.protocol.records import CommandRecord, CommandState, Record

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_NOTED, _BEGUN, _ENDED = "noted", "begun", "ended"
KEPT_S = 30 * 86_400
"""So far behind the newest deadline is forgotten; many times what central gives a command at most."""

Put = Callable[[sqlite3.Connection, Record], None]


@dataclass(frozen=True)
class Answer:
    """How a command ended. `file`: base64."""

    state: CommandState
    text: str = ""
    file_name: str = ""
    file: str = ""


class CommandBook:
    """Any thread may call. Every method raises LedgerError when it could not write, and then nothing is changed."""

    def __init__(
        self, writing: Callable[[], AbstractContextManager[sqlite3.Connection]], put: Put, clock: Clock
    ) -> None:
        """`writing` gives a connection in a transaction of the ledger's, `put` adds to its outbox inside of that."""
        self._writing, self._put, self._clock = writing, put, clock

    def note(self, order: CommandOrder) -> bool:
        """Keep a command until it is begun; False when it was heard before, however long ago."""
        with self._writing() as connection:
            new = connection.execute(
                "INSERT OR IGNORE INTO commands (command_id, kind, deadline, state, boot_id, heard_at) "
                "VALUES (?, ?, ?, ?, '', ?)",
                (order.command_id, order.kind, order.deadline, _NOTED, moment(self._clock.now())),
            ).rowcount
            if new:
                self._put(
                    connection, CommandRecord(command_id=order.command_id, state=CommandState.WAITING, sequence=1)
                )
        return bool(new)

    def noted(self) -> list[CommandOrder]:
        """Return what was heard and not begun, the oldest first."""
        query = "SELECT command_id, kind, deadline FROM commands WHERE state = ? ORDER BY command_id"
        with self._writing() as connection:
            rows = connection.execute(query, (_NOTED,)).fetchall()
        return [CommandOrder(command_id=row[0], kind=row[1], deadline=row[2]) for row in rows]

    def begin(self, command_id: str) -> None:
        """Say that it is begun; LedgerError too when it was before, or was never heard."""
        with self._writing() as connection:
            self._move(connection, command_id, _NOTED, _BEGUN)
            self._put(connection, CommandRecord(command_id=command_id, state=CommandState.STARTED, sequence=2))

    def end(self, command_id: str, answer: Answer) -> None:
        """Say how it ended; what was never begun may end, too: expired, or refused."""
        with self._writing() as connection:
            self._end(connection, command_id, answer)

    def _end(self, connection: sqlite3.Connection, command_id: str, answer: Answer) -> None:
        ended = "UPDATE commands SET state = ? WHERE command_id = ? AND state != ?"
        if connection.execute(ended, (_ENDED, command_id, _ENDED)).rowcount != 1:
            raise LedgerError(f"command {command_id} has ended already, or was never heard")
        self._put(
            connection,
            CommandRecord(
                command_id=command_id,
                state=answer.state,
                sequence=3,
                text=answer.text[:MOST_TEXT_CHARS],
                file_name=answer.file_name,
                file=answer.file,
            ),
        )

    def settle(self, connection: sqlite3.Connection) -> None:
        """End what the last run had begun, inside the caller's transaction."""
        begun = "SELECT command_id, kind, boot_id FROM commands WHERE state = ?"
        for command_id, kind, boot in connection.execute(begun, (_BEGUN,)).fetchall():
            self._end(connection, command_id, _after(kind, another_boot=boot != boot_id()))

    def prune(self, connection: sqlite3.Connection) -> None:
        """Forget what ended, and whose deadline was `KEPT_S` before the newest one, inside the caller's transaction.

        Both are central's own words: when it gave the newest, the others had been over for weeks, and it brings none
        that is over. The machine's clock is not asked: one that is a year ahead would forget what may come again.
        """
        connection.execute(
            "DELETE FROM commands WHERE state = ? AND deadline < (SELECT MAX(deadline) FROM commands) - ?",
            (_ENDED, KEPT_S),
        )

    def _move(self, connection: sqlite3.Connection, command_id: str, before: str, after: str) -> None:
        moved = "UPDATE commands SET state = ?, boot_id = ? WHERE command_id = ? AND state = ?"
        if connection.execute(moved, (after, boot_id(), command_id, before)).rowcount != 1:
            raise LedgerError(f"command {command_id} is not {before}")


def boot_id() -> str:
    """Return what names this start of the machine."""
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except OSError:
        return ""


def _after(kind: str, *, another_boot: bool) -> Answer:
    """Return what a command came to whose program ended before it could say so."""
    if kind == CommandKind.RESTART_PROGRAM:
        return Answer(CommandState.DONE, "the program runs again")
    if kind == CommandKind.RESTART_MACHINE and another_boot:
        return Answer(CommandState.DONE, "the machine runs again")
    return Answer(CommandState.FAILED, "interrupted: the program ended before it was done; it is not begun again")
