"""Waiting for what another thread will do, and giving up waiting."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from drivers.cancel import Cancel
from drivers.errors import Cancelled


def until(condition: Callable[[], object], *, timeout_s: float = 5.0) -> None:
    """Return as soon as `condition()` holds; fail loudly when it never does."""
    ends_at = time.monotonic() + timeout_s
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < ends_at, "it never happened"
        pause.wait(0.002)


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
