"""What lies over a screen: help, the question before leaving, the warnings when nobody or somebody else is there."""

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.engine.events import Left, Touched
from kiosk.engine.session import Session
from kiosk.shell.navigation import Screen, topic_of
from kiosk.shell.view import Desk

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1
_IDLE = "idle"


@QmlElement
class OverlayModel(QObject):
    """One overlay at a time, or none. The idle warning goes before the others."""

    changed = Signal()

    def __init__(self, desk: Desk, *, still: bool, parent: QObject) -> None:
        super().__init__(parent)
        self._stage, self._words, self._still = desk.stage, desk.words, still
        self._kind = ""
        self._screen = Screen.ATTRACT
        self._seconds_left = 0
        self._countdown = QTimer(self, interval=1000)
        self._countdown.timeout.connect(self._count_down)

    def follow(self, session: Session | None, screen: Screen) -> None:
        """Show or take away the warning, as the session says; a new screen takes everything away."""
        if screen is not self._screen:
            self._screen, self._kind = screen, ""
        warned = session is not None and session.warned
        if session is not None and warned and self._kind != _IDLE:
            self._kind = _IDLE
            self._seconds_left = round(session.flow.idle.end_after_s)
            if not self._still:
                self._countdown.start()
        elif not warned and self._kind == _IDLE:
            self._kind = ""
        if self._kind != _IDLE:
            self._countdown.stop()
        self.changed.emit()

    def show(self, kind: str) -> None:
        """Show `help` or `leave`."""
        self._kind = kind
        self.changed.emit()

    def close(self) -> None:
        """Take away whatever is shown: another visit of the same screen begins."""
        self._kind = ""

    @Slot()
    def _count_down(self) -> None:
        self._seconds_left = max(0, self._seconds_left - 1)
        self.changed.emit()

    @Property(str, notify=changed)
    def overlooked(self) -> str:
        """A word about who stands behind the resident; empty when nobody does."""
        return self._words.say("overlay.overlooked") if self._stage.overlooked else ""

    @Property(str, notify=changed)
    def kind(self) -> str:
        """One of: help, leave, idle, or empty."""
        return self._kind

    @Property(str, notify=changed)
    def title(self) -> str:
        return self._words.say(f"overlay.{self._kind}.title") if self._kind else ""

    @Property(str, notify=changed)
    def body(self) -> str:
        if not self._kind:
            return ""
        if self._kind == "help":
            return self._words.say(f"help.{topic_of(self._stage.session, self._screen)}")
        session = self._stage.session
        if self._kind == "leave" and session is not None and session.payment is not None and session.payment.owed:
            return self._words.say("overlay.leave_paid", order=session.payment.order_number)
        return self._words.say(f"overlay.{self._kind}.body", seconds=self._seconds_left)

    @Property(str, notify=changed)
    def note(self) -> str:
        return self._words.say("overlay.help.call", hotline=self._stage.hotline) if self._kind == "help" else ""

    @Property(str, notify=changed)
    def stayText(self) -> str:
        return self._words.say(f"overlay.{self._kind}.stay") if self._kind else ""

    @Property(str, notify=changed)
    def leaveText(self) -> str:
        return self._words.say(f"overlay.{self._kind}.leave") if self._kind in ("leave", _IDLE) else ""

    @Property(int, notify=changed)
    def secondsLeft(self) -> int:
        return self._seconds_left if self._kind == _IDLE else 0

    @Slot()
    def stay(self) -> None:
        """Close it; to the idle warning it says that somebody is there."""
        if self._kind == _IDLE:
            self._stage.post(Touched())
            return
        self._kind = ""
        self.changed.emit()

    @Slot()
    def touchedBeside(self) -> None:
        """Whoever touches anything while the idle warning stands is there; other overlays wait for their keys."""
        if self._kind == _IDLE:
            self.stay()

    @Slot()
    def leave(self) -> None:
        """End the session."""
        self._kind = ""
        self._stage.post(Left())
        self.changed.emit()
