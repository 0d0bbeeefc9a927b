"""Takes central's rulings on doubtful documents to the ledger; the heart, which hears them, waits for no disk."""

import logging
import threading
from collections.abc import Callable, Sequence

from kiosk.ledger.errors import LedgerError
from kiosk.ledger.rulings import RulingBook
from kiosk.protocol.rulings import RulingOrder
from kiosk.sync.worker import Worker

_log = logging.getLogger(__name__)
_AGAIN_S = 5.0
_REST_S = 3600.0


class RulingWorker(Worker):
    """Hears from the heart, writes in a thread of its own; `told` is called when central should hear an answer soon."""

    def __init__(self, book: RulingBook, told: Callable[[], None]) -> None:
        super().__init__("rulings")
        self._book, self._told = book, told
        self._lock = threading.Lock()
        self._heard: dict[str, RulingOrder] = {}
        self._known: set[str] = set()  # answered by this process: one comes with each heartbeat until central knows

    def hear(self, orders: Sequence[RulingOrder]) -> None:
        """Take the rulings of a heartbeat's reply; returns at once. Any thread."""
        with self._lock:
            self._heard |= {order.ruling_id: order for order in orders if order.ruling_id not in self._known}
            new = bool(self._heard)
        if new:
            self.nudge()

    def work(self) -> float:
        """Write down what was heard; return the seconds until the next look."""
        with self._lock:
            heard = list(self._heard.values())
        try:
            for order in heard:
                self._take(order)
        except LedgerError as error:  # it is tried again, and heard again after a start
            _log.error("rulings: %s", error)
            return _AGAIN_S
        return _REST_S

    def _take(self, order: RulingOrder) -> None:
        if self._book.hear(order):
            _log.info("document %s is ruled to be %s", order.issue_id, order.state[:40])
            self._told()
        with self._lock:
            self._known.add(order.ruling_id)
            self._heard.pop(order.ruling_id, None)
