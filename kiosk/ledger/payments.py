"""The life of a payment, as a table. Money that was taken ends in a result or in a claim."""

import contextlib
from types import MappingProxyType

from pydantic import ValidationError

from kiosk.ledger.errors import LedgerError, SealBroken
from kiosk.ledger.journal import Journal
from kiosk.protocol.records import AlarmRecord, PaymentRecord, PaymentState

NEXT = MappingProxyType(
    {
        PaymentState.ORDERED: frozenset({PaymentState.PAID, PaymentState.EXPIRED, PaymentState.CANCELLED}),
        PaymentState.PAID: frozenset({PaymentState.FULFILLED, PaymentState.REFUND_DUE}),
        PaymentState.FULFILLED: frozenset(),
        PaymentState.REFUND_DUE: frozenset({PaymentState.REFUNDED}),
        PaymentState.REFUNDED: frozenset(),
        PaymentState.EXPIRED: frozenset({PaymentState.PAID}),
        PaymentState.CANCELLED: frozenset({PaymentState.PAID}),
    }
)
"""Which states may follow which. An order that was given up may turn out paid all the same: whoever scanned the code
in its last second has paid."""

OPEN = (PaymentState.ORDERED, PaymentState.PAID)
"""What a transaction that ends may leave behind: an order of which nobody knows, or money without a result."""


GIVEN_UP = (PaymentState.EXPIRED, PaymentState.CANCELLED)
"""What may turn out paid while its transaction runs; where that was cut, nobody would hear of it."""


def order(journal: Journal, payment_id: str, transaction_id: str, order_number: str, amount_fen: int) -> PaymentRecord:
    """Record an order before the payment system hears of it; the same one again is the one that stands.

    Raises:
        LedgerError: the transaction is not open, the amount or number is none, or the id stands for another order.
    """
    held = journal.payment(payment_id)
    if held is not None:
        if (held.transaction_id, held.order_number, held.amount_fen) != (transaction_id, order_number, amount_fen):
            raise LedgerError(f"payment {payment_id} stands for another order")
        return held
    opened = journal.opened(transaction_id)
    try:
        record = PaymentRecord(
            payment_id=payment_id,
            transaction_id=transaction_id,
            service=opened.service,
            flow_version=opened.flow_version,
            order_number=order_number,
            amount_fen=amount_fen,
            state=PaymentState.ORDERED,
            sequence=1,
        )
    except ValidationError as error:
        raise LedgerError(f"no order: {error.errors(include_input=False)[0]['msg']}") from None
    journal.add_payment(record)
    journal.report(record)
    return record


def move(journal: Journal, payment_id: str, state: PaymentState) -> PaymentRecord:
    """Move a payment to `state` and report it; one that becomes a claim raises its alarm.

    Paid after its transaction has ended, it becomes a claim at once: nobody is there any more to get a result.

    Raises:
        LedgerError: it was never ordered, or that step does not exist.
        SealBroken: its row was changed.
    """
    held = journal.payment(payment_id)
    if held is None:
        raise LedgerError(f"payment {payment_id} was never ordered")
    if state not in NEXT[held.state]:
        raise LedgerError(f"payment {payment_id} is {held.state}: it cannot become {state}")
    record = held.model_copy(update={"state": state, "sequence": held.sequence + 1})
    journal.change_payment(record)
    journal.report(record)
    if state is PaymentState.REFUND_DUE:
        journal.report(claim(record.order_number))
    if state is PaymentState.PAID and not journal.is_running(record.transaction_id):
        return move(journal, payment_id, PaymentState.REFUND_DUE)
    return record


def unsettled(journal: Journal) -> list[PaymentRecord]:
    """Return the payments of ended transactions that somebody else must still say something of; unreadable ones not."""
    found: list[PaymentRecord] = []
    for payment_id in journal.payments_left():
        with contextlib.suppress(SealBroken):  # reported when it was settled
            held = journal.payment(payment_id)
            found += [held] if held is not None else []
    return found


def leave(journal: Journal, payment_id: str) -> PaymentRecord:
    """Settle a payment in one of the states `OPEN`, or where it was cut `GIVEN_UP`, whose transaction ends.

    Money without a result becomes a claim. An order stays as it is, since nobody here can tell whether it was paid;
    its alarm asks for the payment system's word.

    Raises:
        SealBroken: its row was changed.
    """
    held = journal.payment(payment_id)
    if held is not None and held.state is not PaymentState.PAID:
        journal.report(doubt(held.order_number))
        return held
    return move(journal, payment_id, PaymentState.REFUND_DUE)


def abandon(journal: Journal, payment_id: str, state: PaymentState) -> None:
    """Settle like `leave` a payment in `state` whose record cannot be read; its alarm is all that can be told."""
    if state is not PaymentState.PAID:
        journal.report(doubt(journal.abandon_payment(payment_id, state)))
    else:
        journal.report(claim(journal.abandon_payment(payment_id, PaymentState.REFUND_DUE)))


def doubt(order_number: str) -> AlarmRecord:
    """Return the alarm that sends a person to the payment system."""
    return AlarmRecord(source="ledger", code="PAYMENT_DOUBTFUL", detail=order_number)


def claim(order_number: str) -> AlarmRecord:
    """Return the alarm by which money is given back."""
    return AlarmRecord(source="ledger", code="REFUND_DUE", detail=order_number)
