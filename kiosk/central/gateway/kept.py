"""Answers kept in memory for a while, by operations that say so.

The key is a keyed hash of what was asked, and the answer is sealed under another one, so that memory holds neither the
question nor the answer in clear: only who asks the same again can open it. Both keys die with the process.
"""

import hashlib
import hmac
import json
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.central.gateway.operations import Offer
from kiosk.protocol.api import CallReply, CallRequest

_MOST = 2000
_NONCE_BYTES = 12


class Kept:
    """The answers of one process, the oldest forgotten first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._place_key, self._seal_key = secrets.token_bytes(32), secrets.token_bytes(32)
        self._held: OrderedDict[bytes, tuple[float, bytes]] = OrderedDict()

    def find(self, offer: Offer, request: CallRequest) -> CallReply | None:
        """Return the answer to the same question, if it is still good."""
        if offer.operation.cache is None:
            return None
        asked = _asked(offer, request)
        with self._lock:
            until, sealed = self._held.get(_hash(self._place_key, asked), (0.0, b""))
        if self._clock() >= until:
            return None
        opened = AESGCM(_hash(self._seal_key, asked)).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
        return CallReply.model_validate_json(opened)

    def keep(self, offer: Offer, request: CallRequest, reply: CallReply) -> None:
        """Keep an answer, if the operation says so; refusals and failures are asked for anew."""
        if offer.operation.cache is None or reply.status != "done":
            return
        asked, nonce = _asked(offer, request), secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(_hash(self._seal_key, asked)).encrypt(nonce, reply.model_dump_json().encode(), None)
        now = self._clock()
        with self._lock:
            self._held[_hash(self._place_key, asked)] = now + offer.operation.cache.ttl_s, nonce + sealed
            for place in [place for place, (until, _) in self._held.items() if until <= now]:
                del self._held[place]
            while len(self._held) > _MOST:
                self._held.popitem(last=False)


def _asked(offer: Offer, request: CallRequest) -> bytes:
    assert offer.operation.cache is not None, "asked by whoever calls"
    whose = request.transaction_id if offer.operation.cache.per == "transaction" else ""
    return json.dumps([offer.name, whose, request.input.reveal()], sort_keys=True).encode()


def _hash(key: bytes, asked: bytes) -> bytes:
    return hmac.new(key, asked, hashlib.sha256).digest()
