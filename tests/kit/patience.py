"""Waiting for what another thread will do, and giving up waiting."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from drivers.cancel import Cancel
from drivers.errors import Cancelled
from drivers.faults import Fault


def until(condition: Callable[[], object], *, timeout_s: float = 30.0) -> None:
    """Return as soon as `condition()` holds; fail loudly when it never does."""
    ends_at = time.monotonic() + timeout_s
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < ends_at, "it never happened"
        pause.wait(0.002)


def fault_in_time(fault_of: Callable[[], Fault], *, timeout_s: float = 20.0) -> Fault:
    """What is wrong, where that is no lack of time: a camera that a loaded machine opens too late is asked again."""
    ends_at = time.monotonic() + timeout_s
    while (fault := fault_of()) is Fault.TIMEOUT:
        assert time.monotonic() < ends_at, "nothing but time-outs"
    return fault


def quickest_s(work: Callable[[], object], *, enough_s: float) -> float:
    """How long `work` takes; again up to three times while it takes `enough_s`: the machine may have been busy."""
    took_s = _taken_s(work)
    for _ in range(2):
        if took_s >= enough_s:
            took_s = _taken_s(work)
    return took_s


def _taken_s(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


@contextmanager
def soon(action: Callable[[], object], after_s: float = 0.1) -> Iterator[None]:
    """Do `action` from another thread while the body is under way."""
    timer = threading.Timer(after_s, action)
    timer.start()
    yield
    timer.join()


def cancelling_takes_s(wait: Callable[[Cancel], object], *, after_s: float = 0.1) -> float:
    """How long `wait` goes on when its cancel is set; best of three: the machine may be busy with something else."""
    return min(_cancelling_once_s(wait, after_s) for _ in range(3))


def _cancelling_once_s(wait: Callable[[Cancel], object], after_s: float) -> float:
    cancel, set_at = Cancel(), []

    def end() -> None:
        set_at.append(time.monotonic())
        cancel.set()

    with soon(end, after_s), pytest.raises(Cancelled):
        wait(cancel)
    return time.monotonic() - set_at[0]
