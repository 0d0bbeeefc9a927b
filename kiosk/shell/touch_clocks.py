"""The clocks between a finger and the screen: what a new screen lets through, and when nobody is there any more."""

from PySide6.QtCore import QObject, QTimer, Signal

_TOUCH_EVERY_S = 1.0
_SETTLE_S = 0.4


class TouchClocks(QObject):
    """`gone`: nobody has touched the home screen for `home_idle_s`.

    `settlingChanged`: a screen begins or ends to settle.
    """

    gone = Signal()
    settlingChanged = Signal()

    def __init__(self, home_idle_s: int, parent: QObject) -> None:
        super().__init__(parent)
        self._home = QTimer(self, singleShot=True, interval=home_idle_s * 1000)
        self._home.timeout.connect(self.gone)
        self._pause = QTimer(self, singleShot=True, interval=round(_TOUCH_EVERY_S * 1000))
        self._settle = QTimer(self, singleShot=True, interval=round(_SETTLE_S * 1000))
        self._settle.timeout.connect(self.settlingChanged)

    @property
    def settling(self) -> bool:
        """True while a screen is so new that a touch was meant for the one before."""
        return self._settle.isActive()

    def settle(self, *, guarded: bool) -> None:
        """A new screen is there; one that is not guarded listens at once."""
        self._settle.stop()
        if guarded:
            self._settle.start()
        self.settlingChanged.emit()

    def wait_at_home(self, home_idle_s: int) -> None:
        """Wait so long from the next touch on."""
        self._home.setInterval(home_idle_s * 1000)

    def somebody_is_home(self) -> None:
        """Begin the time anew."""
        self._home.start()

    def tells(self) -> bool:
        """True when a touch is to be told on: at most once a second."""
        if self._pause.isActive():
            return False
        self._pause.start()
        return True
