"""A thread of the serving process that settles orders: nobody's money waits for somebody to ask."""

import logging
import threading

from django.db import DatabaseError, connection

from kiosk.central.payments.merchant import MerchantError, merchant
from kiosk.central.payments.service import settle
from kiosk.central.payments.system import PaymentSystem

_log = logging.getLogger(__name__)


def start(every_s: float) -> None:
    """Begin; the thread ends with the process. Where no payment system is set up there is nothing to do."""
    threading.Thread(target=_run, args=(every_s,), name="payments", daemon=True).start()


def settle_now() -> int:
    """Settle once; return how many orders were looked at.

    Raises:
        MerchantError: payments.yaml cannot be used.
    """
    known = merchant()
    return settle(PaymentSystem(known)) if known is not None else 0


def _run(every_s: float) -> None:
    pause = threading.Event()
    while not pause.wait(every_s):
        try:
            settle_now()
        except (DatabaseError, MerchantError) as error:
            _log.error("orders are not settled: %s", type(error).__name__)
        finally:
            connection.close()
