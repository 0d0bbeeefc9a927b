"""Empties the ledger's outbox into central. An envelope is sent until central has said what became of it."""

import logging
from http import HTTPStatus

from kiosk.ledger.errors import LedgerError
from kiosk.ledger.ledger import Ledger
from kiosk.protocol.records import Envelope
from kiosk.sync.backoff import Backoff
from kiosk.sync.client import PlatformClient
from kiosk.sync.errors import PlatformBroken, PlatformError, PlatformRefused
from kiosk.sync.worker import Worker

BATCH = 100
_MOST_SUSPECTS = 5
_FOR_GOOD = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY},
)
"""What may be said to one envelope and not to the next. 401, 403, 404 are said to the terminal, whatever it sends."""
_IDLE_S = 60.0  # a net below `nudge`, not the way it is meant to be woken
_log = logging.getLogger(__name__)


class OutboxSender(Worker):
    """Sends the oldest first, in batches.

    `accepted`, `duplicate` and `rejected` are all final: central has each of them, rejected ones as dead letters that
    staff see, and the ledger keeps those as dead letters, too. What central did not mention stays and is sent again,
    with the same ids.

    A batch that is refused whole is halved until the envelope is found that central will not hear of. That one is
    passed over; when central has taken another and still refuses this one, it is a dead letter. So nothing stands in
    the way of the rest, and a gateway that refuses everything for a while condemns nothing.
    """

    def __init__(self, ledger: Ledger, client: PlatformClient, *, backoff: Backoff | None = None) -> None:
        super().__init__("outbox")
        self._ledger = ledger
        self._client = client
        self._backoff = backoff or Backoff()
        self._size = BATCH
        self._suspects: dict[str, Envelope] = {}

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
        envelopes = self._ledger.pending(self._size, passing_over=self._suspects)
        if not envelopes and not self._suspects:
            self._backoff.reset()
            return _IDLE_S
        if not envelopes or len(self._suspects) >= _MOST_SUSPECTS:
            self._suspects.clear()  # nobody was taken who would show that it is them
            return self._backoff.next_s()
        try:
            done = self._hand_in(envelopes)
        except (PlatformRefused, PlatformBroken) as refusal:
            if refusal.status not in _FOR_GOOD:  # a page of the web server's own, for what is too large, has no word
                raise
            self._narrow(envelopes)
            return 0
        if not done:
            _log.error("central named none of %d outbox items", len(envelopes))
            return self._backoff.next_s()
        self._size = BATCH
        self._backoff.reset()
        self._judge_suspects()
        return 0

    def _hand_in(self, envelopes: list[Envelope]) -> bool:
        """Send them and keep what central said; True when it said something of any."""
        sent = {envelope.id for envelope in envelopes}
        results = [result for result in self._client.intake(envelopes).results if result.id in sent]
        rejected = {result.id: result.error for result in results if result.status == "rejected"}
        for envelope_id in rejected:
            _log.error("central keeps outbox item %s as a dead letter", envelope_id)
        if rejected:
            self._ledger.refuse(rejected, held_by_central=True)
        self._ledger.acknowledge([result.id for result in results if result.id not in rejected])
        return bool(results)

    def _narrow(self, envelopes: list[Envelope]) -> None:
        self._size = max(1, len(envelopes) // 2)
        if len(envelopes) == 1:
            self._suspects[envelopes[0].id] = envelopes[0]

    def _judge_suspects(self) -> None:
        """Send each that was refused alone once more, now that central has taken another."""
        while self._suspects:
            envelope_id, envelope = self._suspects.popitem()
            try:
                self._hand_in([envelope])
            except (PlatformRefused, PlatformBroken) as refusal:
                if not _is_final(refusal):
                    raise
                _log.error("central does not hear of outbox item %s: %s", envelope_id, refusal)
                self._ledger.refuse({envelope_id: str(refusal)}, held_by_central=False)


def _is_final(refusal: PlatformRefused | PlatformBroken) -> bool:
    """Whether a dead letter may come of it: the platform said so itself, or a proxy that it takes no such size."""
    by_platform = isinstance(refusal, PlatformRefused) and refusal.status in _FOR_GOOD
    return by_platform or refusal.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
