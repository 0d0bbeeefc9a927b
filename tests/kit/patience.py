"""Waiting for what another thread will do."""

import threading
import time
from collections.abc import Callable


def until(condition: Callable[[], object], *, timeout_s: float = 5.0) -> None:
    """Return as soon as `condition()` holds; fail loudly when it never does."""
    ends_at = time.monotonic() + timeout_s
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < ends_at, "it never happened"
        pause.wait(0.002)
