"""issue: the document is printed, then the receipt; what holds the printer up is said here."""

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from kiosk.engine.session import Doing, Working
from kiosk.engine.trouble import Trouble
from kiosk.shell.view import View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class IssueView(View):
    """`documentDone` and `receiptRunning` draw the two stations of printing."""

    changed = Signal()

    @property
    def _trouble(self) -> Trouble | None:
        state = self.session.state
        return state.held_up if isinstance(state, Working) else None

    @Property(str, notify=changed)
    def heading(self) -> str:
        if self.session.leaving:
            return self.say("issue.stopping")
        return self.say("issue.held_up" if self._trouble else "issue.heading")

    @Property(str, notify=changed)
    def hint(self) -> str:
        return self.say("issue.hint")

    @Property(bool, notify=changed)
    def heldUp(self) -> bool:
        return self._trouble is not None

    @Property(str, notify=changed)
    def troubleTitle(self) -> str:
        return self.trouble(self._trouble)[0] if self._trouble else ""

    @Property(str, notify=changed)
    def troubleRemedy(self) -> str:
        return self.say("issue.waits") if self._trouble else ""

    @Property(str, notify=changed)
    def documentText(self) -> str:
        issue, out = self.session.issue, self.session.sheets_out
        if issue is None or issue.copies == 1:
            return self.say("issue.document", pages=issue.pages if issue else 0)
        if not out:  # many printers never tell how far they are
            return self.say("issue.copies", copies=issue.copies, pages=issue.pages)
        return self.say("issue.copy", copy=min(out // issue.pages + 1, issue.copies), copies=issue.copies)

    @Property(str, notify=changed)
    def receiptText(self) -> str:
        return self.say("issue.receipt")

    @Property(bool, notify=changed)
    def documentDone(self) -> bool:
        return self.session.presented

    @Property(bool, notify=changed)
    def receiptRunning(self) -> bool:
        state = self.session.state
        return isinstance(state, Working) and state.doing is Doing.PRINTING_RECEIPT
