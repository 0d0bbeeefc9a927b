"""The rows of transactions, issues and payments, sealed on the way in, opened on the way out; the caller commits."""

import sqlite3
from collections.abc import Callable
from types import MappingProxyType
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.ledger.errors import LedgerError, SealBroken
from kiosk.ledger.seal import Seal
from kiosk.protocol.header import ServicePath
from kiosk.protocol.personal import ONLY_KEYS
from kiosk.protocol.records import (
    IssueRecord,
    IssueState,
    Moment,
    Outcome,
    PaymentRecord,
    PaymentState,
    Record,
    RecordId,
    StepTime,
    TransactionRecord,
)

M = TypeVar("M", bound=BaseModel)
_OPENED = "transactions.opened"
_RECORD = "issues.record"
_PAYMENT = "payments.record"
SEALED_IN = MappingProxyType({_OPENED: "transaction_id", _RECORD: "issue_id", _PAYMENT: "payment_id"})
"""The sealed columns, with the column that names their rows."""


class Opened(BaseModel):
    """What is known of a transaction when it begins."""

    model_config = ConfigDict(frozen=True, cache_strings=ONLY_KEYS)

    transaction_id: RecordId
    service: ServicePath
    flow_version: int
    item_code: str
    started_at: Moment

    def closed(
        self, outcome: Outcome, last_step: str, ended_at: str, steps: tuple[StepTime, ...] = ()
    ) -> TransactionRecord:
        ending = {"outcome": outcome, "last_step": last_step, "ended_at": ended_at, "steps": steps}
        return TransactionRecord(**self.model_dump(), **ending)


