"""What the desk's window shows and does. Lives on the Qt thread; devices are acted on beside it."""

import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from drivers.faults import Fault, Role
from kiosk.desk import words
from kiosk.desk.labels import DeskLabels, WordsViewModel
from kiosk.desk.pictures import PrintedPictures
from kiosk.desk.state import DeskError, DeskState, StationState
from kiosk.desk.workbench import Workbench

QML_IMPORT_NAME = "Kiosk.Desk"
QML_IMPORT_MAJOR_VERSION = 1

_SHEETS_SHOWN = 24
_RECEIPTS_SHOWN = 6
_LOOK_MS = 500
Act = Callable[[Callable[[], None]], None]


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


@QmlElement
class FaultViewModel(QObject):
    """A switch for one fault of one device."""

    activeChanged = Signal()

    def __init__(self, fault: Fault, set_active: Callable[[bool], None], parent: QObject) -> None:
        super().__init__(parent)
        self.fault = fault
        self._set_active = set_active
        self._label = WordsViewModel(words.of_fault(fault), self)
        self._active = False

    @Property(str, constant=True)
    def code(self) -> str:
        return self.fault.value

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


@QmlElement
class StationViewModel(QObject):
    """One device. `state`: ready, trouble or unplugged."""

    changed = Signal()

    def __init__(self, role: Role, state: StationState, act: Act, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._role, self._act, self._bench = role, act, bench
        self._name = WordsViewModel(words.ROLES[role], self)
        offered = [fault for fault in state.offers if fault is not Fault.OFFLINE]
        self._faults = [FaultViewModel(fault, partial(self._set_fault, fault), self) for fault in offered]
        self._plugged, self._status = True, WordsViewModel(words.READY, self)
        self._url = state.url

    @Property(str, constant=True)
    def role(self) -> str:
        return self._role.value

    @Property(WordsViewModel, constant=True)
    def name(self) -> WordsViewModel:
        return self._name

    @Property(str, constant=True)
    def url(self) -> str:
        return self._url

    @Property(list, constant=True)
    def faults(self) -> list[FaultViewModel]:
        return self._faults

    @Property(bool, notify=changed)
    def plugged(self) -> bool:
        return self._plugged

    @Property(str, notify=changed)
    def state(self) -> str:
        if not self._plugged:
            return "unplugged"
        return "trouble" if any(fault.active for fault in self._faults) else "ready"

    @Property(WordsViewModel, notify=changed)
    def status(self) -> WordsViewModel:
        return self._status

    @Slot()
    def togglePlug(self) -> None:
        plugged = self._plugged

        def work() -> None:
            with self._bench.station(self._role) as station:
                if plugged:
                    station.unplug()
                else:
                    station.replug()

        self._act(work)

    def show(self, state: StationState) -> None:
        for fault in self._faults:
            fault.show(active=fault.fault in state.faults)
        label = words.of_fault(state.faults[0]) if state.faults else words.READY
        self._plugged = state.plugged
        self._status.deleteLater()
        self._status = WordsViewModel(label if state.plugged else words.UNPLUGGED, self)
        self.changed.emit()

    def _set_fault(self, fault: Fault, active: bool) -> None:  # noqa: FBT001 - a switch
        def work() -> None:
            with self._bench.station(self._role) as station:
                if active:
                    station.set_fault(fault)
                else:
                    station.clear_fault()

        self._act(work)


@QmlElement
class DeskViewModel(QObject):
    """The whole desk. `receipts` and `sheets` are picture addresses, the newest first."""

    cardChanged = Signal()
    receiptsChanged = Signal()
    sheetsChanged = Signal()
    paperLowChanged = Signal()
    messageChanged = Signal()
    _told = Signal(object, object, object)  # DeskState, receipts, sheets: from the thread that looked

    def __init__(self, bench: Workbench, pictures: PrintedPictures) -> None:
        super().__init__()
        self._bench, self._pictures = bench, pictures
        self._pool = ThreadPoolExecutor(1, "desk window")
        self._labels = DeskLabels(self)
        state = bench.state
        self._cards = [CardViewModel(one.number, one.name, one.kind, self) for one in state.persons]
        self._stations = {role: StationViewModel(role, state.station(role), self._act, bench, self) for role in Role}
        self._state = state
        self._receipts, self._sheets = list[str](), list[str]()
        self._message = ""
        self._told.connect(self._show)
        bench.subscribe(self.refresh)
        # What happens by itself, such as a card that is lifted during a read, is told by nobody.
        self._look_again = QTimer(self, interval=_LOOK_MS)
        self._look_again.timeout.connect(self.refresh)
        self._look_again.start()
        self.refresh()

    @Property(DeskLabels, constant=True)
    def labels(self) -> DeskLabels:
        return self._labels

    @Property(list, constant=True)
    def cards(self) -> list[CardViewModel]:
        return self._cards

    @Property(StationViewModel, constant=True)
    def reader(self) -> StationViewModel:
        return self._stations[Role.ID_CARD]

    @Property(StationViewModel, constant=True)
    def receiptPrinter(self) -> StationViewModel:
        return self._stations[Role.RECEIPT_PRINTER]

    @Property(StationViewModel, constant=True)
    def documentPrinter(self) -> StationViewModel:
        return self._stations[Role.DOCUMENT_PRINTER]

    @Property(int, notify=cardChanged)
    def cardLying(self) -> int:
        """Whose card lies on the reader, from 1; 0 for none, -1 for a card that is no ID card."""
        if Fault.WRONG_CARD in self._state.id_card.faults:
            return -1
        return self._state.id_card.card or 0

    @Property(list, notify=receiptsChanged)
    def receipts(self) -> list[str]:
        return self._receipts

    @Property(list, notify=sheetsChanged)
    def sheets(self) -> list[str]:
        return self._sheets

    @Property(bool, notify=paperLowChanged)
    def paperLow(self) -> bool:
        return self._state.receipt_printer.paper_low

    @Property(str, notify=messageChanged)
    def message(self) -> str:
        """What could not be done, for a person; empty when all went well."""
        return self._message

    @Slot(int)
    def place(self, number: int) -> None:
        def work() -> None:
            with self._bench.reader() as reader:
                reader.place(number)

        self._act(work)

    @Slot()
    def lift(self) -> None:
        def work() -> None:
            with self._bench.reader() as reader:
                reader.lift()

        self._act(work)

    @Slot()
    def togglePaperLow(self) -> None:
        low = not self._state.receipt_printer.paper_low

        def work() -> None:
            with self._bench.receipts() as printer:
                printer.set_paper_low(low)

        self._act(work)

    def refresh(self) -> None:
        """Look at the desk anew, soon. Thread-safe, never blocks."""
        with contextlib.suppress(RuntimeError):  # the window was closed already
            self._pool.submit(self._look)

    def close(self) -> None:
        self._look_again.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _act(self, work: Callable[[], None]) -> None:
        """Act on a device beside the Qt thread: a printer that is plugged in takes its time."""

        def act() -> None:
            try:
                work()
                self._say("")
            except DeskError as error:
                self._say(str(error))

        self._pool.submit(act)

    def _say(self, message: str) -> None:
        self._message = message
        self.messageChanged.emit()

    def _look(self) -> None:
        state = self._bench.state
        newest = state.receipt_printer.receipts
        numbers = range(newest, max(0, newest - _RECEIPTS_SHOWN), -1)
        receipts = [self._pictures.receipt(self._bench, number) for number in numbers]
        self._told.emit(state, receipts, self._sheet_addresses(state.document_printer.documents))

    def _sheet_addresses(self, documents: int) -> list[str]:
        addresses: list[str] = []
        for number in range(documents, 0, -1):
            addresses += self._pictures.sheets(self._bench, number)
            if len(addresses) >= _SHEETS_SHOWN:
                break
        return addresses

    def _show(self, state: DeskState, receipts: list[str], sheets: list[str]) -> None:
        self._state = state
        for role, station in self._stations.items():
            station.show(state.station(role))
        for number, card in enumerate(self._cards, 1):
            card.show(lying=number == state.id_card.card)
        self.cardChanged.emit()
        self.paperLowChanged.emit()
        if receipts != self._receipts:
            self._receipts = receipts
            self.receiptsChanged.emit()
        if sheets != self._sheets:
            self._sheets = sheets
            self.sheetsChanged.emit()
