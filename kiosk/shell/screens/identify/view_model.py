"""identify: the ways to choose from, what to hold where, and the keys for a number and a code."""

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.engine.availability import is_open_to
from kiosk.engine.events import WentBack
from kiosk.engine.session import Asking
from kiosk.engine.steps.identify import CODE_DIGITS, NUMBER
from kiosk.protocol.fields import CitizenNumberField, TextField
from kiosk.protocol.steps import IdentifyStep, Way
from kiosk.shell.keys import keypad_of, keys_told
from kiosk.shell.screens.form import typed
from kiosk.shell.screens.form.told import problem_in_words
from kiosk.shell.view import Desk, View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1
_CODE = TextField(id="code", kind="text", label="identify.code", allowed="digits", max_length=CODE_DIGITS)
_PICTURES = {Way.SOCIAL_CARD: "social_card", Way.E_CREDENTIAL: "code_scanner"}
_ICONS = {Way.ID_CARD: "id_card", Way.PHONE_CODE: "phone", **_PICTURES}


@QmlElement
class IdentifyView(View):
    """A new one is made for each page. What is typed is kept here until `submitTyped`, and no code longer than that."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        state, now = self.session.state, self.session.identifying
        self._asks = state.field if isinstance(state, Asking) else ""
        self._way = now.way if now is not None else None
        self._field: TextField | CitizenNumberField = _CODE if self._asks == "code" else NUMBER
        number = now.number.reveal() if now is not None and now.number is not None else ""
        self._typed = number if self._asks == "number" else ""

    def halfway(self) -> object:
        return self._typed if self._asks == "number" else None

    def resume(self, typed: object) -> None:
        self._typed = str(typed)

    @property
    def _step(self) -> IdentifyStep:
        step = self.session.flow.step(self.session.step_id)
        assert isinstance(step, IdentifyStep)
        return step

    @Property(str, constant=True)
    def page(self) -> str:
        """The QML file in this folder."""
        if self._way is None:
            return "WaysPage.qml"
        return "TypedPage.qml" if self._asks else "ReaderPage.qml"

    @Property(str, notify=changed)
    def heading(self) -> str:
        if self._asks:
            return self.say("identify.code" if self._asks == "code" else "identify.number")
        match self._way:
            case None:
                return self.say("identify.choose")
            case Way.SOCIAL_CARD:
                return self.say("identify.social_card.heading")
            case Way.E_CREDENTIAL:
                return self.say("identify.e_credential.heading")
            case _:
                return self.say("identify.heading")

    @Property(str, notify=changed)
    def hint(self) -> str:
        if self._asks:
            return self._code_hint() if self._asks == "code" else self.say("identify.number_hint")
        match self._way:
            case None:
                return self.say("identify.choose_hint")
            case Way.SOCIAL_CARD:
                return self.say("identify.social_card.hint")
            case Way.E_CREDENTIAL:
                return self.say("identify.e_credential.hint")
            case _:
                return self.say("identify.hint")

    def _code_hint(self) -> str:
        now = self.session.identifying
        phone = now.phone.reveal() if now is not None and now.phone is not None else ""
        return self.say("identify.code_hint", phone=phone)

    @Property(list, notify=changed)
    def accepted(self) -> list[str]:
        """The kinds of ID card that will do."""
        if self._way is not Way.ID_CARD:
            return []
        return [self.say(f"identify.kind.{kind}") for kind in self._step.accept]

    @Property(str, constant=True)
    def picture(self) -> str:
        """The sign of what is to be held somewhere; empty for the ID card, which has a picture of its own."""
        return _PICTURES.get(self._way, "") if self._way is not None else ""

    @Property(list, notify=changed)
    def ways(self) -> list[dict[str, object]]:
        """A list of {id, object, icon, label, note, offered}: a way whose device is gone says so."""
        ready, online = self._stage.ready_devices, self._stage.online
        return [self._told_way(way, offered=is_open_to(way, ready, online=online)) for way in self._step.ways]

    def _told_way(self, way: Way, *, offered: bool) -> dict[str, object]:
        return {
            "id": way.value,
            "object": f"way_{way}",
            "icon": _ICONS[way],
            "label": self.say(f"identify.way.{way}"),
            "note": self.say(f"identify.way_hint.{way}") if offered else self.say("identify.way_closed"),
            "offered": offered,
        }

    @Property(str, notify=changed)
    def anotherText(self) -> str:
        """The words that lead to the other ways; empty when there is but one."""
        return self.say("identify.another") if len(self._step.ways) > 1 and self._way is not None else ""

    @Property(str, notify=changed)
    def problem(self) -> str:
        """What was wrong with what was typed; empty when nothing was."""
        state = self.session.state
        return problem_in_words(self._words, state) if isinstance(state, Asking) else ""

    @Property(str, notify=changed)
    def typed(self) -> str:
        return typed.shown(self._field, self._typed, self._words)

    @Property(str, notify=changed)
    def spoken(self) -> str:
        return f"{self.heading} {self.typed if self._typed else self.placeholder}"

    @Property(bool, notify=changed)
    def empty(self) -> bool:
        return not self._typed

    @Property(str, notify=changed)
    def placeholder(self) -> str:
        return self.say("form.empty")

    @Property(int, constant=True)
    def most(self) -> int:
        """How many signs may stand there, with the spaces between them."""
        return typed.longest(self._field)

    @Property(str, notify=changed)
    def count(self) -> str:
        return self.say("form.typed", typed=len(self._typed), most=typed.most(self._field))

    @Property(int, constant=True)
    def columns(self) -> int:
        return keypad_of(self._field).columns

    @Property(list, notify=changed)
    def keys(self) -> list[dict[str, object]]:
        """See `kiosk.shell.keys.keys_told`."""
        return keys_told(keypad_of(self._field), self._words)

    @Property(str, notify=changed)
    def clearText(self) -> str:
        return self.say("form.clear")

    @Property(str, notify=changed)
    def nextText(self) -> str:
        return self.say("form.next_question")

    @Property(str, notify=changed)
    def againText(self) -> str:
        """The words for another message; empty where none is awaited."""
        if self._asks != "code":
            return ""
        return self.say("identify.again" if self.againOffered else "identify.again_later")

    @Property(bool, notify=changed)
    def againOffered(self) -> bool:
        now = self.session.identifying
        return now is not None and now.again

    @Slot(str)
    def choose(self, way: str) -> None:
        self.submit({"way": way})

    @Slot()
    def another(self) -> None:
        self.post(WentBack())

    @Slot(str)
    def press(self, sign: str) -> None:
        self._typed = typed.pressed(self._field, self._typed, sign)
        self.refresh()

    @Slot()
    def clear(self) -> None:
        self._typed = ""
        self.refresh()

    @Slot()
    def submitTyped(self) -> None:
        self.submit({self._asks: self._typed})

    @Slot()
    def sendAgain(self) -> None:
        self.submit({"again": True})
