"""Waits that end."""

import threading
import time
from collections.abc import Callable


class TooLongError(Exception):
    """What was waited for did not happen; the text says what."""


def wait_until(fulfilled: Callable[[], bool], what: str, timeout_s: float, *, every_s: float = 0.2) -> float:
    """Ask again and again; return the seconds that it took.

    Raises:
        TooLongError: not within `timeout_s`.
    """
    began, pause = time.monotonic(), threading.Event()
    while not fulfilled():
        if time.monotonic() - began > timeout_s:
            raise TooLongError(f"after {timeout_s:.0f} s not yet: {what}")
        pause.wait(every_s)
    return time.monotonic() - began
