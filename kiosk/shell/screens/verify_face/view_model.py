"""verify_face: the resident is asked, then sees their own face, as in a mirror, and what to do."""

from PySide6.QtCore import Property, QTimerEvent, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement

from drivers.faults import Role
from kiosk.engine.session import Asking, Doing, Working
from kiosk.engine.steps.verify_face import AGREE, AGREE_STILL, ANOTHER_WAY, attempts_left
from kiosk.protocol.faults import NOT_AGREED
from kiosk.protocol.steps import CallStep, VerifyFaceStep
from kiosk.protocol.steps.on_fault import remedy_for
from kiosk.shell.images import sight_source
from kiosk.shell.screens.verify_face import guidance
from kiosk.shell.view import Desk, View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1

_LOOK_MS = 50  # a camera of 20 frames a second; the same frame is drawn once


@QmlElement
class VerifyFaceView(View):
    """A new one is made for each page. Before the camera there is nothing to touch: the face is what acts."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._asks = isinstance(self.session.state, Asking)
        if not self._asks:
            self.startTimer(_LOOK_MS)

    def timerEvent(self, _event: QTimerEvent) -> None:
        """Show the next picture."""
        self.refresh()

    def refresh(self) -> None:
        """Show what is now; between two residents there is nothing to show."""
        session = self._stage.session
        if session is not None and isinstance(session.flow.step(session.step_id), VerifyFaceStep):
            super().refresh()

    def aloud(self) -> str:
        return "" if self._asks else guidance.aloud(self._now, self._words)

    @property
    def _step(self) -> VerifyFaceStep:
        step = self.session.flow.step(self.session.step_id)
        assert isinstance(step, VerifyFaceStep), "this screen looks at a face"
        return step

    @property
    def _photo(self) -> str:
        """Say whose photo the face is compared with: the card's, the department's, or the authority's that does it."""
        if self._step.against is None:
            return "authority"
        against = self.session.flow.step(self._step.against)
        return "department" if isinstance(against, CallStep) else "card"

    @property
    def _now(self) -> Working:
        state = self.session.state
        return state if isinstance(state, Working) else Working(Doing.VERIFYING_FACE)

    @Property(str, constant=True)
    def page(self) -> str:
        """The QML file in this folder."""
        return "ConsentPage.qml" if self._asks else "CameraPage.qml"

    @Property(str, notify=changed)
    def heading(self) -> str:
        return self.say("verify_face.consent.heading") if self._asks else self.of_flow(self._step.title)

    # What the resident is asked

    @Property(list, notify=changed)
    def points(self) -> list[str]:
        """What is done, what is not, and that nobody need agree."""
        return [
            self.say(f"verify_face.consent.what_{self._photo}", recipient=self._recipient),
            self._becomes(),
            self._instead(),
        ]

    @property
    def _recipient(self) -> str:
        """Return who gets a picture of the face; empty where nobody does."""
        return self.of_flow(self._step.recipient) if self._step.recipient is not None else ""

    def _becomes(self) -> str:
        """Say what becomes of the picture."""
        return self.say("verify_face.consent.kept" if self._step.operation is None else "verify_face.consent.sent")

    def _instead(self) -> str:
        if name := self._other_way():
            return self.say("verify_face.consent.instead", name=name)
        return self.say("verify_face.consent.instead_counter")

    def _other_way(self) -> str:
        """Return the title of the step that leads on without a face; empty when the flow has none."""
        remedy = remedy_for(self._step.on_fault, "face", NOT_AGREED)
        if remedy is None or remedy.go_to is None:
            return ""
        return self._words.of_flow(self.texts, self.session.flow.step(remedy.go_to).title)

    @Property(list, notify=changed)
    def choices(self) -> list[dict[str, str]]:
        """A list of {id, object, label, note}: none is chosen before it is touched."""
        agreeing = [
            self._choice(one, self.say(f"verify_face.consent.{one}"), self.say(f"verify_face.consent.{one}_note"))
            for one in (AGREE, AGREE_STILL)
        ]
        name = self._other_way()
        where = "" if name else "_counter"
        label = self.say(f"verify_face.consent.another_way{where}")
        note = self.say(f"verify_face.consent.another_way{where}_note", name=name)
        return [*agreeing, self._choice(ANOTHER_WAY, label, note)]

    @staticmethod
    def _choice(name: str, label: str, note: str) -> dict[str, str]:
        return {"id": name, "object": f"consent_{name}", "label": label, "note": note}

    @Slot(str)
    def choose(self, choice: str) -> None:
        self.submit(choice)

    # What the resident does before the camera

    @Property(str, notify=changed)
    def task(self) -> str:
        """What is to be done, in large words."""
        guide = self._now.guide
        return self.say("verify_face.hint") if guide is None else self.say(f"verify_face.task.{guide.task}")

    @Property(str, notify=changed)
    def problem(self) -> str:
        """What keeps the face from being compared, as something to do; empty when nothing does."""
        code = guidance.to_mend(self._now)
        return self.say(f"verify_face.mend.{code}") if code else ""

    @Property(str, notify=changed)
    def arrow(self) -> str:
        """Which way the face is to go on the screen: left, right, up, down, or empty."""
        return guidance.arrow(self._now)

    @property
    def _progress(self) -> tuple[int, int]:
        guide = self._now.guide
        return (0, 0) if guide is None else (guide.done, guide.of)

    @Property(int, notify=changed)
    def done(self) -> int:
        """How many of the tasks are done."""
        return self._progress[0]

    @Property(int, notify=changed)
    def tasks(self) -> int:
        """How many tasks there are in all; 0 while that is not told."""
        return self._progress[1]

    @Property(str, notify=changed)
    def progressText(self) -> str:
        done, tasks = self._progress
        return self.say("verify_face.progress", step=min(done + 1, tasks), steps=tasks)

    @Property(str, notify=changed)
    def spoken(self) -> str:
        """What a voice says now, before anything that it has still to say."""
        return self.aloud()

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
        return self.say(f"verify_face.privacy_{self._photo}", recipient=self._recipient)
