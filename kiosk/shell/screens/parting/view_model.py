"""parting: what was entered is kept; the code that continues it, until when, and what to do with it."""

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.engine.events import Left
from kiosk.engine.session import Parting
from kiosk.protocol.personal import Personal
from kiosk.shell.images import code_source
from kiosk.shell.view import View
from kiosk.shell.written import in_words

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1
_GONE = Parting(Personal(""), "0000-00-00", sent=False)


@QmlElement
class PartingView(View):
    """Nothing that was entered is here any more: only the code."""

    changed = Signal()

    @property
    def _state(self) -> Parting:
        state = self.session.state
        return state if isinstance(state, Parting) else _GONE

    @Property(str, notify=changed)
    def heading(self) -> str:
        return self.say("parting.heading")

    @Property(str, notify=changed)
    def codeText(self) -> str:
        """As people copy it."""
        return self._state.code.reveal()

    @Property(str, notify=changed)
    def code(self) -> str:
        """Where QML finds the picture of the code."""
        return code_source(self._state.code.reveal())

    @Property(str, notify=changed)
    def until(self) -> str:
        return self.say("parting.until", day=in_words(self._state.expires_on, "day", self._words))

    @Property(str, notify=changed)
    def how(self) -> str:
        return self.say("parting.how")

    @Property(bool, notify=changed)
    def waits(self) -> bool:
        """True while no other terminal can know the code, because this one is offline."""
        return not self._state.sent

    @Property(str, notify=changed)
    def when(self) -> str:
        """From when on it can be continued."""
        return self.say("parting.waits" if self.waits else "parting.sent")

    @Property(str, notify=changed)
    def gone(self) -> str:
        return self.say("parting.gone")

    @Property(str, notify=changed)
    def doneText(self) -> str:
        return self.say("parting.done")

    @Slot()
    def done(self) -> None:
        self.post(Left())
