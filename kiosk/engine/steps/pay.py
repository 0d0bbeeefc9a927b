"""pay: the resident pays with a phone. No money is taken unseen, none is kept without a result or a claim.

    ordering → awaiting_payment → paid: the way goes on
                    ↓ cancelled, left or expired
               closing_order → closed: nobody has paid and nobody can any more
                             → paid: in the last second; the way goes on

- In the ledger as `ordered` before the payment system hears of it, as `paid` before the way goes on.
- An order whose code was shown is given up only when the payment system says that nobody has paid. When nobody can be
  asked, it stays `ordered`, is reported as doubtful when the session ends, and is settled by `kiosk.sync.settling`.
- Each try is an order of its own; one of which nobody knows is asked about again, never replaced.
"""

import dataclasses
import uuid

from kiosk.engine.effects import AskPayment, ClosePayment, Effect, MarkPayment, PrintClaim, RecordOrder
from kiosk.engine.events import (
    CallFailed,
    Event,
    Left,
    Paid,
    PaymentClosed,
    PaymentHeldUp,
    PaymentOffered,
    Retried,
    WentBack,
    WorkFailed,
)
from kiosk.engine.money import fen, yuan
from kiosk.engine.path import may_apply
from kiosk.engine.remedies import met
from kiosk.engine.rules import RuleError, evaluate
from kiosk.engine.scope import scope_of
from kiosk.engine.session import ASKING, Change, Doing, PaymentInHand, Session, Troubled, Working, replace
from kiosk.engine.trouble import Trouble, of_call
from kiosk.protocol.faults import PAY_CANCELLED, PAY_EXPIRED
from kiosk.protocol.identifiers import order_number
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import PaymentState
from kiosk.protocol.steps import IssueStep, PayStep
from kiosk.protocol.steps.on_fault import remedy_for

_AT_AN_ORDER = frozenset({Doing.ORDERING, Doing.AWAITING_PAYMENT, Doing.CLOSING_ORDER})


def enter(session: Session, step: PayStep) -> Change:
    payment_id = uuid.uuid5(uuid.UUID(session.id), f"pay/{session.visit}/{session.attempt}")
    payment = PaymentInHand(
        payment_id=str(payment_id),
        order_number=order_number(session.facts.terminal_id, session.facts.today, payment_id.bytes),
        amount_fen=_amount_fen(session, step),
        step_id=step.id,
    )
    record = RecordOrder(payment.payment_id, payment.order_number, payment.amount_fen)
    ask = AskPayment(
        session.ticket, payment.payment_id, payment.order_number, payment.amount_fen, step.purpose, step.expires_s
    )
    return replace(session, state=Working(Doing.ORDERING), payment=payment), (record, ask)


def handle(session: Session, step: PayStep, event: Event) -> Change:
    state = session.state
    if isinstance(event, Retried):
        return _retried(session, step)
    if not isinstance(state, Working):
        return session, ()
    match event:
        case Paid():
            return _paid(session, step)
        case PaymentClosed():
            return _closed(session, state.doing)
        case CallFailed() | WorkFailed():
            return _failed(session, state.doing, event)
        case Left() | WentBack():
            return _give_up(session, state.doing, leaving=session.leaving or isinstance(event, Left))
        case PaymentOffered(code=code):
            return _offered(session, state, code), ()
        case PaymentHeldUp(fault=fault) if state.doing is Doing.AWAITING_PAYMENT:
            held_up = of_call(fault) if fault else None
            return replace(session, state=Working(Doing.AWAITING_PAYMENT, held_up)), ()
        case _:
            return session, ()


def holds_order(session: Session) -> bool:
    """True while an order is open and somebody can be asked about it: leaving and going back close it first."""
    return isinstance(session.state, Working) and session.state.doing in _AT_AN_ORDER


def fulfil(session: Session, step: IssueStep) -> tuple[Session, str | None]:
    """Return the session with what the paper of `step`, which is out, does for the payment, and that payment's id.

    None when there is none, when it paid for something else, or when more paper is to come for it.
    """
    payment = session.payment
    if payment is None or not payment.owed:
        return session, None
    paying = session.flow.step(payment.step_id)
    assert isinstance(paying, PayStep), "a payment is made at a pay step"
    others = [session.flow.step(name) for name in paying.pays_for if name not in session.answers and name != step.id]
    if step.id not in paying.pays_for or any(may_apply(session, other) is not False for other in others):
        return session, None
    return _now(session, PaymentState.FULFILLED), payment.payment_id


