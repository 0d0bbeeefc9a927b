"""form: a range of months, by one tap or by hand."""

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.engine.months import from_ordinal, ordinal
from kiosk.engine.scope import evaluated
from kiosk.engine.session import Asking
from kiosk.engine.steps.form import CUSTOM, limits
from kiosk.protocol.steps import FormStep, MonthPreset
from kiosk.shell.view import Desk, View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class FormView(View):
    """Presets answer at once; the months chosen by hand are kept here until `submitCustom`."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        earliest, latest = limits(self.session, self._step)
        self._earliest, self._latest = ordinal(earliest), ordinal(latest)
        self._custom = False
        self._first, self._last = max(self._earliest, self._latest - 11), self._latest
        draft = self.session.drafts.get(self.session.step_id)
        if draft is not None and draft.reveal()["preset"] == CUSTOM:
            self._custom = True
            self._first, self._last = ordinal(draft.reveal()["first"]), ordinal(draft.reveal()["last"])

    @property
    def _step(self) -> FormStep:
        step = self.session.flow.step(self.session.step_id)
        assert isinstance(step, FormStep)
        return step

    @Property(str, notify=changed)
    def heading(self) -> str:
        return self.of_flow(self._step.title)

    @Property(list, notify=changed)
    def presets(self) -> list[dict[str, object]]:
        """A list of {id, object, label, months, chosen}; `chosen` is what was answered before going back."""
        draft = self.session.drafts.get(self.session.step_id)
        before = draft.reveal()["preset"] if draft is not None else ""
        return [
            {
                "id": preset.id,
                "object": f"preset_{preset.id}",
                "label": self.of_flow(preset.label),
                "months": self._months_of(preset),
                "chosen": preset.id == before,
            }
            for preset in self._step.presets
        ]

    @Property(bool, notify=changed)
    def customOffered(self) -> bool:
        return self._step.custom

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
        return self._month(self._first)

    @Property(str, notify=changed)
    def lastMonth(self) -> str:
        return self._month(self._last)

    @Property(str, notify=changed)
    def nextText(self) -> str:
        return self.say("form.next")

    @Property(str, notify=changed)
    def yearText(self) -> str:
        return self.say("form.year")

    @Property(str, notify=changed)
    def monthText(self) -> str:
        return self.say("form.month")

    @Property(str, notify=changed)
    def problem(self) -> str:
        """What was wrong with the last answer; empty when nothing was."""
        state = self.session.state
        if not isinstance(state, Asking) or not state.problem:
            return ""
        return self.say(state.problem, earliest=self._month(self._earliest), latest=self._month(self._latest))

    @Slot(str)
    def choose(self, preset: str) -> None:
        self.submit({"preset": preset})

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
        self.submit({"preset": CUSTOM, "first": from_ordinal(self._first), "last": from_ordinal(self._last)})

    def _months_of(self, preset: MonthPreset) -> str:
        """Return the months that a preset means, in words."""
        months = evaluated(self.session, {"first": preset.first, "last": preset.last}).reveal()
        return self.say(
            "form.range", first=self._month(ordinal(months["first"])), last=self._month(ordinal(months["last"]))
        )

    def _within(self, number: int) -> int:
        return min(self._latest, max(self._earliest, number))

    def _month(self, number: int) -> str:
        year, month = from_ordinal(number).split("-")
        return self.say("form.month_of_year", year=year, month=int(month), padded=month)
