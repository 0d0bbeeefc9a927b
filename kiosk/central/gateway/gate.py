"""What a call passes before a department is asked: breaker, seats and rate. State of one process, never written down.

A call that finds no seat or no token in time is `busy`; one that an open breaker stops is `circuit_open`: both fail at
once, so that residents wait for nothing and a slow department never takes the threads that the others need.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings

from kiosk.central.gateway.asking import NoAnswer
from kiosk.central.gateway.breaker import Breaker, State
from kiosk.central.gateway.bucket import Bucket
from kiosk.central.gateway.department import Rate, Seats
from kiosk.central.gateway.operations import Offer

BUSY, CIRCUIT_OPEN = "busy", "circuit_open"
_IS_DOWN = {"timeout", "unreachable", "bad_reply", "no_token"}
"""Codes that say something of the department's health; a refusal or a broken file does not."""
Told = Callable[[str, State], None]


class _Seating:
    """Seats of one department: taken in turn, waited for by few."""

    def __init__(self, seats: Seats) -> None:
        self._seats = seats
        self._free = threading.Semaphore(seats.at_once)
        self._waiting = threading.Semaphore(seats.waiting)

    def take(self, patience_s: float) -> bool:
        if self._free.acquire(blocking=False):
            return True
        if not self._waiting.acquire(blocking=False):
            return False
        try:
            return self._free.acquire(timeout=max(0.0, min(patience_s, self._seats.wait_s)))
        finally:
            self._waiting.release()

    def leave(self) -> None:
        self._free.release()


@dataclass
class _Gate:
    breaker: Breaker = field(default_factory=Breaker)
    reset_seen: float = 0.0


class Gates:
    """All gates of one process. `told` hears of each change of a breaker; `clock` counts seconds, never back."""

    def __init__(self, told: Told, clock: Callable[[], float] = time.monotonic) -> None:
        self._told, self._clock = told, clock
        self._lock = threading.Lock()
        self._gates: dict[str, _Gate] = {}
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self._seatings: dict[tuple[str, Seats], _Seating] = {}

    @contextmanager
    def through(self, offer: Offer, deadline: float) -> Iterator[None]:
        """Let one call through; how it ends is seen by what it raises.

        Raises:
            NoAnswer: `busy` or `circuit_open`; or what the call itself raised.
        """
        self._stop_if_open(offer)
        seating = self._seating(offer)
        if not seating.take(deadline - self._clock()):
            raise NoAnswer(BUSY, "as many calls of this department as may be are under way")
        try:
            self._wait_for_tokens(offer, deadline)
            self._begin(offer)
            yield from self._watched(offer)
        finally:
            seating.leave()

    def state(self, name: str) -> State:
        with self._lock:
            return self._gates.get(name, _Gate()).breaker.state

    def reset(self, name: str, at: float) -> None:
        """Close a breaker by hand, once for each moment `at` that staff did so."""
        with self._lock:
            gate = self._gates.setdefault(name, _Gate())
            if at > gate.reset_seen:
                gate.reset_seen, gate.breaker = at, Breaker()

    def _watched(self, offer: Offer) -> Iterator[None]:
        failed = True
        try:
            yield
            failed = False
        except NoAnswer as no_answer:
            failed = no_answer.code in _IS_DOWN
            raise
        finally:
            policy = offer.operation.breaker.policy()
            self._change(offer.name, lambda one: one.ended(policy, self._clock(), failed=failed))

    def _stop_if_open(self, offer: Offer) -> None:
        with self._lock:
            gate = self._gates.setdefault(offer.name, _Gate())
            if not gate.breaker.permits(offer.operation.breaker.policy(), self._clock()):
                raise NoAnswer(CIRCUIT_OPEN, "the department failed too often and is left alone for a while")

    def _begin(self, offer: Offer) -> None:
        policy, now = offer.operation.breaker.policy(), self._clock()
        begun = self._change(offer.name, lambda one: one.begun(policy, now))
        if not begun:
            raise NoAnswer(CIRCUIT_OPEN, "the department failed too often and is left alone for a while")

    def _change(self, name: str, change: Callable[[Breaker], Breaker | None]) -> bool:
        with self._lock:
            gate = self._gates.setdefault(name, _Gate())
            before, after = gate.breaker, change(gate.breaker)
            gate.breaker = after or before
        if after is not None and after.state is not before.state:
            self._told(name, after.state)
        return after is not None

    def _seating(self, offer: Offer) -> _Seating:
        key = (offer.of, offer.department.seats)
        with self._lock:
            return self._seatings.setdefault(key, _Seating(offer.department.seats))

    def _wait_for_tokens(self, offer: Offer, deadline: float) -> None:
        for kind, name, rate in (
            ("operation", offer.name, offer.operation.rate),
            ("department", offer.of, offer.department.rate),
        ):
            if rate is not None:
                time.sleep(self._token(kind, name, rate, min(offer.department.seats.wait_s, deadline - self._clock())))

    def _token(self, kind: str, name: str, rate: Rate, patience_s: float) -> float:
        per_s, burst = rate.per_s / settings.PROCESSES, max(1.0, rate.burst / settings.PROCESSES)
        now = self._clock()
        with self._lock:
            bucket = self._buckets.get((kind, name), Bucket(burst, now))
            self._buckets[kind, name], wait_s = bucket.taken(per_s, burst, now, patience_s)
        if wait_s is None:
            raise NoAnswer(BUSY, f"this {kind} is asked as often as it may be")
        return wait_s
