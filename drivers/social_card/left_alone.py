"""Calls that cannot be interrupted, only left: they run in a thread of their own."""

import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from drivers.cancel import Cancel, Deadline
from drivers.errors import Timeout

_SLICE_S = 0.02  # how long a set `Cancel` may go unnoticed
_GOODBYE_S = 1.0
_Value = TypeVar("_Value")


class _Job:
    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self._done = threading.Event()
        self._value: Any = None
        self._defect: BaseException | None = None

    def run(self) -> None:
        try:
            self._value = self._work()
        except BaseException as defect:  # noqa: BLE001 - it belongs to the thread that waits for the value
            self._defect = defect
        self._done.set()

    def wait(self, deadline: Deadline, cancel: Cancel, doing: str) -> None:
        """Return when the work is done.

        Raises:
            Timeout, Cancelled: it is not done yet; it goes on.
        """
        while not self._done.wait(min(_SLICE_S, deadline.left_s)):
            cancel.check(doing)
            if deadline.passed:
                raise Timeout(f"{doing}: no answer in time")

    def value(self) -> Any:
        """Return the value of work that is done, or raise what it raised."""
        if self._defect is not None:
            raise self._defect
        return self._value


class Aside:
    """One thread that does one call at a time, in order. Used by one thread.

    A call that was left goes on by itself and the next one waits for it. So there is never more than one thread,
    however often a call is left, and what the calls share they share without locks.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: queue.SimpleQueue[_Job | None] | None = None
        self._left: _Job | None = None

    def run(self, work: Callable[[], _Value], *, timeout_s: float, cancel: Cancel, doing: str) -> _Value:
        """Do `work` and return its value.

        Raises:
            Timeout: neither this nor a call that was left before is done after `timeout_s`.
            Cancelled: within 50 ms of `cancel` being set; also when it was set before.
        """
        deadline = Deadline(timeout_s)
        cancel.check(doing)
        self._finish(deadline, cancel, f"{doing}, after a call that was left")
        self._left = self._put(work)
        value: _Value = self._finish(deadline, cancel, doing)
        return value

    def leave(self, work: Callable[[], object]) -> None:
        """Have `work` done as soon as the thread is free, without waiting for it."""
        self._left = self._put(work)

    def close(self, last_work: Callable[[], object]) -> None:
        """Do `last_work` and end the thread; where a call hangs, both follow it whenever it comes back."""
        if self._jobs is None:
            return
        job = self._put(last_work)
        self._jobs.put(None)
        self._jobs, self._left = None, None
        try:
            job.wait(Deadline(_GOODBYE_S), Cancel(), "close")
        except Timeout:
            return

    def _finish(self, deadline: Deadline, cancel: Cancel, doing: str) -> Any:
        """Wait for the last call and return its value; a defect of it is raised once."""
        if (job := self._left) is None:
            return None
        job.wait(deadline, cancel, doing)
        self._left = None
        return job.value()

    def _put(self, work: Callable[[], object]) -> _Job:
        if self._jobs is None:
            self._jobs = queue.SimpleQueue()
            threading.Thread(target=_serve, args=(self._jobs,), name=self._name, daemon=True).start()
        job = _Job(work)
        self._jobs.put(job)
        return job


def _serve(jobs: "queue.SimpleQueue[_Job | None]") -> None:
    while (job := jobs.get()) is not None:
        job.run()