class Journal:
    """Reads and writes rows; which step may follow which is not decided here."""

    def __init__(self, connection: sqlite3.Connection, seal: Seal, report: Callable[[Record], None]) -> None:
        """Work on `connection`; `report` puts a record into the outbox, inside the same transaction."""
        self.report = report
        self.connection = self._connection = connection
        self._seal = seal

    def open(self, opened: Opened) -> None:
        row = opened.transaction_id
        if self._connection.execute("SELECT 1 FROM transactions WHERE transaction_id = ?", (row,)).fetchone():
            raise LedgerError(f"transaction {row} is in the ledger already")
        sealed = self._seal.close(opened.model_dump_json(), column=_OPENED, row=row)
        self._connection.execute("INSERT INTO transactions (transaction_id, opened) VALUES (?, ?)", (row, sealed))

    def opened(self, transaction_id: str, *, running: bool = True) -> Opened:
        """Return what the transaction began with.

        Raises:
            LedgerError: it is not there, or it is closed and `running` was asked for.
            SealBroken: its row was changed.
        """
        query = "SELECT opened, ended_at FROM transactions WHERE transaction_id = ?"
        row = self._connection.execute(query, (transaction_id,)).fetchone()
        if row is None or (running and row[1] is not None):
            raise LedgerError(f"transaction {transaction_id} is not open")
        return self._unsealed(Opened, row[0], column=_OPENED, row=transaction_id)

    def is_running(self, transaction_id: str) -> bool:
        query = "SELECT 1 FROM transactions WHERE transaction_id = ? AND ended_at IS NULL"
        return self._connection.execute(query, (transaction_id,)).fetchone() is not None

    def running(self) -> list[str]:
        """Return the ids of the transactions that have no end."""
        rows = self._connection.execute("SELECT transaction_id FROM transactions WHERE ended_at IS NULL").fetchall()
        return [row[0] for row in rows]

    def close(self, transaction_id: str, ended_at: str) -> None:
        self._connection.execute(
            "UPDATE transactions SET ended_at = ? WHERE transaction_id = ?", (ended_at, transaction_id)
        )

    def mark_rated(self, transaction_id: str) -> None:
        """Take the one rating of a transaction.

        Raises:
            LedgerError: it has one.
        """
        done = self._connection.execute(
            "UPDATE transactions SET rated = 1 WHERE transaction_id = ? AND NOT rated", (transaction_id,)
        )
        if done.rowcount != 1:
            raise LedgerError(f"transaction {transaction_id} is rated already")

    def next_number(self, day: str, first: int) -> int:
        """Return the next number of that day, from `first`; one that was given is never given again."""
        query = (
            "INSERT INTO counters (day, last) VALUES (?, ?) "
            "ON CONFLICT (day) DO UPDATE SET last = max(last + 1, excluded.last) RETURNING last"
        )
        number: int = self._connection.execute(query, (day, first)).fetchall()[0][0]
        return number

    def add_issue(self, record: IssueRecord) -> None:
        self._connection.execute(
            "INSERT INTO issues (issue_id, transaction_id, serial, state, record) VALUES (?, ?, ?, ?, ?)",
            (record.issue_id, record.transaction_id, record.serial, record.state, self._sealed_issue(record)),
        )

    def change_issue(self, record: IssueRecord) -> None:
        self._connection.execute(
            "UPDATE issues SET state = ?, record = ? WHERE issue_id = ?",
            (record.state, self._sealed_issue(record), record.issue_id),
        )

    def issue(self, issue_id: str) -> IssueRecord | None:
        """Return the issue as it stands, None if it was never reserved.

        Raises:
            SealBroken: its row was changed.
        """
        row = self._connection.execute("SELECT record FROM issues WHERE issue_id = ?", (issue_id,)).fetchone()
        if row is None:
            return None
        return self._unsealed(IssueRecord, row[0], column=_RECORD, row=issue_id)

    def issues_in(self, state: IssueState) -> list[str]:
        rows = self._connection.execute("SELECT issue_id FROM issues WHERE state = ? ORDER BY serial", (state,))
        return [row[0] for row in rows.fetchall()]

    def issues_of(self, transaction_id: str, state: IssueState) -> list[str]:
        query = "SELECT issue_id FROM issues WHERE transaction_id = ? AND state = ? ORDER BY serial"
        return [row[0] for row in self._connection.execute(query, (transaction_id, state)).fetchall()]

    def add_payment(self, record: PaymentRecord) -> None:
        self._connection.execute(
            "INSERT INTO payments (payment_id, transaction_id, order_number, state, record) VALUES (?, ?, ?, ?, ?)",
            (
                record.payment_id,
                record.transaction_id,
                record.order_number,
                record.state,
                self._sealed_payment(record),
            ),
        )

    def change_payment(self, record: PaymentRecord) -> None:
        self._connection.execute(
            "UPDATE payments SET state = ?, record = ? WHERE payment_id = ?",
            (record.state, self._sealed_payment(record), record.payment_id),
        )

    def payment(self, payment_id: str) -> PaymentRecord | None:
        """Return the payment as it stands, None if it was never ordered.

        Raises:
            SealBroken: its row was changed.
        """
        row = self._connection.execute("SELECT record FROM payments WHERE payment_id = ?", (payment_id,)).fetchone()
        if row is None:
            return None
        return self._unsealed(PaymentRecord, row[0], column=_PAYMENT, row=payment_id)

    def payments_of(self, transaction_id: str, state: PaymentState) -> list[str]:
        query = "SELECT payment_id FROM payments WHERE transaction_id = ? AND state = ? ORDER BY payment_id"
        return [row[0] for row in self._connection.execute(query, (transaction_id, state)).fetchall()]

    def payments_left(self) -> list[str]:
        """Return the ids of orders and claims whose transactions have ended, the oldest first."""
        query = (
            "SELECT p.payment_id FROM payments p JOIN transactions t USING (transaction_id) "
            "WHERE t.ended_at IS NOT NULL AND p.state IN ('ordered', 'refund_due') ORDER BY t.ended_at"
        )
        return [row[0] for row in self._connection.execute(query).fetchall()]

    def abandon_payment(self, payment_id: str, state: PaymentState) -> str:
        """Move a payment whose record cannot be read to `state`; return its order number."""
        query = "UPDATE payments SET state = ? WHERE payment_id = ? RETURNING order_number"
        return str(self._connection.execute(query, (state, payment_id)).fetchall()[0][0])

    def prune(self, before: str) -> None:
        """Drop transactions, with what belongs to them, that ended before that moment.

        Only those of which central knows everything, and no money is without result or claim.
        """
        finished = (
            "SELECT t.transaction_id FROM transactions t WHERE t.ended_at < ? "
            "AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.transaction_id = t.transaction_id) "
            "AND NOT EXISTS (SELECT 1 FROM dead_letters d WHERE d.transaction_id = t.transaction_id) "
            "AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.transaction_id = t.transaction_id "
            "AND p.state IN ('ordered', 'paid'))"
        )
        rows = self._connection.execute(finished, (before,)).fetchall()
        for table in ("issues", "payments", "transactions"):
            self._connection.executemany(f"DELETE FROM {table} WHERE transaction_id = ?", rows)  # noqa: S608 - ours

    def abandon_issue(self, issue_id: str, state: IssueState) -> str:
        """Move an issue whose record cannot be read to `state`; return its serial."""
        query = "UPDATE issues SET state = ? WHERE issue_id = ? RETURNING serial"
        return str(self._connection.execute(query, (state, issue_id)).fetchall()[0][0])

    def _unsealed(self, model: type[M], sealed: bytes, *, column: str, row: str) -> M:
        try:
            return model.model_validate_json(self._seal.open(sealed, column=column, row=row))
        except ValidationError:
            raise SealBroken(f"{column} of {row} has another shape than this program knows") from None

    def _sealed_issue(self, record: IssueRecord) -> bytes:
        return self._seal.close(record.model_dump_json(), column=_RECORD, row=record.issue_id)

    def _sealed_payment(self, record: PaymentRecord) -> bytes:
        return self._seal.close(record.model_dump_json(), column=_PAYMENT, row=record.payment_id)
