"""review: the real pages, before anything is printed; or the answers, before they count."""

from PySide6.QtCore import Property, QObject, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.engine import path
from kiosk.engine.rules import RuleError
from kiosk.engine.steps.issue import copies_wanted
from kiosk.protocol.steps import AnyStep, IssueStep, PayStep, ReviewStep
from kiosk.shell.screens.review.answers import AnswersList
from kiosk.shell.view import Desk, View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class ReviewView(View):
    """`page` counts from 1. `source` is the picture of that page."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._page = 1
        self._zoomed = False
        step = self.session.flow.step(self.session.step_id)
        self._answers = AnswersList(desk) if isinstance(step, ReviewStep) and step.answers is not None else None
        if self._answers is not None:
            self._answers.setParent(self)

    def refresh(self) -> None:
        super().refresh()
        if self._answers is not None:
            self._answers.refresh()

    @Property(QObject, constant=True)
    def answers(self) -> QObject | None:
        """The answers that are listed; None where pages are shown."""
        return self._answers

    @Property(str, constant=True)
    def body(self) -> str:
        """The QML file that shows it, in this folder."""
        return "PagesPage.qml" if self._answers is None else "AnswersPage.qml"

    @Property(str, notify=changed)
    def heading(self) -> str:
        return self.say("review.heading")

    @Property(str, notify=changed)
    def hint(self) -> str:
        step = self.session.flow.step(self.session.step_id)
        from_department = isinstance(step, ReviewStep) and step.file is not None
        return self.say("review.hint_file" if from_department else "review.hint")

    @Property(QUrl, notify=changed)
    def source(self) -> QUrl:
        issue = self.session.issue
        return QUrl(f"image://pages/{issue.issue_id}/{self._page - 1}" if issue else "")

    @property
    def _count(self) -> int:
        issue = self.session.issue
        return issue.pages if issue else 0

    @Property(int, notify=changed)
    def pages(self) -> int:
        return self._count

    @Property(int, notify=changed)
    def page(self) -> int:
        return self._page

    @Property(str, notify=changed)
    def pageText(self) -> str:
        return self.say("review.page", page=self._page, pages=self._count)

    @Property(bool, notify=changed)
    def zoomed(self) -> bool:
        return self._zoomed

    @Property(str, notify=changed)
    def zoomText(self) -> str:
        return self.say("review.smaller" if self._zoomed else "review.larger")

    @Property(str, notify=changed)
    def previousText(self) -> str:
        return self.say("review.previous")

    @Property(str, notify=changed)
    def nextText(self) -> str:
        return self.say("review.next")

    @Property(str, notify=changed)
    def printText(self) -> str:
        following = path.following(self.session)
        if isinstance(following, PayStep):
            return self.say("review.pay")
        copies = self._copies(following)
        return (
            self.say("review.print_copies", copies=copies)
            if copies > 1
            else self.say("review.print", pages=self._count)
        )

    def _copies(self, following: AnyStep | None) -> int:
        """Return how many come after this page; where the flow gives no such number, printing itself will say so."""
        try:
            return copies_wanted(self.session, following) if isinstance(following, IssueStep) else 1
        except RuleError:
            return 1

    @Slot(int)
    def turn(self, pages: int) -> None:
        self._page = min(max(1, self._page + pages), max(1, self._count))
        self.refresh()

    @Slot()
    def zoom(self) -> None:
        self._zoomed = not self._zoomed
        self.refresh()

    @Slot()
    def print(self) -> None:
        self.submit(True)
