"""What central refused for good: out of the outbox's way, with the reason, and never dropped."""

import sqlite3
from collections.abc import Mapping

from kiosk.ledger.clock import Clock, moment
from kiosk.ledger.database import Database
from kiosk.ledger.outbox import SEALED_IN as OUTBOX
from kiosk.ledger.outbox import Outbox
from kiosk.ledger.seal import Seal
from kiosk.protocol.records import AlarmRecord, Envelope

SEALED_IN = "dead_letters.envelope"
_REASON_CHARS = 200


class DeadLetters:
    """Moves envelopes out of the outbox, each with an alarm of its own."""

    def __init__(self, database: Database, seal: Seal, outbox: Outbox, clock: Clock) -> None:
        self._database = database
        self._seal = seal
        self._outbox = outbox
        self._clock = clock

    def take(self, reasons: Mapping[str, str], *, held_by_central: bool) -> None:
        """Move the envelopes with these ids here; ids that are not in the outbox any more are passed over.

        `held_by_central`: central keeps a copy (see `kiosk.protocol.api.ItemResult`); otherwise this is the only one.
        """
        with self._database.writing() as connection:
            for envelope_id, reason in reasons.items():
                self._take(connection, envelope_id, _plain(reason), held_by_central=held_by_central)

    def prune(self, connection: sqlite3.Connection, before: str) -> None:
        """Drop those that central holds since before that moment. What it does not hold stays."""
        connection.execute("DELETE FROM dead_letters WHERE held_by_central AND refused_at < ?", (before,))

    def _take(self, connection: sqlite3.Connection, envelope_id: str, reason: str, *, held_by_central: bool) -> None:
        query = "DELETE FROM outbox WHERE id = ? AND NOT unreadable RETURNING transaction_id, envelope"
        rows = connection.execute(query, (envelope_id,)).fetchall()
        if not rows:
            return
        opened = self._seal.open(rows[0][1], column=OUTBOX, row=envelope_id)
        sealed = self._seal.close(opened, column=SEALED_IN, row=envelope_id)
        connection.execute(
            "INSERT INTO dead_letters (id, transaction_id, refused_at, reason, held_by_central, envelope) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (envelope_id, rows[0][0], moment(self._clock.now()), reason, held_by_central, sealed),
        )
        if not _is_such_an_alarm(opened):
            self._outbox.put(connection, _refused(f"{envelope_id}: {reason}"))


def _is_such_an_alarm(envelope: str) -> bool:
    """True for the alarm about another refusal: a central that knows no such alarm must not be told for ever."""
    record = Envelope.model_validate_json(envelope).record
    return isinstance(record, AlarmRecord) and record.code == "RECORD_REFUSED"


def _refused(detail: str) -> AlarmRecord:
    return AlarmRecord(source="ledger", code="RECORD_REFUSED", technician_code="LEDGER_DEAD_LETTER", detail=detail)


def _plain(reason: str) -> str:
    return "".join(char if char.isprintable() else " " for char in reason[:_REASON_CHARS])
