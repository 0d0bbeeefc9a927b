"""A thread that does one thing again and again, sleeps as long as that thing says, and can be woken and stopped."""

import threading
from abc import ABC, abstractmethod

from kiosk.stack import clear_stack


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
            wait_s = self.work()
            clear_stack()
            if not self._stopping.is_set():
                self._wake.wait(wait_s)
