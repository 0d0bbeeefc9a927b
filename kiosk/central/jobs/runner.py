"""The threads that do the jobs of this process, one each: none waits for another."""

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.utils import timezone

from kiosk.central.jobs import lease
from kiosk.central.jobs.job import Job

_log = logging.getLogger(__name__)
_LEAVES_S = 5.0
_KEEPS_S = 30.0
"""Who comes again within this time keeps its connection, as requests do: opening one costs more than most looks."""


class Runner:
    """Does `jobs` from `start` to `stop`, as far as no other process holds their leases."""

    def __init__(self, jobs: Iterable[Job], *, clock: Callable[[], datetime] = timezone.now) -> None:
        self._holder = lease.new_holder()
        self._clock = clock
        self._over = threading.Event()
        self._turns = [Turn(job, self._holder, clock) for job in jobs]
        self._threads = [
            threading.Thread(target=self._run, args=(turn,), name=turn.job.name, daemon=True) for turn in self._turns
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let what runs come to its end, for some seconds, and give the leases back."""
        self._over.set()
        for thread in self._threads:
            thread.join(_LEAVES_S)

    def _run(self, turn: "Turn") -> None:
        while not self._over.wait(turn.job.every_s):
            turn.take()
            if turn.job.every_s > _KEEPS_S:
                connection.close()
            else:
                connection.close_if_unusable_or_obsolete()
        turn.end()
        connection.close()


class Turn:
    """One job in one process: takes its lease, works, keeps how it went."""

    def __init__(self, job: Job, holder: str, clock: Callable[[], datetime]) -> None:
        self.job = job
        self._holder, self._clock = holder, clock
        self._renew_at: datetime | None = None
        self._failed = False
        self._noted_at: datetime | None = None

    def take(self) -> bool:
        """Work once if the lease is ours; True when it was. Never raises: what failed is tried at its next turn."""
        try:
            if not self._is_ours():
                return False
            self.job.work()
        except Exception as error:  # noqa: BLE001 - one job's defect must not end the others, nor this one for good
            _log.error("%s: %s", self.job.name, type(error).__name__)
            self._note(type(error).__name__)
        else:
            self._note()
        return True

    def end(self) -> None:
        """Give the lease back if it is ours."""
        try:
            lease.give_back(self.job.name, self._holder, self._clock())
        except DatabaseError as error:
            _log.error("%s: its lease runs out by itself: %s", self.job.name, type(error).__name__)

    def _is_ours(self) -> bool:
        now = self._clock()
        if self._renew_at is not None and now < self._renew_at:
            return True
        ours_before = self._renew_at is not None
        if not lease.take(self.job.name, self._holder, now, self.job.lease_s):
            self._renew_at = None
            return False
        if not ours_before and self.job.begin is not None:
            self.job.begin()
        self._renew_at = now + timedelta(seconds=self.job.lease_s / 2)
        return True

    def _note(self, error: str = "") -> None:
        """Write it down when it changed, or with each renewal: not a write for each second's look."""
        if not error and not self._failed and self._noted_lately():
            return
        self._failed = bool(error)
        try:
            lease.note(self.job.name, self._holder, self._clock(), error)
        except DatabaseError as failure:
            _log.error("%s: %s", self.job.name, type(failure).__name__)

    def _noted_lately(self) -> bool:
        now = self._clock()
        if self._noted_at is not None and now - self._noted_at < timedelta(seconds=self.job.lease_s / 2):
            return True
        self._noted_at = now
        return False
