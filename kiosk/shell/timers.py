"""The session's clocks, as QTimers."""

from collections.abc import Callable

from PySide6.QtCore import QTimer

from kiosk.engine.events import Timer


class QtTimers:
    """Implements `kiosk.ports.Timers`; one single-shot QTimer each."""

    def __init__(self) -> None:
        self._running: dict[Timer, QTimer] = {}

    def start(self, timer: Timer, after_s: float, fire: Callable[[], None]) -> None:
        self.stop(timer)
        clock = QTimer(singleShot=True, interval=round(after_s * 1000))
        clock.timeout.connect(fire)
        clock.start()
        self._running[timer] = clock

    def stop(self, timer: Timer) -> None:
        clock = self._running.pop(timer, None)
        if clock is not None:
            clock.stop()
            clock.deleteLater()
