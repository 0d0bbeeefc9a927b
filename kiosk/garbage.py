"""Python's cyclic garbage, collected by Qt's clock instead of anywhere.

By itself the collector runs wherever an object happens to be made: inside the read of a property, where PySide then
hands QML `undefined` (seen with PySide6 6.11.3 on Python 3.11: six times in some 500 shown screens when it ran 35 times
as often as usual, never when it ran between events only), or in a device's thread, which must not destroy what is Qt's.

Left to its thresholds, a terminal at rest would keep for hours what only cycles hold, a resident's data among it, and
QML's collector what stood on the screens: hence `sweep`.
"""

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from kiosk.stack import clear_stack

_EVERY_MS = 1000
_SWEPT_AT = (1, 5, 40)
"""Ticks after `sweep`. Threads may be at work a while longer, a call to a department half a minute."""


class GarbageClock(QObject):
    """Takes the collector over, on the Qt thread, until `stop`. What is there at the start is never looked at again."""

    def __init__(self, *, also: Callable[[], object] = lambda: None) -> None:
        """`also` collects what is not Python's; called by `sweep` only."""
        super().__init__()
        self._also = also
        gc.disable()
        gc.collect()
        gc.freeze()
        self._due: tuple[int, ...] = ()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def sweep(self) -> None:
        """Collect everything soon, and what other threads let go of by and by."""
        self._due = _SWEPT_AT

    @Slot()
    def _tick(self) -> None:
        if 1 in self._due:
            self._also()
            gc.collect()
            clear_stack()
        else:
            collect_due()
        self._due = tuple(ticks - 1 for ticks in self._due if ticks > 1)

    def stop(self) -> None:
        """Give the collector back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()


def collect_due() -> None:
    """Collect the oldest generation whose threshold is passed, as the collector itself would have."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > thresholds[generation]:
            gc.collect(generation)
            return
