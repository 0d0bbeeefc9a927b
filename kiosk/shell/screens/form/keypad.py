"""What is typed on keys: texts, numbers, amounts, days."""

from typing import cast

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.protocol.fields import (
    CitizenNumberField,
    CreditCodeField,
    DateField,
    DateRangeField,
    EmailField,
    MoneyField,
    NumberField,
    PhoneField,
    TextField,
)
from kiosk.shell.keys import keypad_of, keys_told
from kiosk.shell.screens.form import typed
from kiosk.shell.screens.form.question import Question
from kiosk.shell.view import Desk, View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1

TypedField = (
    TextField
    | NumberField
    | MoneyField
    | DateField
    | DateRangeField
    | PhoneField
    | EmailField
    | CitizenNumberField
    | CreditCodeField
)


@QmlElement
class KeypadInput(View):
    """What was typed is kept here until `submitTyped`: one text, two for a range of days."""

    changed = Signal()
    keysChanged = Signal()
    beside = True

    def __init__(self, desk: Desk, question: Question[TypedField]) -> None:
        super().__init__(desk)
        self._language = desk.words.language
        self._question, self._field = question, question.field
        self._keypad = keypad_of(self._field)
        self._active = 0
        self._texts = [typed.typed_again(self._field, value) if value is not None else "" for value in self._drafts()]

    def _drafts(self) -> list[object]:
        draft = self._question.draft
        if not isinstance(self._field, DateRangeField):
            return [draft]
        days = cast("dict[str, str]", draft or {})
        return [days.get("first"), days.get("last")]

    def halfway(self) -> list[str]:
        return list(self._texts)

    def resume(self, typed: object) -> None:
        self._texts = cast("list[str]", typed)

    def refresh(self) -> None:
        super().refresh()
        if self._words.language != self._language:
            self._language = self._words.language
            self.keysChanged.emit()

    @Property(list, notify=changed)
    def parts(self) -> list[dict[str, object]]:
        """A list of {object, label, text, spoken, empty, active, caret}: what was typed so far, two for a range."""
        labels = ("form.first", "form.last") if len(self._texts) > 1 else ("",)
        return [self._part(number, self.say(label) if label else "") for number, label in enumerate(labels)]

    def _part(self, number: int, label: str) -> dict[str, object]:
        text, shown = self._texts[number], typed.shown(self._field, self._texts[number], self._words)
        return {
            "object": f"part_{number}",
            "label": label,
            "text": shown,
            "spoken": f"{label or self.of_flow(self._field.label)} {shown if text else self.say('form.empty')}",
            "empty": not text,
            "active": number == self._active,
            "caret": not isinstance(self._field, DateField | DateRangeField),  # a day has its own blanks
        }

    @Property(str, notify=changed)
    def placeholder(self) -> str:
        """What stands where nothing was typed yet."""
        return self.say("form.empty")

    @Property(int, constant=True)
    def most(self) -> int:
        """How many signs may stand there, with the spaces between them; 0 when that is no matter of signs."""
        return typed.longest(self._field)

    @Property(str, notify=changed)
    def unit(self) -> str:
        if isinstance(self._field, MoneyField):
            return self.say("form.yuan")
        unit = self._field.unit if isinstance(self._field, NumberField) else None
        return self.of_flow(unit) if unit is not None else ""

    @Property(str, notify=changed)
    def count(self) -> str:
        """How many signs there are of how many; empty where that does not matter."""
        if not typed.has_exact_length(self._field):
            return ""
        text = self._texts[self._active]
        return self.say("form.typed", typed=len(text), most=typed.most(self._field))

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
    def press(self, sign: str) -> None:
        self._texts[self._active] = typed.pressed(self._field, self._texts[self._active], sign)
        self.refresh()

    @Slot()
    def clear(self) -> None:
        self._texts[self._active] = ""
        self.refresh()

    @Slot(int)
    def activate(self, part: int) -> None:
        self._active = part
        self.refresh()

    @Slot()
    def submitTyped(self) -> None:
        """Answer; with the first day of a range alone, ask for the last."""
        if self._active == 0 and self._texts[0] and not all(self._texts):
            self.activate(1)
            return
        self.submit(self._question.reply(self._answer()))

    def _answer(self) -> object:
        if not isinstance(self._field, DateRangeField):
            return self._texts[0]
        return dict(zip(("first", "last"), self._texts, strict=True)) if any(self._texts) else None
