"""What the desk's window shows and does. Lives on the Qt thread; devices are acted on beside it."""

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from drivers.faults import Fault
from kiosk.desk import words
from kiosk.desk.words import Words

QML_IMPORT_NAME = "Kiosk.Desk"
QML_IMPORT_MAJOR_VERSION = 1

_SHEETS_SHOWN = 24
Act = Callable[[Callable[[], None]], None]


@QmlElement
@QmlUncreatable("made in Python")
class WordsViewModel(QObject):
    """One label in both languages."""

    def __init__(self, label: Words, parent: QObject) -> None:
        super().__init__(parent)
        self._label = label

    @Property(str, constant=True)
    def zh(self) -> str:
        return self._label.zh

    @Property(str, constant=True)
    def en(self) -> str:
        return self._label.en


@QmlElement
@QmlUncreatable("made in Python")
class CardViewModel(QObject):
    """A demo person's card. `number` counts from 1; `lying`: it lies on the reader."""

    lyingChanged = Signal()

    def __init__(self, number: int, name: str, kind: str, parent: QObject) -> None:
        super().__init__(parent)
        self._number, self._name, self._kind = number, name, kind
        self._kind_words = WordsViewModel(words.KINDS[kind], self)
        self._lying = False

    @Property(int, constant=True)
    def number(self) -> int:
        return self._number

    @Property(str, constant=True)
    def name(self) -> str:
        return self._name

    @Property(str, constant=True)
    def kind(self) -> str:
        return self._kind

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
@QmlUncreatable("made in Python")
class FaultViewModel(QObject):
    """A switch for one fault of one device."""

    activeChanged = Signal()

    def __init__(self, fault: Fault, set_active: Callable[[bool], None], parent: QObject) -> None:
        super().__init__(parent)
        self.fault = fault
        self._set_active = set_active
        self._label = WordsViewModel(words.of_fault(fault), self)
        self._active = False

    @Property(WordsViewModel, constant=True)
    def label(self) -> WordsViewModel:
        return self._label

    @Property(bool, notify=activeChanged)
    def active(self) -> bool:
        return self._active

    @Slot()
    def toggle(self) -> None:
        self._set_active(not self._active)

    def show(self, *, active: bool) -> None:
        if active != self._active:
            self._active = active
            self.activeChanged.emit()
