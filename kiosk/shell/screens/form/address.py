"""An address: divisions by tiles, from the largest to the smallest, then house and room by keys."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.engine.fields.address import below, chosen, divisions
from kiosk.protocol.fields import AddressField, Division
from kiosk.shell.keys import DELETE, keys_told, line_keypad
from kiosk.shell.pages import Pages
from kiosk.shell.screens.form.question import Question
from kiosk.shell.view import Desk, View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1

_ON_A_PAGE = 8


@QmlElement
class AddressInput(View):
    """The chosen divisions and the line are kept here until `submitAddress`."""

    changed = Signal()
    keysChanged = Signal()
    beside = True

    def __init__(self, desk: Desk, question: Question[AddressField]) -> None:
        super().__init__(desk)
        self._language = desk.words.language
        self._question = question
        self._table = divisions(question.field, question.scope)
        draft = question.draft or {"codes": [], "line": []}
        self._codes: list[str] = self._led_on(draft["codes"])
        self._signs: list[str] = list(draft["line"])
        self._keypad = line_keypad()
        self._pages = Pages(len(self._offered), _ON_A_PAGE)

    @property
    def _offered(self) -> tuple[Division, ...]:
        return below(self._table, self._codes) or ()

    @property
    def _line(self) -> str:
        return "".join(self._signs)

    def halfway(self) -> tuple[list[str], list[str]]:
        return self._codes, self._signs

    def resume(self, typed: object) -> None:
        codes, self._signs = cast("tuple[list[str], list[str]]", typed)
        self._go_to(codes)

    def refresh(self) -> None:
        super().refresh()
        if self._words.language != self._language:
            self._language = self._words.language
            self.keysChanged.emit()

    @Property(list, notify=changed)
    def path(self) -> list[dict[str, object]]:
        """A list of {object, label, spoken, level}: what was chosen so far; a touch chooses anew from there."""
        names = [self._name(division) for division in chosen(self._table, self._codes)]
        return [
            {
                "object": f"chosen_{level}",
                "label": name,
                "spoken": self.say("form.change", name=name),
                "level": level,
            }
            for level, name in enumerate(names)
            if len(below(self._table, self._codes[:level]) or ()) > 1  # else there is nothing to choose anew
        ]

    @Property(bool, notify=changed)
    def choosing(self) -> bool:
        """True until the smallest division is chosen; then the line is typed."""
        return bool(self._offered)

    @Property(list, notify=changed)
    def tiles(self) -> list[dict[str, object]]:
        """A list of {id, object, label, note, chosen}: the divisions of this page."""
        return [
            {
                "id": division.code,
                "object": f"option_{division.code}",
                "label": self._name(division),
                "note": "",
                "chosen": False,
            }
            for division in self._offered[self._pages.part]
        ]

    @Property(int, notify=changed)
    def page(self) -> int:
        return self._pages.page

    @Property(int, notify=changed)
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
    def lineText(self) -> str:
        """The line as it was typed so far."""
        return self._line

    @Property(str, notify=changed)
    def lineLabel(self) -> str:
        return self.say("form.line")

    @Property(str, notify=changed)
    def lineSpoken(self) -> str:
        """What a voice would say of the line."""
        return f"{self.say('form.line')} {self._line or self.placeholder}"

    @Property(int, constant=True)
    def lineMost(self) -> int:
        return self._question.field.line_max_length

    @Property(str, notify=changed)
    def placeholder(self) -> str:
        """What stands where nothing was typed yet: an example."""
        return self.say("form.line_example")

    @Property(int, constant=True)
    def columns(self) -> int:
        return self._keypad.columns

    @Property(list, notify=keysChanged)
    def keys(self) -> list[dict[str, object]]:
        """A list of {object, sign, label, spoken, row, column, span, offered}; made anew in another language only."""
        return keys_told(self._keypad, self._words)

    @Property(str, notify=changed)
    def clearText(self) -> str:
        return self.say("form.clear")

    @Property(str, notify=changed)
    def nextText(self) -> str:
        return self.say("form.next_question")

    @Slot(str)
    def choose(self, code: str) -> None:
        if any(division.code == code for division in self._offered):  # and not a late touch on the tiles before
            self._go_to([*self._codes, code])

    @Slot(int)
    def change(self, level: int) -> None:
        self._go_to(self._codes[:level])

    @Slot(int)
    def turn(self, pages: int) -> None:
        self._pages = self._pages.turned(pages)
        self.refresh()

    @Slot(str)
    def press(self, sign: str) -> None:
        if sign == DELETE:
            self._signs = self._signs[:-1]
        elif len(self._line + sign) <= self._question.field.line_max_length:
            self._signs.append(sign)
        self.refresh()

    @Slot()
    def clear(self) -> None:
        self._signs = []
        self.refresh()

    @Slot()
    def submitAddress(self) -> None:
        self.submit(self._question.reply({"codes": self._codes, "line": self._line}))

    def _go_to(self, codes: list[str]) -> None:
        self._codes = self._led_on(codes)
        self._pages = Pages(len(self._offered), _ON_A_PAGE)
        self.refresh()

    def _led_on(self, codes: Sequence[str]) -> list[str]:
        """Return `codes` with all that follow where there is but one to choose."""
        way = list(codes)
        while len(offered := below(self._table, way) or ()) == 1:
            way.append(offered[0].code)
        return way

    def _name(self, division: Division) -> str:
        english = self._words.language != "zh"
        return division.name_en if english and division.name_en else division.name
