"""call: a calm wait, also while a document is composed."""

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from kiosk.engine.session import Working
from kiosk.shell.view import View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class CallView(View):
    """Says what the terminal is busy with, and that leaving is possible."""

    changed = Signal()

    @Property(str, notify=changed)
    def heading(self) -> str:
        state = self.session.state
        return self.say(f"working.{state.doing.value}") if isinstance(state, Working) else ""

    @Property(str, notify=changed)
    def hint(self) -> str:
        return self.say("working.hint")
