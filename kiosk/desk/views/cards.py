"""The demo persons' cards and the two readers."""

from typing import cast

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from drivers.faults import Fault, Role
from kiosk.desk import words
from kiosk.desk.state import CardReaderState, SocialCardReaderState
from kiosk.desk.views.labels import WordsViewModel
from kiosk.desk.views.station import Act, StationViewModel
from kiosk.desk.views.switch import SwitchViewModel

QML_IMPORT_NAME = "Kiosk.Desk"
QML_IMPORT_MAJOR_VERSION = 1

_WRONG = -1


@QmlElement
class CardViewModel(QObject):
    """A card of a demo person, of `kind` resident, hmt, foreign or social.

    `number` counts from 1; `fits`: the role of the reader it belongs to; `lying`: it lies there.
    """

    lyingChanged = Signal()

    def __init__(self, number: int, name: str, kind: str, parent: QObject) -> None:
        super().__init__(parent)
        self.person, self._name, self._kind = number, name, kind
        self._kind_words = WordsViewModel(words.KINDS.get(kind, words.SOCIAL_CARD), self)
        self._lying = False

    @Property(int, constant=True)
    def number(self) -> int:
        return self.person

    @Property(str, constant=True)
    def name(self) -> str:
        return self._name

    @Property(str, constant=True)
    def kind(self) -> str:
        return self._kind

    @Property(str, constant=True)
    def fits(self) -> str:
        return (Role.SOCIAL_CARD if self._kind == "social" else Role.ID_CARD).value

    @Property(WordsViewModel, constant=True)
    def kindWords(self) -> WordsViewModel:
        return self._kind_words

    @Property(bool, notify=lyingChanged)
    def lying(self) -> bool:
        return self._lying

    def show(self, *, lying: bool) -> None:
        if lying != self._lying:
            self._lying = lying
            self.lyingChanged.emit()


@QmlElement
class ReaderViewModel(StationViewModel):
    """A card reader and the cards that fit it."""

    updated = Signal()

    def __init__(
        self, role: Role, state: CardReaderState, cards: list[CardViewModel], act: Act, parent: QObject
    ) -> None:
        super().__init__(role, state, act, parent)
        self.changed.connect(self.updated)  # a notifying signal must be of the same class
        self._cards = cards
        self._wishes_contactless = False
        self._contactless = SwitchViewModel("contactless", words.CONTACTLESS, self._wish_contactless, self)

    @Property(list, constant=True)
    def cards(self) -> list[CardViewModel]:
        return self._cards

    @Property(int, notify=updated)
    def cardLying(self) -> int:
        """Whose card lies there, from 1; 0 for none, -1 for a card that does not belong there."""
        state = cast(CardReaderState, self._state)
        return _WRONG if Fault.WRONG_CARD in state.faults else state.card or 0

    @Property(SwitchViewModel, constant=True)
    def contactless(self) -> SwitchViewModel:
        """Whether the next card is laid upon the reader; only the social card reader has both ways."""
        return self._contactless

    @Property(bool, notify=updated)
    def upon(self) -> bool:
        """Whether the card lies upon the reader, or the next one would."""
        state = self._state
        if isinstance(state, SocialCardReaderState) and state.card:
            return state.contactless
        return self._wishes_contactless

    @Slot(int)
    def place(self, number: int) -> None:
        if self._wishes_contactless:
            self.do("place", person=number, contactless=True)
        else:
            self.do("place", person=number)

    @Slot()
    def lift(self) -> None:
        self.do("lift")

    def show(self, state: CardReaderState) -> None:  # type: ignore[override] # it is told its own kind of state
        super().show(state)
        for card in self._cards:
            card.show(lying=card.person == state.card)

    def _wish_contactless(self, on: bool) -> None:  # noqa: FBT001 - a switch
        self._wishes_contactless = on
        self._contactless.show(active=on)
        self.updated.emit()
        state = self._state
        if isinstance(state, SocialCardReaderState) and state.card and state.contactless != on:
            self.place(state.card)
