"""The part of a ledger that is about payments: ordered, moved, and what sessions that ended left unsettled."""

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager

from kiosk.ledger import payments
from kiosk.ledger.journal import Journal
from kiosk.protocol.records import PaymentRecord, PaymentState


class Paying(ABC):
    """Each call is one write, or none."""

    @abstractmethod
    def _writing(self) -> AbstractContextManager[Journal]:
        """Give the journal for one write."""

    def order_payment(self, payment_id: str, transaction_id: str, order_number: str, amount_fen: int) -> None:
        """Record an order of `amount_fen` (¥0.01 each) before the payment system hears of it; twice is once.

        Raises:
            LedgerError: not written; the transaction is not open; the id or the number stands for another order.
        """
        with self._writing() as journal:
            payments.order(journal, payment_id, transaction_id, order_number, amount_fen)

    def mark_payment(self, payment_id: str, state: PaymentState) -> PaymentState:
        """Move a payment to `state`; return where it stands: paid after its transaction has ended, it is a claim.

        A claim also raises the alarm REFUND_DUE.

        Raises:
            LedgerError: not written, unknown payment, or a step that does not exist (`kiosk.ledger.payments`).
        """
        with self._writing() as journal:
            return payments.move(journal, payment_id, state).state

    def unsettled_payments(self) -> list[PaymentRecord]:
        """Return what ended sessions left: unknown orders, and claims not paid back. Raises LedgerError: not read."""
        with self._writing() as journal:
            return payments.unsettled(journal)
