"""send: the receipt by mail or short message, or not."""

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.engine.fields.phone import is_mobile
from kiosk.engine.rules import RuleError
from kiosk.engine.session import Asking
from kiosk.engine.steps import send
from kiosk.protocol.steps import SendStep
from kiosk.shell.view import View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1

_KEPT_SIGNS = 2
"""As many signs of an address are shown before the dots: enough for its owner, too few for whoever stands behind."""


@QmlElement
class SendView(View):
    """Where it goes is shown masked."""

    changed = Signal()

    @property
    def _step(self) -> SendStep:
        step = self.session.flow.step(self.session.step_id)
        assert isinstance(step, SendStep)
        return step

    @Property(str, notify=changed)
    def heading(self) -> str:
        return self.of_flow(self._step.title)

    @Property(str, notify=changed)
    def problem(self) -> str:
        """What is wrong with the address; empty when nothing is."""
        state = self.session.state
        return self.say(state.problem) if isinstance(state, Asking) and state.problem else ""

    @Property(str, notify=changed)
    def toText(self) -> str:
        return self.say("send.to" if self._step.way == "email" else "send.phone.to")

    @Property(str, notify=changed)
    def address(self) -> str:
        try:
            to = send.address(self.session, self._step).reveal()
        except RuleError:
            return ""
        if self._step.way == "phone":
            return f"{to[:3]}****{to[-4:]}" if is_mobile(to) else ""
        before, at, behind = to.partition("@")
        return f"{before[:_KEPT_SIGNS]}•••{at}{behind}" if at else ""

    @Property(str, notify=changed)
    def soonText(self) -> str:
        return self.say("send.soon" if self._step.way == "email" else "send.phone.soon")

    @Property(str, notify=changed)
    def sendText(self) -> str:
        return self.say("send.go" if self._step.way == "email" else "send.phone.go")

    @Property(str, notify=changed)
    def notText(self) -> str:
        return self.say("send.not")

    @Slot()
    def send(self) -> None:
        self.submit(self._words.language)

    @Slot()
    def decline(self) -> None:
        self.submit(False)
