"""call: a calm wait, also while a document is composed."""

from PySide6.QtCore import Property
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.engine.session import Working
from kiosk.shell.view import View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("made by the shell")
class CallView(View):
    """Says what the terminal is busy with, and that leaving is possible."""

    @Property(str, notify=View.changed)
    def heading(self) -> str:
        state = self.session.state
        return self.say(f"working.{state.doing.value}") if isinstance(state, Working) else ""

    @Property(str, notify=View.changed)
    def hint(self) -> str:
        return self.say("working.hint")
