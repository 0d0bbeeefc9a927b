"""Payments as ledger and payment system have them: the explorer's own books, from effects and answers alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kiosk.engine.effects import AskPayment
from kiosk.engine.events import Event, Paid, PaymentClosed, PaymentOffered
from kiosk.engine.replacing import replace
from kiosk.protocol.records import PaymentState


class Money(StrEnum):
    """What the payment system would say, if somebody could ask it."""

    NONE = "none"  # nobody has paid, and nobody can
    MAYBE = "maybe"  # a code was shown: nobody here can tell
    TAKEN = "taken"


@dataclass(frozen=True)
class Payment:
    """A payment. `step` asked for it."""

    payment_id: str
    step: str
    state: PaymentState = PaymentState.ORDERED
    money: Money = Money.NONE


Payments = tuple[Payment, ...]
SETTLED = frozenset({PaymentState.FULFILLED, PaymentState.REFUND_DUE})
"""What has its result or its claim: a part of a joint service may ask for money after another one did."""
GIVEN_UP = frozenset({PaymentState.CANCELLED, PaymentState.EXPIRED})


def told(payments: Payments, event: Event) -> Payments:
    """Return the payments after `event`; what is told is of the last one, as only one is open at a time."""
    if not payments:
        return payments
    *before, last = payments
    match event:
        case PaymentOffered() if last.money is Money.NONE:
            return (*before, replace(last, money=Money.MAYBE))
        case Paid():
            return (*before, replace(last, money=Money.TAKEN))
        case PaymentClosed():
            return (*before, replace(last, money=Money.NONE))
        case _:
            return payments


def marked(payments: Payments, payment_id: str, state: PaymentState) -> Payments:
    return tuple(replace(one, state=state) if one.payment_id == payment_id else one for one in payments)


def settled(payments: Payments) -> Payments:
    """Return the payments after the ledger settled them: money without a result is a claim."""
    due = PaymentState.REFUND_DUE
    return tuple(replace(one, state=due) if one.state is PaymentState.PAID else one for one in payments)


def meaning(payments: Payments) -> tuple[tuple[str, PaymentState, Money], ...]:
    """Return what tells these payments from others: one that was closed unpaid is as if it had not been."""
    kept = (one for one in payments if one.state not in GIVEN_UP or one.money is not Money.NONE)
    return tuple((one.step, one.state, one.money) for one in kept)


def asked_for_twice(payments: Iterable[Payment], ask: AskPayment) -> bool:
    """True when money is asked for while that of another order was taken, or may still be."""
    others = (one for one in payments if one.payment_id != ask.payment_id and one.state not in SETTLED)
    return any(one.money is not Money.NONE for one in others)
