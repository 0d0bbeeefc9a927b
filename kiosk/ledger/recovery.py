"""After a power cut: what the last run left open is settled without guessing, and said."""

from dataclasses import dataclass

from kiosk.ledger.errors import SealBroken
from kiosk.ledger.issues import LEFT_BEHIND, doubt, mark
from kiosk.ledger.journal import Journal
from kiosk.ledger.outbox import damage
from kiosk.ledger.payments import GIVEN_UP, OPEN, abandon, leave
from kiosk.protocol.records import (
    IssueRecord,
    IssueState,
    Outcome,
    PaymentRecord,
    PaymentState,
    TransactionRecord,
)


@dataclass(frozen=True)
class Recovery:
    """What was settled. `doubtful` ones need a person at the tray; `unreadable` are ids of rows that are damaged.

    `unknown_orders` may have been paid; `claims` were paid and had no result.
    """

    doubtful: tuple[IssueRecord, ...] = ()
    voided: tuple[IssueRecord, ...] = ()
    interrupted: tuple[TransactionRecord, ...] = ()
    unreadable: tuple[str, ...] = ()
    unknown_orders: tuple[PaymentRecord, ...] = ()
    claims: tuple[PaymentRecord, ...] = ()


def settle(journal: Journal, now: str) -> Recovery:
    """Settle everything inside the caller's transaction; a damaged row is reported and hinders no other."""
    unreadable: list[str] = []
    doubtful = _settle_issues(journal, IssueState.PRINTING, unreadable)
    voided = _settle_issues(journal, IssueState.RESERVED, unreadable)
    payments = _settle_payments(journal, unreadable)
    interrupted = _interrupt(journal, now, unreadable)
    for row in unreadable:
        journal.report(damage("LEDGER_ROW_UNREADABLE", row))
    return Recovery(
        doubtful,
        voided,
        interrupted,
        tuple(unreadable),
        tuple(record for record in payments if record.state is not PaymentState.REFUND_DUE),
        tuple(record for record in payments if record.state is PaymentState.REFUND_DUE),
    )


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


def _settle_payments(journal: Journal, unreadable: list[str]) -> list[PaymentRecord]:
    """Settle the payments of transactions that did not end; those of the others were settled when they did."""
    records = []
    left = [
        (payment_id, state)
        for transaction_id in journal.running()
        for state in (*OPEN, *GIVEN_UP)
        for payment_id in journal.payments_of(transaction_id, state)
    ]
    for payment_id, state in left:
        try:
            records.append(leave(journal, payment_id))
        except SealBroken:
            unreadable.append(payment_id)
            abandon(journal, payment_id, state)
    return records


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
