"""A wait that somebody else can end."""

import threading
import time

from drivers.errors import Cancelled


class Cancel:
    """Set once, from any thread; every blocking driver call takes one and looks at it often."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        self._event.set()

    def is_set(self) -> bool:
        return self._event.is_set()

    def check(self, doing: str) -> None:
        """Raise `Cancelled` if set; `doing` names the operation for the log."""
        if self._event.is_set():
            raise Cancelled(doing)

    def pause(self, seconds: float, doing: str) -> None:
        """Wait `seconds`, or raise `Cancelled` as soon as somebody sets this."""
        if self._event.wait(seconds):
            raise Cancelled(doing)


class Deadline:
    """The time left of one operation, on a clock that nobody can set."""

    def __init__(self, timeout_s: float) -> None:
        self._ends_at = time.monotonic() + timeout_s

    @property
    def left_s(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self._ends_at - time.monotonic())

    @property
    def passed(self) -> bool:
        return self.left_s == 0.0
