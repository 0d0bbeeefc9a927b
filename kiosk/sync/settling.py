"""Payments that ended sessions left behind: what nobody at the terminal knew is asked of central, until it is known.

ordered    → closed at central → cancelled, or paid after all: a claim (`kiosk.ledger.payments`)
refund_due → refunded, as soon as central has given the money back
"""

import logging
from collections.abc import Callable

from kiosk.ledger.errors import LedgerError
from kiosk.ledger.ledger import Ledger
from kiosk.protocol.records import PaymentRecord, PaymentState
from kiosk.sync.backoff import Backoff
from kiosk.sync.client import PlatformClient
from kiosk.sync.errors import PlatformError
from kiosk.sync.worker import Worker

_IDLE_S = 60.0
_log = logging.getLogger(__name__)
_SETTLED = {
    "closed": (PaymentState.CANCELLED,),
    "paid": (PaymentState.PAID,),
    "refunding": (PaymentState.PAID,),
    "refunded": (PaymentState.PAID, PaymentState.REFUNDED),
}
"""What an order of which nobody knew becomes, by what central says of it. Paid, it becomes a claim by itself."""


class PaymentSettler(Worker):
    """Asks for each payment in turn; `told` is called when the ledger has something new for central."""

    def __init__(
        self, ledger: Ledger, client: PlatformClient, told: Callable[[], None], *, backoff: Backoff | None = None
    ) -> None:
        super().__init__("settling")
        self._ledger, self._client, self._told = ledger, client, told
        self._backoff = backoff or Backoff(first_s=5.0)

    def work(self) -> float:
        """Go through all that is left; return how long to wait, in seconds."""
        try:
            for payment in self._ledger.unsettled_payments():
                self._settle(payment)
        except PlatformError as error:
            _log.info("settling: %s: %s", type(error).__name__, error)
            return self._backoff.next_s()
        except LedgerError as error:
            _log.error("settling: %s", error)
            return self._backoff.next_s()
        self._backoff.reset()
        return _IDLE_S

    def _settle(self, payment: PaymentRecord) -> None:
        if payment.state is PaymentState.ORDERED:
            states = _SETTLED.get(self._client.close_payment(payment.payment_id).state, ())
        else:
            refunded = self._client.payment(payment.payment_id).state == "refunded"
            states = (PaymentState.REFUNDED,) if refunded else ()
        for state in states:
            self._ledger.mark_payment(payment.payment_id, state)
            self._told()
