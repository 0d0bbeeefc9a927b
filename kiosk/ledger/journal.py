"""The rows of transactions and issues: sealed on the way in, opened on the way out, in the caller's transaction."""

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.ledger.errors import LedgerError, SealBroken
from kiosk.ledger.seal import Seal
from kiosk.protocol.flow import ServicePath
from kiosk.protocol.records import IssueRecord, IssueState, Moment, Outcome, Record, RecordId, TransactionRecord

M = TypeVar("M", bound=BaseModel)
_OPENED = "transactions.opened"
_RECORD = "issues.record"


class Opened(BaseModel):
    """What is known of a transaction when it begins."""

    model_config = ConfigDict(frozen=True)

    transaction_id: RecordId
    service: ServicePath
    flow_version: int
    item_code: str
    started_at: Moment

    def closed(self, outcome: Outcome, last_step: str, ended_at: str) -> TransactionRecord:
        return TransactionRecord(**self.model_dump(), outcome=outcome, last_step=last_step, ended_at=ended_at)


class Journal:
    """Reads and writes rows; which step may follow which is not decided here."""

    def __init__(self, connection: sqlite3.Connection, seal: Seal, report: Callable[[Record], None]) -> None:
        """Work on `connection`; `report` puts a record into the outbox, inside the same transaction."""
        self.report = report
        self._connection = connection
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
            (record.issue_id, record.transaction_id, record.serial, record.state, self._sealed(record)),
        )

    def change_issue(self, record: IssueRecord) -> None:
        self._connection.execute(
            "UPDATE issues SET state = ?, record = ? WHERE issue_id = ?",
            (record.state, self._sealed(record), record.issue_id),
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

    def prune(self, before: str) -> None:
        """Drop transactions, with their issues, that ended before that moment and of which central knows everything."""
        finished = (
            "SELECT t.transaction_id FROM transactions t WHERE t.ended_at < ? "
            "AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.transaction_id = t.transaction_id)"
        )
        self._connection.execute(f"DELETE FROM issues WHERE transaction_id IN ({finished})", (before,))  # noqa: S608
        self._connection.execute(f"DELETE FROM transactions WHERE transaction_id IN ({finished})", (before,))  # noqa: S608

    def abandon_issue(self, issue_id: str, state: IssueState) -> str:
        """Move an issue whose record cannot be read to `state`; return its serial."""
        query = "UPDATE issues SET state = ? WHERE issue_id = ? RETURNING serial"
        return str(self._connection.execute(query, (state, issue_id)).fetchall()[0][0])

    def _unsealed(self, model: type[M], sealed: bytes, *, column: str, row: str) -> M:
        try:
            return model.model_validate_json(self._seal.open(sealed, column=column, row=row))
        except ValidationError:
            raise SealBroken(f"{column} of {row} has another shape than this program knows") from None

    def _sealed(self, record: IssueRecord) -> bytes:
        return self._seal.close(record.model_dump_json(), column=_RECORD, row=record.issue_id)
