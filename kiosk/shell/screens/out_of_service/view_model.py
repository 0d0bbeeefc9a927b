"""out_of_service: nothing is offered now, and where else to go."""

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from kiosk.shell.view import View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class OutOfServiceView(View):
    """`reason` and `remedy` as for any trouble."""

    changed = Signal()

    def _words_of_trouble(self) -> tuple[str, str]:
        trouble = self._stage.out_of_service
        return self._words.trouble(trouble, {}) if trouble else ("", "")

    @Property(str, notify=changed)
    def heading(self) -> str:
        return self._words_of_trouble()[0]

    @Property(str, notify=changed)
    def remedy(self) -> str:
        return self._words_of_trouble()[1]

    @Property(str, notify=changed)
    def terminal(self) -> str:
        return self.say("out_of_service.terminal", terminal=self._stage.terminal_id or "—")
