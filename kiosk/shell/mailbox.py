"""From any thread to the Qt thread, in order."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot


class Mailbox(QObject):
    """Implements `kiosk.ports.Deliver`. Lives on the thread that made it."""

    _letter = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._letter.connect(self._open, Qt.ConnectionType.QueuedConnection)

    def deliver(self, work: Callable[[], None]) -> None:
        """Run `work` on the Qt thread, after everything delivered before."""
        self._letter.emit(work)

    @Slot(object)
    def _open(self, work: Callable[[], None]) -> None:
        work()
