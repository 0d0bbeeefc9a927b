"""After a power cut: what the last run left open is settled without guessing, and said."""

from dataclasses import dataclass

from kiosk.ledger.errors import SealBroken
from kiosk.ledger.issues import LEFT_BEHIND, doubt, mark
from kiosk.ledger.journal import Journal
from kiosk.ledger.outbox import damage
from kiosk.protocol.records import IssueRecord, IssueState, Outcome, TransactionRecord


@dataclass(frozen=True)
class Recovery:
    """What was settled. `doubtful` ones need a person at the tray; `unreadable` are ids of rows that are damaged."""

    doubtful: tuple[IssueRecord, ...] = ()
    voided: tuple[IssueRecord, ...] = ()
    interrupted: tuple[TransactionRecord, ...] = ()
    unreadable: tuple[str, ...] = ()


def settle(journal: Journal, now: str) -> Recovery:
    """Settle everything inside the caller's transaction; a damaged row is reported and hinders no other."""
    unreadable: list[str] = []
    doubtful = _settle_issues(journal, IssueState.PRINTING, unreadable)
    voided = _settle_issues(journal, IssueState.RESERVED, unreadable)
    interrupted = _interrupt(journal, now, unreadable)
    for row in unreadable:
        journal.report(damage("LEDGER_ROW_UNREADABLE", row))
    return Recovery(doubtful, voided, interrupted, tuple(unreadable))


def _settle_issues(journal: Journal, state: IssueState, unreadable: list[str]) -> tuple[IssueRecord, ...]:
    settled = LEFT_BEHIND[state]
    records = []
    for issue_id in journal.issues_in(state):
        try:
            records.append(mark(journal, issue_id, settled))
        except SealBroken:
            unreadable.append(issue_id)
            serial = journal.abandon_issue(issue_id, settled)
            if settled is IssueState.DOUBTFUL:
                journal.report(doubt(serial))
    return tuple(records)


def _interrupt(journal: Journal, now: str, unreadable: list[str]) -> tuple[TransactionRecord, ...]:
    records = []
    for transaction_id in journal.running():
        try:
            record = journal.opened(transaction_id).closed(Outcome.INTERRUPTED, "", now)
            journal.report(record)
            records.append(record)
        except SealBroken:
            unreadable.append(transaction_id)
        journal.close(transaction_id, now)
    return tuple(records)
