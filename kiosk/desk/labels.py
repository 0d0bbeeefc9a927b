"""The desk's labels as QML sees them."""

from PySide6.QtCore import Property, QObject
from PySide6.QtQml import QmlElement

from kiosk.desk import words
from kiosk.desk.words import Words

QML_IMPORT_NAME = "Kiosk.Desk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
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
class DeskLabels(QObject):
    """The labels that never change."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._title = WordsViewModel(words.TITLE, self)
        self._subtitle = WordsViewModel(words.SUBTITLE, self)
        self._cards = WordsViewModel(words.CARDS, self)
        self._reader_empty = WordsViewModel(words.READER_EMPTY, self)
        self._reader_lift = WordsViewModel(words.READER_LIFT, self)
        self._wrong_card_lies = WordsViewModel(words.WRONG_CARD_LIES, self)
        self._faults = WordsViewModel(words.FAULTS, self)
        self._plug = WordsViewModel(words.PLUG, self)
        self._paper_low = WordsViewModel(words.PAPER_LOW, self)
        self._no_receipt = WordsViewModel(words.NO_RECEIPT, self)
        self._no_sheet = WordsViewModel(words.NO_SHEET, self)

    @Property(WordsViewModel, constant=True)
    def title(self) -> WordsViewModel:
        return self._title

    @Property(WordsViewModel, constant=True)
    def subtitle(self) -> WordsViewModel:
        return self._subtitle

    @Property(WordsViewModel, constant=True)
    def cards(self) -> WordsViewModel:
        return self._cards

    @Property(WordsViewModel, constant=True)
    def readerEmpty(self) -> WordsViewModel:
        return self._reader_empty

    @Property(WordsViewModel, constant=True)
    def readerLift(self) -> WordsViewModel:
        return self._reader_lift

    @Property(WordsViewModel, constant=True)
    def wrongCardLies(self) -> WordsViewModel:
        return self._wrong_card_lies

    @Property(WordsViewModel, constant=True)
    def faults(self) -> WordsViewModel:
        return self._faults

    @Property(WordsViewModel, constant=True)
    def plug(self) -> WordsViewModel:
        return self._plug

    @Property(WordsViewModel, constant=True)
    def paperLow(self) -> WordsViewModel:
        return self._paper_low

    @Property(WordsViewModel, constant=True)
    def noReceipt(self) -> WordsViewModel:
        return self._no_receipt

    @Property(WordsViewModel, constant=True)
    def noSheet(self) -> WordsViewModel:
        return self._no_sheet
