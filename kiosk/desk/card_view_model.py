"""A demo person's card on the desk."""

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.desk import words
from kiosk.desk.labels import WordsViewModel

QML_IMPORT_NAME = "Kiosk.Desk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
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
