"""What is chosen by tiles: one of several things, or some of them."""

from typing import cast

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.protocol.fields import ChoiceField, MultiChoiceField
from kiosk.shell.pages import Pages
from kiosk.shell.screens.form.question import Question
from kiosk.shell.view import Desk, View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1

_ON_A_PAGE = 6


@QmlElement
class TilesInput(View):
    """One of them answers at once; some of them are kept here until `submitChosen`."""

    changed = Signal()
    beside = False

    def __init__(self, desk: Desk, question: Question[ChoiceField | MultiChoiceField]) -> None:
        super().__init__(desk)
        self._question, self._field = question, question.field
        draft = question.draft or []
        self._chosen: set[str] = {draft} if isinstance(draft, str) else set(draft)
        self._pages = Pages(len(self._field.options), _ON_A_PAGE)

    def halfway(self) -> set[str] | None:
        return set(self._chosen) if self.several else None

    def resume(self, typed: object) -> None:
        self._chosen = cast("set[str]", typed)

    @Property(list, notify=changed)
    def tiles(self) -> list[dict[str, object]]:
        """A list of {id, object, label, note, chosen}: those of this page."""
        return [
            {
                "id": option.id,
                "object": f"option_{option.id}",
                "label": self.of_flow(option.label),
                "note": self.of_flow(option.note) if option.note is not None else "",
                "chosen": option.id in self._chosen,
            }
            for option in self._field.options[self._pages.part]
        ]

    @Property(bool, constant=True)
    def several(self) -> bool:
        """True when several may be chosen before `submitChosen`."""
        return isinstance(self._field, MultiChoiceField)

    @Property(int, notify=changed)
    def page(self) -> int:
        return self._pages.page

    @Property(int, constant=True)
    def pages(self) -> int:
        return self._pages.count

    @Property(str, notify=changed)
    def pageText(self) -> str:
        return self.say("form.page", page=self._pages.page, pages=self._pages.count)

    @Property(str, notify=changed)
    def previousText(self) -> str:
        return self.say("form.previous_page")

    @Property(str, notify=changed)
    def followingText(self) -> str:
        return self.say("form.next_page")

    @Property(str, notify=changed)
    def nextText(self) -> str:
        return self.say("form.next_question")

    @Slot(str)
    def choose(self, option: str) -> None:
        if self.several:
            self._chosen ^= {option}
            self.refresh()
        else:
            self.submit(self._question.reply(option))

    @Slot(int)
    def turn(self, pages: int) -> None:
        self._pages = self._pages.turned(pages)
        self.refresh()

    @Slot()
    def submitChosen(self) -> None:
        order = [option.id for option in self._field.options]
        self.submit(self._question.reply([option for option in order if option in self._chosen]))
