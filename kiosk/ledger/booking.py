"""What a session asks of the ledger, written down: each effect is one call, on disk when it returns."""

from typing import assert_never

from kiosk.engine.effects import CloseTransaction, ForLedger, MarkIssue, MarkPayment, OpenTransaction, Rate, RecordOrder
from kiosk.ledger.ledger import Ledger
from kiosk.protocol.records import StepTime


def book(ledger: Ledger, effect: ForLedger, session_id: str, steps: tuple[StepTime, ...] = ()) -> None:
    """Carry out one effect of the session; `steps`: where its time went so far.

    Raises:
        LedgerError: not written; nothing that follows may be done.
    """
    match effect:
        case OpenTransaction():
            ledger.open_transaction(session_id, effect.service, effect.flow_version, effect.item_code)
        case MarkIssue(issue_id=issue_id, state=state, pages=pages, digest=digest, fulfils=fulfils):
            paper = {"pages": pages, "copies": effect.copies, "sheets_out": effect.sheets_out}
            ledger.mark_issue(issue_id, state, digest=digest, fulfils=fulfils, **paper)
        case RecordOrder():
            ledger.order_payment(effect.payment_id, session_id, effect.order_number, effect.amount_fen)
        case MarkPayment():
            ledger.mark_payment(effect.payment_id, effect.state)
        case Rate():
            ledger.rate(session_id, effect.satisfaction, effect.reasons)
        case CloseTransaction():
            ledger.close_transaction(session_id, effect.outcome, effect.last_step, steps)
        case _:
            assert_never(effect)
