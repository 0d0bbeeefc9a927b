"""Rulings of central's on doubtful documents: each is taken into the journal once, and answered, in one write.

A ruling that was heard before changes nothing and is not answered again: its answer is in the outbox or with central.
"""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

from kiosk.ledger.clock import Clock, moment
from kiosk.ledger.errors import SealBroken
from kiosk.ledger.issues import move
from kiosk.ledger.journal import Journal
from kiosk.protocol.identifiers import uuid7
from kiosk.protocol.records import IssueState, RulingRecord, RulingResult
from kiosk.protocol.rulings import RULED, RulingOrder

KEPT_S = 30 * 86_400
"""Given so long before the newest one is forgotten: by then central has had its answer for weeks."""


class RulingBook:
    """Any thread may call. Every method raises LedgerError when it could not write, and then nothing is changed."""

    def __init__(self, writing: Callable[[], AbstractContextManager[Journal]], clock: Clock) -> None:
        """`writing` gives the journal in a transaction of the ledger's."""
        self._writing, self._clock = writing, clock

    def hear(self, order: RulingOrder) -> bool:
        """Do what was ruled and put the answer into the outbox; False when it was heard before."""
        with self._writing() as journal:
            known = "SELECT 1 FROM rulings WHERE ruling_id = ?"
            if journal.connection.execute(known, (order.ruling_id,)).fetchone():
                return False
            result = _apply(journal, order)
            journal.connection.execute(
                "INSERT INTO rulings (ruling_id, issue_id, state, result, heard_at) VALUES (?, ?, ?, ?, ?)",
                (order.ruling_id, order.issue_id, order.state[:40], result, moment(self._clock.now())),
            )
            journal.report(RulingRecord(ruling_id=order.ruling_id, result=result))
        return True

    def prune(self, connection: sqlite3.Connection) -> None:
        """Forget what was ruled `KEPT_S` before the newest one, inside the caller's transaction.

        When each was ruled stands in its own id, by central's clock. The machine's is not asked: one that is a year
        ahead would forget, and answer anew, what central brings until the answer has arrived.
        Heard once more after all, a ruling finds its issue as it was ruled.
        """
        newest = connection.execute("SELECT MAX(ruling_id) FROM rulings").fetchone()[0]
        ruled_ms = _ruled_ms(newest) if newest else None
        if ruled_ms is not None:
            first = uuid7(max(0, ruled_ms - KEPT_S * 1000), bytes(10))
            connection.execute("DELETE FROM rulings WHERE ruling_id < ?", (first,))


def _ruled_ms(ruling_id: str) -> int | None:
    """Return when an id was made, in ms since 1970; None for one that does not sort by time as central's do."""
    try:
        value = UUID(ruling_id)
    except ValueError:
        return None
    return value.int >> 80 if value.version == 7 and str(value) == ruling_id else None


def _apply(journal: Journal, order: RulingOrder) -> RulingResult:
    wanted = IssueState(order.state) if order.state in set(IssueState) else None
    try:
        held = journal.issue(order.issue_id)
    except SealBroken:
        return _apply_unread(journal, order.issue_id, wanted)
    if held is None:
        return RulingResult.UNKNOWN
    if wanted is not None and wanted in RULED.get(held.state, ()):
        move(journal, held, wanted)
        return RulingResult.APPLIED
    return RulingResult.APPLIED if held.state is wanted else RulingResult.REFUSED


def _apply_unread(journal: Journal, issue_id: str, wanted: IssueState | None) -> RulingResult:
    """Rule on a row whose record is damaged, by the state that stands open beside it."""
    for state, allowed in RULED.items():
        if wanted is not None and wanted in allowed and issue_id in journal.issues_in(state):
            journal.abandon_issue(issue_id, wanted)
            return RulingResult.APPLIED
    return RulingResult.REFUSED
