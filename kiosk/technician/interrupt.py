"""Ctrl-C, noticed rather than raised."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def interrupt_noticed() -> Iterator[Callable[[], bool]]:
    """Yield what says whether somebody has pressed Ctrl-C. For the main thread.

    Python raises KeyboardInterrupt wherever the main thread is. Where that is a wait for another thread, the lock of
    the wait is sometimes given back without being held, and a trace of a RuntimeError is what the person sees.
    """
    pressed: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: pressed.append(number))
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)
