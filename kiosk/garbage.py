"""Python's cyclic garbage, collected by Qt's clock instead of anywhere.

By itself the collector runs wherever an object happens to be made: inside the read of a property, where PySide then
hands QML `undefined` (seen with PySide6 6.11.3 on Python 3.11: six times in some 500 shown screens when it ran 35 times
as often as usual, never when it ran between events only), or in a device's thread, which must not destroy what is Qt's.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1000


class GarbageClock(QObject):
    """Takes the collector over, on the Qt thread, until `stop`. What is there at the start is never looked at again."""

    def __init__(self) -> None:
        super().__init__()
        gc.disable()
        gc.collect()
        gc.freeze()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(collect_due)
        self._timer.start()

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
