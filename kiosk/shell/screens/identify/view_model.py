"""identify: place the card on the reader."""

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from kiosk.protocol.steps import IdentifyStep
from kiosk.shell.view import View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class IdentifyView(View):
    """Nothing to touch: the reader is what the resident acts on."""

    changed = Signal()

    @Property(str, notify=changed)
    def heading(self) -> str:
        return self.say("identify.heading")

    @Property(str, notify=changed)
    def hint(self) -> str:
        return self.say("identify.hint")

    @Property(list, notify=changed)
    def accepted(self) -> list[str]:
        """The kinds of card that will do."""
        step = self.session.flow.step(self.session.step_id)
        assert isinstance(step, IdentifyStep)
        return [self.say(f"identify.kind.{kind}") for kind in step.accept]
