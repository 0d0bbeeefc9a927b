"""end: take your card and your papers."""

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.engine.steps import capture
from kiosk.protocol.steps import CaptureStep
from kiosk.shell.view import View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class EndView(View):
    """`items`: a list of {icon, label, done}; a line is done as soon as a sensor no longer feels the thing."""

    changed = Signal()

    @Property(str, notify=changed)
    def heading(self) -> str:
        return self.say("end.heading")

    @Property(str, notify=changed)
    def hint(self) -> str:
        return self.say("end.hint")

    @Property(str, notify=changed)
    def reminder(self) -> str:
        """What is told when the sheets stay where they came out; else empty."""
        return self.say("end.left_lying") if self.session.left_lying else ""

    @Property(list, notify=changed)
    def items(self) -> list[dict[str, object]]:
        session = self.session
        items: list[dict[str, object]] = [
            {"icon": "card", "label": self.say("end.card"), "done": not session.card_on_reader}
        ]
        if self._papers_laid:
            items.append({"icon": "document_camera", "label": self.say("end.sheet"), "done": not session.sheet_on_mat})
        if session.printed:
            items.append({"icon": "document", "label": self._papers, "done": session.taken})
        if session.receipt_printed:
            items.append({"icon": "receipt", "label": self.say("end.receipt"), "done": False})
        return items

    @property
    def _papers(self) -> str:
        """How much is to be taken out of the printer's mouth."""
        first, *others = self.session.printed
        sheets = sum(issue.sheets for issue in self.session.printed)
        if first.copies > 1 and not others:
            return self.say("end.copies", copies=first.copies, sheets=sheets)
        return self.say("end.document", pages=sheets)

    @property
    def _papers_laid(self) -> bool:
        """True when papers were laid under the camera in this session, whether they lie there still or not."""
        session = self.session
        steps = (step for step in session.flow.steps if isinstance(step, CaptureStep))
        return any(capture.pages(session, step) for step in steps)

    @Property(str, notify=changed)
    def takenText(self) -> str:
        return self.say("end.taken")

    @Slot()
    def taken(self) -> None:
        self.submit(True)
