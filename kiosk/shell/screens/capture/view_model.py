"""capture: what the document camera sees, then the page that it took."""

from PySide6.QtCore import Property, QTimerEvent, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement

from drivers.faults import Role
from kiosk.engine.events import WentOn
from kiosk.engine.session import Doing, Working
from kiosk.engine.steps import capture
from kiosk.protocol.steps import CaptureStep
from kiosk.shell.images import captured_source, sight_source
from kiosk.shell.view import Desk, View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1

_LOOK_MS = 100  # the camera brings fewer pictures than that


@QmlElement
class CaptureView(View):
    """`live`: the mat is shown, else the page that was taken last. Only what the session allows is offered."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.startTimer(_LOOK_MS)

    def timerEvent(self, _event: QTimerEvent) -> None:
        """Show the next picture."""
        self.refresh()

    def refresh(self) -> None:
        """Show what is now; between two residents there is nothing to show."""
        if self._stage.session is not None and isinstance(self._present, CaptureStep):
            super().refresh()

    @property
    def _present(self) -> object:
        return self.session.flow.step(self.session.step_id)

    @property
    def _step(self) -> CaptureStep:
        step = self._present
        assert isinstance(step, CaptureStep), "this screen takes pages"
        return step

    @property
    def _doing(self) -> Doing | None:
        state = self.session.state
        return state.doing if isinstance(state, Working) else None

    @property
    def _count(self) -> int:
        return len(capture.pages(self.session, self._step))

    @property
    def _enough(self) -> bool:
        return self._count >= self._step.pages.min

    @Property(str, notify=changed)
    def heading(self) -> str:
        if self._doing is None:
            return self.say("capture.taken")
        if self._count:
            return self.say("capture.next", page=self._count + 1)
        return self.of_flow(self._step.title)

    @Property(str, notify=changed)
    def hint(self) -> str:
        """What to do now, in few words."""
        if self._doing is None:
            return self.say("capture.taken_hint")
        if self._doing is Doing.HOLDING_STILL:
            return self.say("capture.still")
        return self.say("capture.next_hint" if self._count else "capture.hint")

    @Property(str, notify=changed)
    def problem(self) -> str:
        """What to do about how the paper lies; empty when it lies well, or none does."""
        state = self.session.state
        if not isinstance(state, Working) or state.held_up is None:
            return ""
        return self.say(f"capture.lies.{state.held_up.code}")

    @Property(bool, notify=changed)
    def live(self) -> bool:
        return self._doing is not None

    @Property(bool, notify=changed)
    def found(self) -> bool:
        """True while the paper lies well."""
        return self._doing is Doing.HOLDING_STILL

    @Property(QUrl, notify=changed)
    def source(self) -> QUrl:
        """Where QML finds the picture; empty while the camera starts."""
        if self.live:
            return sight_source(self._stage, Role.DOCUMENT_CAMERA)
        return captured_source(self.session, self._step.id, self._count - 1)

    @Property(str, notify=changed)
    def pictureText(self) -> str:
        return self.say("capture.mat" if self.live else "capture.page")

    @Property(str, notify=changed)
    def countText(self) -> str:
        """Which page it is; empty where there is only one."""
        most = self._step.pages.max
        return self.say("capture.count", page=self._count, most=most) if not self.live and most > 1 else ""

    @Property(str, notify=changed)
    def againText(self) -> str:
        return self.say("capture.again")

    @Property(str, notify=changed)
    def moreText(self) -> str:
        """Another page may be taken; empty where none may, or where one must be."""
        return self.say("capture.more") if self._enough and capture.room(self.session, self._step) else ""

    @Property(str, notify=changed)
    def useText(self) -> str:
        return self.say("capture.use") if self._enough else self.say("capture.use_next", page=self._count + 1)

    @Property(str, notify=changed)
    def goOnText(self) -> str:
        """The way on without the page that is waited for; empty where it is needed."""
        if not capture.goes_on_early(self.session):
            return ""
        return self.say("capture.enough" if self._count else "capture.skip")

    @Slot()
    def again(self) -> None:
        self.submit(capture.AGAIN)

    @Slot()
    def more(self) -> None:
        self.submit(capture.MORE)

    @Slot()
    def use(self) -> None:
        """Take the page as it is: the way goes on, or the next page that is needed is taken."""
        self.submit(capture.DONE if self._enough else capture.MORE)

    @Slot()
    def goOn(self) -> None:
        self.post(WentOn())
