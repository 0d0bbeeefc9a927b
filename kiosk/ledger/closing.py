"""The end of a transaction: nothing that it began stays behind undecided."""

from kiosk.ledger import payments
from kiosk.ledger.issues import LEFT_BEHIND, mark
from kiosk.ledger.journal import Journal
from kiosk.protocol.records import Outcome, StepTime


def close(
    journal: Journal,
    transaction_id: str,
    outcome: Outcome,
    last_step: str,
    ended_at: str,
    *,
    steps: tuple[StepTime, ...] = (),
) -> None:
    """Settle issues and payments of the transaction, then end and report it.

    Raises:
        LedgerError: it is not open.
        SealBroken: one of its rows was changed.
    """
    for left, settled in LEFT_BEHIND.items():
        for issue_id in journal.issues_of(transaction_id, left):
            mark(journal, issue_id, settled)
    for open_state in payments.OPEN:
        for payment_id in journal.payments_of(transaction_id, open_state):
            payments.leave(journal, payment_id)
    record = journal.opened(transaction_id).closed(outcome, last_step, ended_at, steps)
    journal.close(transaction_id, ended_at)
    journal.report(record)
