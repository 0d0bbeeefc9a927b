"""Measures on the glass: from the finger's lift to the first frame of the next screen."""

import time

from PySide6.QtCore import QEvent, QObject

from kiosk.shell.window import ShellWindow

_LIFTS = frozenset({QEvent.Type.TouchEnd, QEvent.Type.MouseButtonRelease})


class Stopwatch(QObject):
    """Watches a shell's window. `times_s` grows by one for each tap that led to another screen."""

    def __init__(self, shell: ShellWindow) -> None:
        super().__init__(shell.window)
        self.times_s: list[float] = []
        self._lifted_at: float | None = None
        self._turned = False
        shell.window.installEventFilter(self)
        shell.model.screenChanged.connect(self._turn)
        shell.window.frameSwapped.connect(self._drawn)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Start at each lift of a finger."""
        if event.type() in _LIFTS:
            self._lifted_at, self._turned = time.perf_counter(), False
        return super().eventFilter(watched, event)

    def _turn(self) -> None:
        self._turned = self._lifted_at is not None

    def _drawn(self) -> None:
        if self._turned and self._lifted_at is not None:
            self.times_s.append(time.perf_counter() - self._lifted_at)
            self._lifted_at, self._turned = None, False
