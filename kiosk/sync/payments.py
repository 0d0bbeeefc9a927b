"""Payments as the conductor knows them: a thread orders, asks until it is paid, and closes what is not.

order → offered → asked every second or so … paid | closed by others
→ time over, or told to → close, tried again for a while → paid | closed | nobody knows
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from drivers.cancel import Deadline
from kiosk.engine.effects import AskPayment
from kiosk.engine.events import CallFailed, Event, Paid, PaymentClosed, PaymentHeldUp, PaymentOffered, Ticket
from kiosk.engine.trouble import PlatformFault
from kiosk.ports import Post
from kiosk.protocol.api import PaymentOrder, PaymentView
from kiosk.stack import ClearingPool
from kiosk.sync.backoff import Backoff
from kiosk.sync.client import PlatformClient
from kiosk.sync.departments import fault_of
from kiosk.sync.errors import PlatformError
from kiosk.sync.link import Link

_log = logging.getLogger(__name__)
_THREADS = 4
_TAKEN = ("paid", "refunding", "refunded")


@dataclass(frozen=True)
class Pace:
    """`every_s` between two questions, at most `slowest_s` while nobody answers; `closing_s` to find out at last."""

    every_s: float = 1.5
    slowest_s: float = 8.0
    closing_s: float = 20.0


@dataclass(eq=False)
class _Order:
    """One order under way. `close` and `drop` are what somebody wants; `wake` ends a wait."""

    ticket: Ticket
    payment_id: str
    post: Post
    close: bool = False
    drop: bool = False
    wake: threading.Event = field(default_factory=threading.Event)


class PlatformPayments:
    """Implements `kiosk.ports.Payments`. `look` is called when somebody asks while the link is down."""

    def __init__(self, client: PlatformClient, link: Link, look: Callable[[], None], pace: Pace = Pace()) -> None:
        self._client, self._link, self._look, self._pace = client, link, look, pace
        self._threads = ClearingPool(_THREADS, thread_name_prefix="payments")
        self._orders: dict[Ticket, _Order] = {}
        self._lock = threading.Lock()

    def ask(self, order: AskPayment, *, transaction_id: str, service: str, description: str, post: Post) -> None:
        """Order; when the terminal knows that it is offline, answer so at once instead of letting somebody wait."""
        if not self._link.online:
            post(CallFailed(order.ticket, PlatformFault.OFFLINE))
            self._look()
            return
        wish = PaymentOrder(
            payment_id=order.payment_id,
            transaction_id=transaction_id,
            service=service,
            order_number=order.order_number,
            amount_fen=order.amount_fen,
            description=description,
            expires_s=order.expires_s,
        )
        self._begin(_Order(order.ticket, order.payment_id, post), lambda known: self._sell(known, wish))

    def close(self, ticket: Ticket, payment_id: str, *, post: Post) -> None:
        """Close the order now, also one of an earlier ticket."""
        with self._lock:
            known = self._orders.get(ticket)
            if known is not None:
                known.close = True
                known.wake.set()
                return
        self._begin(_Order(ticket, payment_id, post, close=True), self._close)

    def cancel(self, ticket: Ticket) -> None:
        """Stop asking for that ticket."""
        with self._lock:
            known = self._orders.pop(ticket, None)
        if known is not None:
            known.drop = True
            known.wake.set()

    def close_all(self) -> None:
        """Wait for nobody; what is open stays so and is settled after the next start."""
        with self._lock:
            tickets = list(self._orders)
        for ticket in tickets:
            self.cancel(ticket)
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _begin(self, order: _Order, work: Callable[[_Order], None]) -> None:
        with self._lock:
            self._orders[order.ticket] = order
        self._threads.submit(work, order)

    def _sell(self, order: _Order, wish: PaymentOrder) -> None:
        ends = Deadline(wish.expires_s)
        try:
            view = self._client.order_payment(wish)
        except PlatformError as error:
            self._end(order, CallFailed(order.ticket, self._fault(error)))
            return
        if not order.close:
            self._say(order, PaymentOffered(order.ticket, view.code))
        if not self._ended(order, view) and not self._watch(order, ends):
            self._close(order)

    def _watch(self, order: _Order, ends: Deadline) -> bool:
        """Ask until it is decided; False when the time is over, or somebody wants it closed."""
        slower, held_up = self._slower(), False
        pause_s = self._pace.every_s
        while not order.drop:
            order.wake.wait(min(pause_s, ends.left_s))
            if order.close or ends.passed:
                return False
            try:
                view = self._client.payment(order.payment_id)
            except PlatformError as error:
                pause_s, held_up = slower.next_s(), True
                self._say(order, PaymentHeldUp(order.ticket, self._fault(error)))
                continue
            if held_up:
                self._link.set(online=True)  # sooner than the next heartbeat says so: what follows may ask departments
            if self._ended(order, view):
                return True
            if held_up:
                self._say(order, PaymentHeldUp(order.ticket, None))
                slower.reset()
            pause_s, held_up = self._pace.every_s, False
        return True

    def _close(self, order: _Order) -> None:
        """Close it, trying for a while; whoever cannot find out says so."""
        ends, slower = Deadline(self._pace.closing_s), self._slower()
        while not order.drop:
            try:
                if self._ended(order, self._client.close_payment(order.payment_id)):
                    return
                fault = PlatformFault.DEPARTMENT_DOWN  # central could not close it at the payment system
            except PlatformError as error:
                fault = self._fault(error)
            if ends.passed:
                self._end(order, CallFailed(order.ticket, fault))
                return
            order.wake.clear()  # it was closed by a wish, which is granted already
            order.wake.wait(min(slower.next_s(), ends.left_s))

    def _ended(self, order: _Order, view: PaymentView) -> bool:
        if view.state == "open":
            return False
        self._end(order, Paid(order.ticket) if view.state in _TAKEN else PaymentClosed(order.ticket))
        return True

    def _end(self, order: _Order, event: Event) -> None:
        self._say(order, event)
        with self._lock:
            self._orders.pop(order.ticket, None)

    def _say(self, order: _Order, event: Event) -> None:
        with self._lock:
            wanted = not order.drop
        if wanted:
            order.post(event)

    def _slower(self) -> Backoff:
        return Backoff(first_s=self._pace.every_s, limit_s=self._pace.slowest_s)

    def _fault(self, error: PlatformError) -> PlatformFault:
        _log.warning("payment: %s", error)
        fault = fault_of(error)
        if fault is PlatformFault.OFFLINE:
            self._link.set(online=False)
        return fault
