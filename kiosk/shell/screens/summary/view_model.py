"""summary: the parts of a joint service, each with what there will be, or what there is."""

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.engine.parts import PartOutcome, PartState, outcomes
from kiosk.engine.session import Asking, Working
from kiosk.shell.view import View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class SummaryView(View):
    """`parts`: a list of {number, title, words, icon, state}; `state` is to_come, done or not_done."""

    changed = Signal()

    @property
    def _outcomes(self) -> tuple[PartOutcome, ...]:
        return outcomes(self.session)

    @property
    def _before(self) -> bool:
        return all(one.state is PartState.TO_COME for one in self._outcomes)

    @Property(str, notify=changed)
    def heading(self) -> str:
        return self.of_flow(self.session.flow.step(self.session.step_id).title)

    @Property(str, notify=changed)
    def told(self) -> str:
        """How long it takes; afterwards how much of it was done."""
        count = len(self._outcomes)
        if self._before:
            return self.say("summary.before", parts=count, minutes=self.session.flow.expected_minutes)
        done = sum(one.state is PartState.DONE for one in self._outcomes)
        if done == count:
            return self.say("summary.all_done", parts=count)
        return self.say("summary.some_done", done=done, parts=count) if done else self.say("summary.none_done")

    @Property(list, notify=changed)
    def parts(self) -> list[dict[str, object]]:
        return [self._line(number, one) for number, one in enumerate(self._outcomes, start=1)]

    @Property(bool, notify=changed)
    def working(self) -> bool:
        """The receipt is being printed: nothing can be tapped yet."""
        return isinstance(self.session.state, Working)

    @Property(str, notify=changed)
    def problem(self) -> str:
        """Why there is no receipt; else empty."""
        state = self.session.state
        return self.say(state.problem) if isinstance(state, Asking) and state.problem else ""

    @Property(str, notify=changed)
    def onText(self) -> str:
        if self.working:
            return self.say("summary.printing")
        return self.say("summary.begin" if self._before else "summary.read")

    @Slot()
    def on(self) -> None:
        if not self.working:
            self.submit(True)

    def _line(self, number: int, one: PartOutcome) -> dict[str, object]:
        words, icon = self.of_flow(one.part.summary), "document"
        if one.state is PartState.DONE:
            pages = sum(paper.sheets for paper in one.papers)
            words = self.say("summary.paper", pages=pages) if pages else self.say("summary.no_paper")
            icon = "check"
        elif one.trouble is not None:
            words, icon = self.trouble(one.trouble, one.step_id)[1], "attention"
        return {
            "number": number,
            "title": self.of_flow(one.part.title),
            "words": words,
            "icon": icon,
            "state": str(one.state),
        }
