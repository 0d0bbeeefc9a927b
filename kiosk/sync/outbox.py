"""Empties the ledger's outbox into central. An envelope is sent until central has said what became of it."""

import logging

from kiosk.ledger.errors import LedgerError
from kiosk.ledger.ledger import Ledger
from kiosk.sync.backoff import Backoff
from kiosk.sync.client import PlatformClient
from kiosk.sync.errors import PlatformError
from kiosk.sync.worker import Worker

BATCH = 100
_IDLE_S = 60.0  # a net below `nudge`, not the way it is meant to be woken
_log = logging.getLogger(__name__)


class OutboxSender(Worker):
    """Sends the oldest first, in batches.

    `accepted`, `duplicate` and `rejected` are all acknowledged: central has each of them, rejected ones as dead letters
    that staff see. What central did not mention stays and is sent again, with the same ids.
    """

    def __init__(self, ledger: Ledger, client: PlatformClient, *, backoff: Backoff | None = None) -> None:
        super().__init__("outbox")
        self._ledger = ledger
        self._client = client
        self._backoff = backoff or Backoff()

    def work(self) -> float:
        """Send one batch; return 0 when there may be more, else how long to wait, in seconds."""
        try:
            return self._send()
        except PlatformError as error:
            _log.info("outbox: %s: %s", type(error).__name__, error)
        except LedgerError as error:
            _log.error("outbox: %s", error)
        return self._backoff.next_s()

    def _send(self) -> float:
        envelopes = self._ledger.pending(BATCH)
        if not envelopes:
            self._backoff.reset()
            return _IDLE_S
        sent = {envelope.id for envelope in envelopes}
        results = [result for result in self._client.intake(envelopes).results if result.id in sent]
        for result in results:
            if result.status == "rejected":
                _log.error("central keeps outbox item %s as a dead letter", result.id)
        if not results:
            _log.error("central named none of %d outbox items", len(sent))
            return self._backoff.next_s()
        self._ledger.acknowledge([result.id for result in results])
        self._backoff.reset()
        return 0
