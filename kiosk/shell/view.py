"""What every screen's view model is made of."""

from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.engine.events import Event, Submitted
from kiosk.engine.session import Session
from kiosk.engine.shown import values_of
from kiosk.engine.trouble import Trouble
from kiosk.protocol.filling import Amount
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps.value import Format
from kiosk.shell.stage import Stage, Texts
from kiosk.shell.words import Values, Words
from kiosk.shell.written import in_words

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True)
class Desk:
    """What a view model works with: the stage below, and the words of the present language."""

    stage: Stage
    words: Words


@QmlElement
class View(QObject):
    """A screen's view model: everything it shows is a property, all of them notify by `changed`.

    Each subclass declares `changed` itself: Qt finds a property's signal only in the class of the property.
    """

    changed: ClassVar[Signal]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._stage, self._words = desk.stage, desk.words
        self._told: list[object] | None = None

    def refresh(self) -> None:
        """Show what is now: the session, the language or a device changed.

        Says `changed` only when something that is shown differs: QML makes a list anew each time, and a finger that
        rests on one of its keys at that moment would have touched in vain.
        """
        told = [getattr(self, name) for name in self._properties()]
        if told != self._told:
            self._told = told
            self.changed.emit()

    @classmethod
    def _properties(cls) -> list[str]:
        # Asked of the class and not of Qt, whose meta objects come and go behind Python's back.
        return [name for kind in cls.__mro__ for name, value in vars(kind).items() if isinstance(value, Property)]

    def aloud(self) -> str:
        """Return what a voice says instead of what it tells of all screens of this kind; empty when nothing is."""
        return ""

    def go_back(self) -> bool:
        """Go back within this screen; False when it has nothing to go back to. Only between sessions."""
        return False

    @property
    def session(self) -> Session:
        """The session at hand. Only screens of a session ask."""
        session = self._stage.session
        assert session is not None, "this screen shows a session"
        return session

    @property
    def texts(self) -> Texts:
        return self._stage.texts(self.session.flow.service)

    def say(self, key: str, **values: object) -> str:
        return self._words.say(key, **values)

    def of_flow(self, key: str) -> str:
        return self._words.of_flow(self.texts, key, self._values())

    def trouble(self, trouble: Trouble, step_id: str = "") -> tuple[str, str]:
        """Return what happened, in a few words, and what can be done about it; at the present step or that one."""
        return self._words.trouble(trouble, self.texts, self._values(step_id))

    def _values(self, step_id: str = "") -> Values:
        """Return what the words of the present step, or of that one, have in braces."""
        step = self.session.flow.step(step_id or self.session.step_id)
        found = values_of(self.session, step).reveal() if step.values else {}
        return {name: self._written(value, step.values[name].format) for name, value in found.items()}

    def _written(self, value: object, form: Format) -> object:
        return Amount(value) if form == "number" and isinstance(value, int) else in_words(value, form, self._words)

    def halfway(self) -> object:
        """Return what the resident has begun to answer, for when they come back to it; None when that is nothing."""
        return None

    def resume(self, _typed: object) -> None:
        """Take up what `halfway` returned at an earlier visit."""

    def closed(self) -> None:
        """Let go of what this screen had asked for: another takes its place."""

    def post(self, event: Event) -> None:
        self._stage.post(event)

    def submit(self, value: object) -> None:
        """Answer the present step."""
        self.post(Submitted(self.session.step_id, Personal(value)))
