"""Rulings of central's on doubtful documents: each is taken into the journal once, and answered, in one write.

A ruling that was heard before changes nothing and is not answered again: its answer is in the outbox or with central.
"""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from kiosk.ledger.clock import Clock, moment
from kiosk.ledger.errors import SealBroken
from kiosk.ledger.issues import move
from kiosk.ledger.journal import Journal
from kiosk.protocol.records import IssueState, RulingRecord, RulingResult
from kiosk.protocol.rulings import RULED, RulingOrder

_KEPT = timedelta(days=30)


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
        """Forget old ones, inside the caller's transaction. Heard once more, one finds its issue as it was ruled."""
        connection.execute("DELETE FROM rulings WHERE heard_at < ?", (moment(self._clock.now() - _KEPT),))


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
