"""What the desk's window shows and does. Lives on the Qt thread; devices are acted on beside it."""

import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from drivers.faults import Fault, Role
from kiosk.desk.card_view_model import CardViewModel
from kiosk.desk.labels import DeskLabels
from kiosk.desk.pictures import PrintedPictures
from kiosk.desk.state import STATIONS, DeskError, DeskState
from kiosk.desk.station_view_model import StationViewModel
from kiosk.desk.workbench import Workbench

QML_IMPORT_NAME = "Kiosk.Desk"
QML_IMPORT_MAJOR_VERSION = 1

_SHEETS_SHOWN = 24
_RECEIPTS_SHOWN = 6
_LOOK_MS = 500


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
        self._stations = {
            role: StationViewModel(role, state.station(role), self._act, bench, self) for role in STATIONS
        }
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
