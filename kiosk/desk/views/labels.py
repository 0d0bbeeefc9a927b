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
        self._id_cards = WordsViewModel(words.ID_CARDS, self)
        self._social_cards = WordsViewModel(words.SOCIAL_CARDS, self)
        self._cards_hint = WordsViewModel(words.CARDS_HINT, self)
        self._reader_empty = WordsViewModel(words.READER_EMPTY, self)
        self._social_empty = WordsViewModel(words.SOCIAL_EMPTY, self)
        self._reader_lift = WordsViewModel(words.READER_LIFT, self)
        self._wrong_card_lies = WordsViewModel(words.WRONG_CARD_LIES, self)
        self._no_receipt = WordsViewModel(words.NO_RECEIPT, self)
        self._no_sheet = WordsViewModel(words.NO_SHEET, self)
        self._tear_off = WordsViewModel(words.TEAR_OFF, self)
        self._take_sheets = WordsViewModel(words.TAKE_SHEETS, self)
        self._sheets_left = WordsViewModel(words.SHEETS_LEFT, self)
        self._roll = WordsViewModel(words.ROLL, self)
        self._toner = WordsViewModel(words.TONER, self)
        self._watched = WordsViewModel(words.WATCHED, self)
        self._lit = WordsViewModel(words.LIT, self)
        self._person = WordsViewModel(words.PERSON, self)
        self._surroundings = WordsViewModel(words.SURROUNDINGS, self)
        self._attack = WordsViewModel(words.ATTACK, self)
        self._mains = WordsViewModel(words.MAINS, self)
        self._mains_on = WordsViewModel(words.MAINS_ON, self)
        self._mains_cut = WordsViewModel(words.MAINS_CUT, self)
        self._battery = WordsViewModel(words.BATTERY, self)
        self._temperature = WordsViewModel(words.TEMPERATURE, self)

    @Property(WordsViewModel, constant=True)
    def title(self) -> WordsViewModel:
        return self._title

    @Property(WordsViewModel, constant=True)
    def subtitle(self) -> WordsViewModel:
        return self._subtitle

    @Property(WordsViewModel, constant=True)
    def idCards(self) -> WordsViewModel:
        return self._id_cards

    @Property(WordsViewModel, constant=True)
    def socialCards(self) -> WordsViewModel:
        return self._social_cards

    @Property(WordsViewModel, constant=True)
    def cardsHint(self) -> WordsViewModel:
        return self._cards_hint

    @Property(WordsViewModel, constant=True)
    def readerEmpty(self) -> WordsViewModel:
        return self._reader_empty

    @Property(WordsViewModel, constant=True)
    def socialEmpty(self) -> WordsViewModel:
        return self._social_empty

    @Property(WordsViewModel, constant=True)
    def readerLift(self) -> WordsViewModel:
        return self._reader_lift

    @Property(WordsViewModel, constant=True)
    def wrongCardLies(self) -> WordsViewModel:
        return self._wrong_card_lies

    @Property(WordsViewModel, constant=True)
    def noReceipt(self) -> WordsViewModel:
        return self._no_receipt

    @Property(WordsViewModel, constant=True)
    def noSheet(self) -> WordsViewModel:
        return self._no_sheet

    @Property(WordsViewModel, constant=True)
    def tearOff(self) -> WordsViewModel:
        return self._tear_off

    @Property(WordsViewModel, constant=True)
    def takeSheets(self) -> WordsViewModel:
        return self._take_sheets

    @Property(WordsViewModel, constant=True)
    def sheetsLeft(self) -> WordsViewModel:
        return self._sheets_left

    @Property(WordsViewModel, constant=True)
    def roll(self) -> WordsViewModel:
        return self._roll

    @Property(WordsViewModel, constant=True)
    def toner(self) -> WordsViewModel:
        return self._toner

    @Property(WordsViewModel, constant=True)
    def watched(self) -> WordsViewModel:
        return self._watched

    @Property(WordsViewModel, constant=True)
    def lit(self) -> WordsViewModel:
        return self._lit

    @Property(WordsViewModel, constant=True)
    def mains(self) -> WordsViewModel:
        return self._mains

    @Property(WordsViewModel, constant=True)
    def mainsOn(self) -> WordsViewModel:
        return self._mains_on

    @Property(WordsViewModel, constant=True)
    def mainsCut(self) -> WordsViewModel:
        return self._mains_cut

    @Property(WordsViewModel, constant=True)
    def battery(self) -> WordsViewModel:
        return self._battery

    @Property(WordsViewModel, constant=True)
    def temperature(self) -> WordsViewModel:
        return self._temperature

    @Property(WordsViewModel, constant=True)
    def person(self) -> WordsViewModel:
        return self._person

    @Property(WordsViewModel, constant=True)
    def surroundings(self) -> WordsViewModel:
        return self._surroundings

    @Property(WordsViewModel, constant=True)
    def attack(self) -> WordsViewModel:
        return self._attack
