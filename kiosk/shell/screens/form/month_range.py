"""The months of a form, by one tap or by hand."""

from typing import cast

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.engine.fields.month_range import CUSTOM, limits, months_of
from kiosk.engine.months import from_ordinal, ordinal
from kiosk.protocol.fields import MonthRangeField
from kiosk.shell.screens.form.question import Question
from kiosk.shell.screens.form.told import month_in_words, months_in_words
from kiosk.shell.view import Desk, View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class MonthRangeInput(View):
    """Presets answer at once; the months chosen by hand are kept here until `submitCustom`."""

    changed = Signal()
    beside = False

    def __init__(self, desk: Desk, question: Question[MonthRangeField]) -> None:
        super().__init__(desk)
        self._question = question
        earliest, latest = limits(question.field, question.scope)
        self._earliest, self._latest = ordinal(earliest), ordinal(latest)
        self._custom = False
        self._first, self._last = max(self._earliest, self._latest - 11), self._latest
        draft = question.draft
        if draft is not None and draft["preset"] == CUSTOM:
            self._custom = True
            self._first, self._last = ordinal(draft["first"]), ordinal(draft["last"])

    def halfway(self) -> tuple[int, int] | None:
        return (self._first, self._last) if self._custom else None

    def resume(self, typed: object) -> None:
        first, last = cast("tuple[int, int]", typed)
        self._custom, self._first, self._last = True, self._within(first), self._within(last)

    @Property(list, notify=changed)
    def presets(self) -> list[dict[str, object]]:
        """A list of {id, object, label, months, chosen}; `chosen` is what was answered before going back."""
        draft = self._question.draft
        before = draft["preset"] if draft is not None else ""
        return [
            {
                "id": preset.id,
                "object": f"preset_{preset.id}",
                "label": self.of_flow(preset.label),
                "months": self._range(*months_of(preset, self._question.scope)),
                "chosen": preset.id == before,
            }
            for preset in self._question.field.presets
        ]

    @Property(bool, notify=changed)
    def customOffered(self) -> bool:
        return self._question.field.custom

    @Property(bool, notify=changed)
    def custom(self) -> bool:
        """True while the months are chosen by hand."""
        return self._custom

    @Property(str, notify=changed)
    def customText(self) -> str:
        return self.say("form.custom")

    @Property(str, notify=changed)
    def presetsText(self) -> str:
        return self.say("form.presets")

    @Property(str, notify=changed)
    def firstLabel(self) -> str:
        return self.say("form.first")

    @Property(str, notify=changed)
    def lastLabel(self) -> str:
        return self.say("form.last")

    @Property(str, notify=changed)
    def firstMonth(self) -> str:
        return month_in_words(self._words, from_ordinal(self._first))

    @Property(str, notify=changed)
    def lastMonth(self) -> str:
        return month_in_words(self._words, from_ordinal(self._last))

    @Property(str, notify=changed)
    def nextText(self) -> str:
        return self.say("form.next")

    @Property(str, notify=changed)
    def yearText(self) -> str:
        return self.say("form.year")

    @Property(str, notify=changed)
    def monthText(self) -> str:
        return self.say("form.month")

    @Slot(str)
    def choose(self, preset: str) -> None:
        self.submit(self._question.reply({"preset": preset}))

    @Slot(bool)
    def showCustom(self, custom: bool) -> None:  # noqa: FBT001 - a slot's argument
        self._custom = custom
        self.refresh()

    @Slot(int)
    def moveFirst(self, months: int) -> None:
        self._first = self._within(self._first + months)
        self._last = max(self._last, self._first)
        self.refresh()

    @Slot(int)
    def moveLast(self, months: int) -> None:
        self._last = self._within(self._last + months)
        self._first = min(self._first, self._last)
        self.refresh()

    @Slot()
    def submitCustom(self) -> None:
        months = {"preset": CUSTOM, "first": from_ordinal(self._first), "last": from_ordinal(self._last)}
        self.submit(self._question.reply(months))

    def _range(self, first: str, last: str) -> str:
        return months_in_words(self._words, first, last)

    def _within(self, number: int) -> int:
        return min(self._latest, max(self._earliest, number))
