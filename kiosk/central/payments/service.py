"""The life of an order at central. The payment system has the last word on money; nothing here trusts anybody else.

open → paid → refunding → refunded
↘ closed → paid          a notice that was long on its way; seen by staff as money without a result
"""

import logging
from datetime import timedelta

from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone

from kiosk.central.audit import service as audit
from kiosk.central.fleet.models import Terminal
from kiosk.central.intake.models import Payment
from kiosk.central.payments.models import Order
from kiosk.central.payments.system import CLOSED, REFUND, SUCCESS, PaymentSystem, PaymentTrouble, Trade
from kiosk.protocol.api import PaymentOrder
from kiosk.protocol.records import PaymentState

_log = logging.getLogger(__name__)
_ASK_EVERY = timedelta(seconds=1)  # a terminal may be impatient, the payment system is not to be
_AFTER_EXPIRY = timedelta(seconds=60)  # by then the terminal has closed its order, if it is there
_BEFORE_PAID = (Order.State.OPEN, Order.State.CLOSED)
_TO_BE_REFUNDED = (PaymentState.REFUND_DUE, PaymentState.CANCELLED, PaymentState.EXPIRED)
State = Order.State


class OrderRefused(Exception):  # noqa: N818 - reads as what happened
    """The order contradicts what stands, or there is none."""


def order(system: PaymentSystem, terminal: Terminal, wish: PaymentOrder) -> Order:
    """Order at the payment system, once; the same again is the one that stands.

    Raises:
        OrderRefused: the id or the number stands for another order.
        PaymentTrouble: the payment system did not take it.
    """
    held = _held(terminal, wish)
    if held.state != State.OPEN or held.code:
        return held
    code = system.order(held.order_number, held.amount_fen, held.description, timezone.localtime(held.expires_at))
    Order.objects.filter(pk=held.pk, code="").update(code=code)
    held.refresh_from_db()
    if held.state == State.CLOSED:  # given up while it was ordered
        _close(system, held)
    return held


def state(system: PaymentSystem, terminal: Terminal, payment_id: str) -> Order:
    """Return where an order stands, asking the payment system when that is due.

    Raises:
        OrderRefused: this terminal has no such order.
        PaymentTrouble: nobody can be asked.
    """
    held = _of(terminal, payment_id)
    if held is None:
        raise OrderRefused("no such order")
    now = timezone.now()
    due = Q(asked_at=None) | Q(asked_at__lte=now - _ASK_EVERY)
    if held.state == State.OPEN and Order.objects.filter(due, pk=held.pk).update(asked_at=now):
        learn(system.query(held.order_number))
        held.refresh_from_db()
    return held


def close(system: PaymentSystem, terminal: Terminal, payment_id: str) -> Order:
    """Close an order, and return what became of it: perhaps somebody had paid.

    Raises:
        OrderRefused: another terminal has it.
        PaymentTrouble: nobody can be asked; it may be open still.
    """
    held = _of(terminal, payment_id)
    if held is None:
        held, _new = Order.objects.get_or_create(
            payment_id=payment_id,
            defaults={
                "terminal": terminal,
                "order_number": payment_id,
                "amount_fen": 0,
                "state": State.CLOSED,
                "expires_at": timezone.now(),
            },
        )
    if held.state == State.OPEN:
        _close(system, held)
        held.refresh_from_db()
    return held


def learn(trade: Trade) -> None:
    """Take what the payment system says of an order; told twice, or late, it changes nothing more.

    Raises:
        OrderRefused: there is no such order, or the amount is another one.
    """
    held = Order.objects.filter(order_number=trade.order_number).first()
    if held is None or held.amount_fen != trade.amount_fen:
        _log.error("the payment system speaks of order %s with another amount, or of none of ours", trade.order_number)
        raise OrderRefused("no such order")
    if trade.state == SUCCESS:
        _become(held, State.PAID, _BEFORE_PAID)
    elif trade.state == CLOSED:
        _become(held, State.CLOSED, (State.OPEN,))
    elif trade.state == REFUND:
        _become(held, State.PAID, _BEFORE_PAID)
        _become(held, State.REFUNDING, (State.PAID,))


def refund(system: PaymentSystem, held: Order, who: str) -> bool:
    """Give the money of an order back; False unless it is paid and its terminal says that nothing was given for it.

    Raises:
        PaymentTrouble: the payment system did not do it; it may be tried again.
    """
    told = Payment.objects.filter(payment_id=held.payment_id).first()
    if held.state != State.PAID or told is None or told.state not in _TO_BE_REFUNDED:
        return False
    status = system.refund(held.order_number, held.refund_number, held.amount_fen, "未取得办理结果")
    if not _become(held, State.REFUNDING, (State.PAID,)):
        return False
    audit.record(who, "payment.refund", held, held.order_number)
    _refunded(held, status)
    return True


def settle(system: PaymentSystem) -> int:
    """Close what is open beyond its time, and ask after refunds under way; return how many orders were looked at."""
    late = Order.objects.filter(state=State.OPEN, expires_at__lt=timezone.now() - _AFTER_EXPIRY)
    waiting = Order.objects.filter(state=State.REFUNDING)
    looked = 0
    for held in [*late, *waiting]:
        looked += 1
        try:
            if held.state == State.OPEN:
                _close(system, held)
            else:
                _refunded(held, system.refunded(held.refund_number))
        except (PaymentTrouble, OrderRefused) as trouble:
            _log.warning("order %s is not settled: %s", held.order_number, trouble)
    return looked


def _held(terminal: Terminal, wish: PaymentOrder) -> Order:
    fields = {
        "transaction_id": wish.transaction_id,
        "service": wish.service,
        "order_number": wish.order_number,
        "amount_fen": wish.amount_fen,
        "description": wish.description[:127],
    }
    expires_at = timezone.now() + timedelta(seconds=wish.expires_s)
    try:
        held, _new = Order.objects.get_or_create(
            payment_id=wish.payment_id, defaults={"terminal": terminal, "expires_at": expires_at, **fields}
        )
    except IntegrityError:
        raise OrderRefused("the number stands for another order") from None
    if held.terminal_id != terminal.pk or any(getattr(held, name) != value for name, value in fields.items()):
        raise OrderRefused("the id stands for another order")
    return held


def _of(terminal: Terminal, payment_id: str) -> Order | None:
    held = Order.objects.filter(pk=payment_id).first()
    if held is not None and held.terminal_id != terminal.pk:
        raise OrderRefused("no such order")
    return held


def _close(system: PaymentSystem, held: Order) -> None:
    try:
        system.close(held.order_number)
    except PaymentTrouble as trouble:
        if trouble.code == "ORDERPAID":
            learn(system.query(held.order_number))
            return
        if trouble.code not in {"ORDER_CLOSED", "ORDER_NOT_EXIST"}:
            raise
    _become(held, State.CLOSED, (State.OPEN,))


def _refunded(held: Order, status: str) -> None:
    if status == "SUCCESS":
        _become(held, State.REFUNDED, (State.REFUNDING,))
    elif status not in {"PROCESSING", "SUCCESS"}:
        _log.error("the refund of order %s is %s: look at the payment system", held.order_number, status)


def _become(held: Order, state: State, before: tuple[State, ...]) -> bool:
    """Move it, unless somebody else was faster; True when it was moved."""
    moved = Order.objects.filter(pk=held.pk, state__in=before).update(state=state, changed_at=timezone.now())
    held.refresh_from_db()
    return bool(moved)
