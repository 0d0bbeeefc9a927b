"""What central does not know yet. An envelope leaves it by an acknowledgement, or refused for good as a dead letter."""

import logging
import secrets
import sqlite3
from collections.abc import Collection, Iterable

from pydantic import ValidationError

from drivers.faults import Fault
from kiosk.ledger.clock import Clock, moment
from kiosk.ledger.database import Database
from kiosk.ledger.errors import SealBroken
from kiosk.ledger.meta import damaged_so_far, note_damaged
from kiosk.ledger.seal import Seal
from kiosk.protocol.identifiers import uuid7
from kiosk.protocol.records import AlarmRecord, Envelope, Record

SEALED_IN = "outbox.envelope"
_log = logging.getLogger(__name__)


class Outbox:
    """Envelopes in the order in which they were put."""

    def __init__(self, database: Database, seal: Seal, clock: Clock) -> None:
        self._database = database
        self._seal = seal
        self._clock = clock

    def put(self, connection: sqlite3.Connection, record: Record) -> None:
        """Add `record` inside the caller's transaction, so that it is sent exactly if what it tells has happened."""
        now = self._clock.now()
        envelope = Envelope(
            id=uuid7(int(now.timestamp() * 1000), secrets.token_bytes(10)), occurred_at=moment(now), record=record
        )
        sealed = self._seal.close(envelope.model_dump_json(), column=SEALED_IN, row=envelope.id)
        connection.execute(
            "INSERT INTO outbox (id, transaction_id, envelope) VALUES (?, ?, ?)",
            (envelope.id, getattr(record, "transaction_id", None), sealed),
        )

    def pending(self, limit: int, passing_over: Collection[str] = ()) -> list[Envelope]:
        """Return the oldest `limit` envelopes but those. One that cannot be read is kept, reported and passed over."""
        while rows := self._oldest(limit, passing_over):
            envelopes = [self._read(envelope_id, sealed) for envelope_id, sealed in rows]
            if readable := [envelope for envelope in envelopes if envelope is not None]:
                return readable
        return []

    def acknowledge(self, ids: Iterable[str]) -> None:
        """Forget the envelopes that central has; ids that are not there any more are passed over."""
        with self._database.writing() as connection:
            connection.executemany("DELETE FROM outbox WHERE id = ?", [(envelope_id,) for envelope_id in ids])

    def left(self) -> int:
        with self._database.reading() as connection:
            count: int = connection.execute("SELECT count(*) FROM outbox WHERE NOT unreadable").fetchone()[0]
        return count

    def only_here(self) -> int:
        """Return how many envelopes are nowhere else, whatever became of them."""
        query = "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM dead_letters WHERE NOT held_by_central)"
        with self._database.reading() as connection:
            count: int = connection.execute(query).fetchone()[0]
        return count

    def _oldest(self, limit: int, passing_over: Collection[str]) -> list[tuple[str, bytes]]:
        query = "SELECT id, envelope FROM outbox WHERE NOT unreadable ORDER BY position LIMIT ?"
        with self._database.reading() as connection:
            rows = connection.execute(query, (limit + len(passing_over),)).fetchall()
        return [row for row in rows if row[0] not in passing_over][:limit]

    def _read(self, envelope_id: str, sealed: bytes) -> Envelope | None:
        try:
            return Envelope.model_validate_json(self._seal.open(sealed, column=SEALED_IN, row=envelope_id))
        except (SealBroken, ValidationError):
            self._put_by(envelope_id)
            return None

    def _put_by(self, envelope_id: str) -> None:
        _log.error("outbox item %s cannot be read and stays in the ledger", envelope_id)
        with self._database.writing() as connection:
            connection.execute("UPDATE outbox SET unreadable = 1 WHERE id = ?", (envelope_id,))
            self.put(connection, damage("OUTBOX_ITEM_UNREADABLE", envelope_id))


def note_set_aside(connection: sqlite3.Connection, outbox: Outbox, count: int) -> int:
    """Report each of `count` databases that was set aside since the last start; return how many there ever were."""
    known = damaged_so_far(connection)
    for number in range(known + 1, count + 1):
        outbox.put(connection, damage("LEDGER_SET_ASIDE", f"damaged-{number}"))
    note_damaged(connection, max(known, count))
    return max(known, count)


def damage(technician_code: str, detail: str) -> AlarmRecord:
    """Return the alarm for a ledger that its disk did not keep whole."""
    return AlarmRecord(source="ledger", code=Fault.HARDWARE_ERROR, technician_code=technician_code, detail=detail)
