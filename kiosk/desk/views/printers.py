"""The two printers: what hangs out of them, and what they hold."""

from typing import cast

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from drivers.faults import Role
from kiosk.desk import words
from kiosk.desk.state import DocumentPrinterState, ReceiptPrinterState
from kiosk.desk.views.station import Act, StationViewModel
from kiosk.desk.views.switch import SwitchViewModel

QML_IMPORT_NAME = "Kiosk.Desk"
QML_IMPORT_MAJOR_VERSION = 1

_FULL_SHEETS = 250
_FULL_ROLL_MM = 80_000.0


@QmlElement
class PrinterViewModel(StationViewModel):
    """A printer. `papers` are addresses of pictures, the newest first; `lying`: how many nobody has taken yet."""

    updated = Signal()
    papersChanged = Signal()

    def __init__(
        self, role: Role, state: DocumentPrinterState | ReceiptPrinterState, act: Act, parent: QObject
    ) -> None:
        super().__init__(role, state, act, parent)
        self.changed.connect(self.updated)  # a notifying signal must be of the same class
        self._papers: list[str] = []

    @Property(list, notify=papersChanged)
    def papers(self) -> list[str]:
        return self._papers

    @Property(int, notify=updated)
    def lying(self) -> int:
        return cast(DocumentPrinterState | ReceiptPrinterState, self._state).lying

    @Slot()
    def take(self) -> None:
        self.do("take")

    def show_papers(self, papers: list[str]) -> None:
        if papers != self._papers:
            self._papers = papers
            self.papersChanged.emit()


@QmlElement
class ReceiptPrinterViewModel(PrinterViewModel):
    """The receipt printer."""

    rollChanged = Signal()

    def __init__(self, state: ReceiptPrinterState, act: Act, parent: QObject) -> None:
        super().__init__(Role.RECEIPT_PRINTER, state, act, parent)
        self.changed.connect(self.rollChanged)  # a notifying signal must be of the same class
        self._paper_low = SwitchViewModel("paper_low", words.PAPER_LOW, self._set_paper_low, self)

    @Property(SwitchViewModel, constant=True)
    def paperLow(self) -> SwitchViewModel:
        return self._paper_low

    @Property(float, notify=rollChanged)
    def roll(self) -> float:
        """How much of a full roll is left, 0 to 1."""
        return cast(ReceiptPrinterState, self._state).roll_mm / _FULL_ROLL_MM

    @Property(str, notify=rollChanged)
    def rollText(self) -> str:
        return f"{cast(ReceiptPrinterState, self._state).roll_mm / 1000:.0f} m"

    @Slot(float)
    def setRoll(self, share: float) -> None:
        self.do("roll", mm=float(round(share * _FULL_ROLL_MM)))

    def show(self, state: ReceiptPrinterState) -> None:  # type: ignore[override] # it is told its own kind of state
        super().show(state)
        self._paper_low.show(active=state.paper_low)

    def _set_paper_low(self, low: bool) -> None:  # noqa: FBT001 - a switch
        self.do("paper_low", low=low)


@QmlElement
class DocumentPrinterViewModel(PrinterViewModel):
    """The A4 printer. `paper` and `toner` are shares of full, 0 to 1."""

    stockChanged = Signal()

    def __init__(self, state: DocumentPrinterState, act: Act, parent: QObject) -> None:
        super().__init__(Role.DOCUMENT_PRINTER, state, act, parent)
        self.changed.connect(self.stockChanged)  # a notifying signal must be of the same class

    @Property(float, notify=stockChanged)
    def paper(self) -> float:
        return cast(DocumentPrinterState, self._state).sheets_left / _FULL_SHEETS

    @Property(str, notify=stockChanged)
    def paperText(self) -> str:
        return str(cast(DocumentPrinterState, self._state).sheets_left)

    @Property(float, notify=stockChanged)
    def toner(self) -> float:
        return cast(DocumentPrinterState, self._state).toner_percent / 100

    @Property(str, notify=stockChanged)
    def tonerText(self) -> str:
        return f"{cast(DocumentPrinterState, self._state).toner_percent:.0f} %"

    @Slot(float)
    def setPaper(self, share: float) -> None:
        self.do("paper", sheets=round(share * _FULL_SHEETS))

    @Slot(float)
    def setToner(self, share: float) -> None:
        self.do("toner", percent=float(round(share * 100)))
