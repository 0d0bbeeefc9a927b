"""verify_face: the resident sees their own face, as in a mirror, and what to do so that it can be compared."""

from PySide6.QtCore import Property, QTimerEvent, QUrl, Signal
from PySide6.QtQml import QmlElement

from drivers.faults import Role
from kiosk.engine.session import Working
from kiosk.engine.steps.verify_face import attempts_left
from kiosk.protocol.steps import VerifyFaceStep
from kiosk.shell.images import sight_source
from kiosk.shell.view import Desk, View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1

_LOOK_MS = 50  # a camera of 20 frames a second; the same frame is drawn once


@QmlElement
class VerifyFaceView(View):
    """Nothing to touch: the camera is what the resident acts on."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.startTimer(_LOOK_MS)

    def timerEvent(self, _event: QTimerEvent) -> None:
        """Show the next picture."""
        self.refresh()

    def refresh(self) -> None:
        """Show what is now; between two residents there is nothing to show."""
        session = self._stage.session
        if session is not None and isinstance(session.flow.step(session.step_id), VerifyFaceStep):
            super().refresh()

    @property
    def _step(self) -> VerifyFaceStep:
        step = self.session.flow.step(self.session.step_id)
        assert isinstance(step, VerifyFaceStep), "this screen looks at a face"
        return step

    @Property(str, notify=changed)
    def heading(self) -> str:
        return self.of_flow(self._step.title)

    @Property(str, notify=changed)
    def hint(self) -> str:
        return self.say("verify_face.hint")

    @Property(str, notify=changed)
    def problem(self) -> str:
        """What keeps the face from being compared, as something to do; empty when nothing does."""
        state = self.session.state
        held_up = state.held_up if isinstance(state, Working) else None
        return self.say(f"verify_face.mend.{held_up.code}") if held_up is not None else ""

    @Property(str, notify=changed)
    def attemptsText(self) -> str:
        """How often it may be tried again, once that is not for the first time."""
        left = attempts_left(self.session, self._step)
        return self.say("verify_face.left", left=left) if left < self._step.attempts else ""

    @Property(QUrl, notify=changed)
    def source(self) -> QUrl:
        """Where QML finds what the camera sees; empty while it starts."""
        return sight_source(self._stage, Role.FACE_CAMERA)

    @Property(str, notify=changed)
    def pictureText(self) -> str:
        return self.say("verify_face.picture")

    @Property(str, notify=changed)
    def privacy(self) -> str:
        """What becomes of the picture."""
        return self.say("verify_face.privacy")
