"""Runs a walk on Qt's event loop. A walk is a generator that yields what it waits for; nothing ever sleeps."""

import time
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer

from kiosk.walk.errors import WalkError

_TICK_MS = 25
_SLOW_S = 30.0
T = TypeVar("T")


@dataclass(frozen=True)
class Until:
    """Wait until `holds()`. `what` completes the sentence "waited for …"."""

    holds: Callable[[], bool]
    what: str
    timeout_s: float


Walk = Generator[Until, None, T]


class TimedOutError(WalkError):
    """What a walk waited for did not come."""


def pause(seconds: float) -> Walk[None]:
    """Let `seconds` pass, as a finger does between two movements."""
    ends_at = time.monotonic() + seconds
    yield Until(lambda: time.monotonic() >= ends_at, f"{seconds} s to pass", seconds + _SLOW_S)


def in_background(pool: ThreadPoolExecutor, work: Callable[[], T], what: str) -> Walk[T]:
    """Do `work`, which may wait for somebody else, beside the event loop, and return what it gives."""
    future: Future[T] = pool.submit(work)
    yield Until(future.done, what, _SLOW_S)
    return future.result()


class Runner(QObject):
    """Drives `walk` to its end, then calls `done` with None or with what went wrong."""

    def __init__(self, walk: Walk[None], done: Callable[[WalkError | None], None]) -> None:
        super().__init__()
        self._walk, self._done = walk, done
        self._until: Until | None = None
        self._ends_at = 0.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self._timer.start(_TICK_MS)

    def _tick(self) -> None:
        until = self._until
        if until is None or until.holds():
            self._go_on(None)
        elif time.monotonic() > self._ends_at:
            self._go_on(TimedOutError(f"waited {until.timeout_s:.0f} s for {until.what}"))

    def _go_on(self, trouble: TimedOutError | None) -> None:
        try:
            self._until = self._walk.throw(trouble) if trouble else next(self._walk)
            self._ends_at = time.monotonic() + self._until.timeout_s
        except StopIteration:
            self._end(None)
        except WalkError as error:
            self._end(error)
        except BaseException:
            self._end(WalkError("the walk itself has a defect, see above"))  # or the next tick took it for the end
            raise

    def _end(self, error: WalkError | None) -> None:
        self._timer.stop()
        self._done(error)
