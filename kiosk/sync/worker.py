"""A thread that does one thing again and again, sleeps as long as that thing says, and can be woken and stopped."""

import sys
import threading
from abc import ABC, abstractmethod

from kiosk.stack import clear_stack

AFTER_DEFECT_S = 60.0
"""A defect that comes again each time costs a line of the log a minute, and no terminal its heartbeat for good."""


class Worker(ABC):
    """Subclasses write `work`; everything about waiting is in here."""

    def __init__(self, name: str) -> None:
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @abstractmethod
    def work(self) -> float:
        """Do it once; return the seconds until the next time. Raises nothing that can be expected to happen."""

    def start(self) -> None:
        """Begin; once."""
        self._thread.start()

    def nudge(self) -> None:
        """Work now, or once more right after what is being done. From any thread."""
        self._wake.set()

    def stop(self, *, timeout_s: float = 5.0) -> bool:
        """End it; return whether it ended within `timeout_s`. A request under way ends by its own time-out."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            wait_s = self._worked()
            clear_stack()
            if not self._stopping.is_set():
                self._wake.wait(wait_s)

    def _worked(self) -> float:
        """Work; a defect is told as that of any thread is, and ends no more than this one turn."""
        try:
            return self.work()
        except Exception:  # noqa: BLE001 - without this thread a terminal would be silent until somebody came
            threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), threading.current_thread())))
            return AFTER_DEFECT_S