def claim(session: Session) -> tuple[Effect, ...]:
    """Print by what number money without a result comes back; the ledger makes it a claim as the transaction closes."""
    payment = session.payment
    if payment is None or not payment.owed:
        return ()
    return (PrintClaim(f"{session.id}/claim", payment.order_number, payment.amount_fen),)


def give_back(session: Session) -> Change:
    """Claim money without a result now: the part of a joint service that it was for is given up."""
    payment = session.payment
    if payment is None or not payment.owed:
        return session, ()
    session = _now(session, PaymentState.REFUND_DUE)
    claimed = PrintClaim(f"{session.id}/claim/{payment.order_number}", payment.order_number, payment.amount_fen)
    return session, (_mark(session), claimed)


def _offered(session: Session, state: Working, code: str) -> Session:
    """From now on somebody may have paid, also when it came too late to be shown."""
    payment = dataclasses.replace(_in_hand(session), code=code)
    shown = Working(Doing.AWAITING_PAYMENT) if state.doing is Doing.ORDERING else state
    return replace(session, state=shown, payment=payment)


def _paid(session: Session, step: PayStep) -> Change:
    session = replace(_now(session, PaymentState.PAID), leaving=False)
    payment = _in_hand(session)
    answer = Personal({"order": payment.order_number, "amount": yuan(payment.amount_fen)})
    return session.answered(step.id, answer), (_mark(session),)


def _closed(session: Session, doing: Doing) -> Change:
    """Nobody has paid: the time is over, or the resident gave it up."""
    expired = doing is not Doing.CLOSING_ORDER
    session = _now(session, PaymentState.EXPIRED if expired else PaymentState.CANCELLED)
    return _stopped(session, Trouble("pay", PAY_EXPIRED if expired else PAY_CANCELLED))


def _failed(session: Session, doing: Doing, event: CallFailed | WorkFailed) -> Change:
    """Without a code on the screen certainly nobody has paid; with one, nobody knows."""
    if _in_hand(session).code:
        return replace(
            session, state=ASKING if session.leaving else Troubled(Trouble("pay", "UNKNOWN"), retry=True)
        ), ()
    fault = of_call(event.fault) if isinstance(event, CallFailed) else Trouble("terminal", "INTERNAL")
    cancelled = Trouble("pay", PAY_CANCELLED) if doing is Doing.CLOSING_ORDER else fault
    return _stopped(_now(session, PaymentState.CANCELLED), cancelled)


def _stopped(session: Session, trouble: Trouble) -> Change:
    """The order is closed, so that a flow may lead elsewhere; while one is open, no `on_fault` is asked."""
    step = session.flow.step(session.step_id)
    if session.leaving:
        after = replace(session, state=ASKING)
    elif remedy_for(step.on_fault, trouble.source, trouble.code) is None:
        after = replace(session, state=Troubled(trouble, retry=True, back=True))
    else:
        after = met(session, step, trouble)
    return after, (_mark(session),)


def _give_up(session: Session, doing: Doing, *, leaving: bool) -> Change:
    session = replace(session, leaving=leaving, state=Working(Doing.CLOSING_ORDER))
    if doing is Doing.CLOSING_ORDER:
        return session, ()
    return session, (ClosePayment(session.ticket, _in_hand(session).payment_id),)


def _retried(session: Session, step: PayStep) -> Change:
    session = replace(session, attempt=session.attempt + 1)
    if _in_hand(session).state is not PaymentState.ORDERED:
        return enter(session, step)
    return _give_up(session, Doing.AWAITING_PAYMENT, leaving=False)


def _now(session: Session, state: PaymentState) -> Session:
    return replace(session, payment=dataclasses.replace(_in_hand(session), state=state))


def _mark(session: Session) -> MarkPayment:
    payment = _in_hand(session)
    return MarkPayment(payment.payment_id, payment.state)


def _amount_fen(session: Session, step: PayStep) -> int:
    value = evaluate(step.amount, scope_of(session)).reveal()
    try:
        amount_fen = fen(value)
    except (TypeError, ValueError):
        amount_fen = 0
    if amount_fen <= 0:
        raise RuleError(f"{step.amount!r}: is no amount above zero, yuan with two decimals")
    return amount_fen


def _in_hand(session: Session) -> PaymentInHand:
    assert session.payment is not None, "entering the step makes the order"
    return session.payment
