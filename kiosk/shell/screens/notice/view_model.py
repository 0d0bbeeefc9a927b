"""notice: what the service does, and the resident's consent."""

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.protocol.steps import NoticeStep
from kiosk.shell.view import View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class NoticeView(View):
    """`points` are shown one below the other."""

    changed = Signal()

    @property
    def _step(self) -> NoticeStep:
        step = self.session.flow.step(self.session.step_id)
        assert isinstance(step, NoticeStep)
        return step

    @Property(str, notify=changed)
    def heading(self) -> str:
        return self.of_flow(self._step.title)

    @Property(list, notify=changed)
    def points(self) -> list[str]:
        return [self.of_flow(key) for key in self._step.points]

    @Property(str, notify=changed)
    def consentText(self) -> str:
        return self.of_flow(self._step.consent_text)

    @Slot()
    def consent(self) -> None:
        self.submit(True)
