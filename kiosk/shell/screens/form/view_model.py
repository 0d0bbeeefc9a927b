"""form: one question a screen. What it asks and what was wrong stand here; how it is answered, in its `input`."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.engine.session import Asking
from kiosk.shell.screens.form.inputs import FormInput, input_of
from kiosk.shell.screens.form.question import question_of
from kiosk.shell.screens.form.told import problem_in_words
from kiosk.shell.view import Desk, View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class FormView(View):
    """A new one is made for each question, so what was typed for one is not there for the next."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._question = question_of(self.session)
        self._input: FormInput = input_of(desk, self._question)
        self._input.setParent(self)

    def refresh(self) -> None:
        super().refresh()
        self._input.refresh()

    def halfway(self) -> object:
        return self._input.halfway()

    def resume(self, typed: object) -> None:
        self._input.resume(typed)

    @Property(QObject, constant=True)
    def input(self) -> QObject:
        """What the resident answers with; its page is `page`."""
        return self._input

    @Property(str, constant=True)
    def page(self) -> str:
        """The QML file of `input`, in this folder."""
        return f"{type(self._input).__name__.removesuffix('Input')}Page.qml"

    @Property(bool, constant=True)
    def beside(self) -> bool:
        """True when the page needs the whole height of a broad screen, beside the question."""
        return self._input.beside

    @Property(str, notify=changed)
    def counter(self) -> str:
        """Which question of how many; empty when there is only one."""
        place = self._question.place
        return self.say("form.question", number=place.number, count=place.count) if place.count > 1 else ""

    @Property(str, notify=changed)
    def heading(self) -> str:
        return self.of_flow(self._question.field.label)

    @Property(str, notify=changed)
    def hint(self) -> str:
        hint = self._question.field.hint
        return self.of_flow(hint) if hint is not None and not self.problem else ""

    @Property(str, notify=changed)
    def problem(self) -> str:
        """What was wrong with the last answer; empty when nothing was."""
        state = self.session.state
        return problem_in_words(self._words, state) if isinstance(state, Asking) else ""

    @Property(str, notify=changed)
    def skipText(self) -> str:
        """The words of the way on without an answer; empty when there must be one."""
        return self.say("form.skip") if self._question.field.optional else ""

    @Slot()
    def skip(self) -> None:
        if self._question.field.optional:
            self.submit(self._question.reply(None))
