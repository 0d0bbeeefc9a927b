"""Settling orders: nobody's money waits for somebody to ask."""

from kiosk.central.payments.merchant import merchant
from kiosk.central.payments.service import settle
from kiosk.central.payments.system import PaymentSystem


def settle_now() -> int:
    """Settle once; return how many orders were looked at.

    Raises:
        MerchantError: payments.yaml cannot be used.
    """
    known = merchant()
    return settle(PaymentSystem(known)) if known is not None else 0
