"""The A4 printer on the desk."""

import threading
from collections.abc import Callable
from pathlib import Path

from drivers.document_printer.emulator import IppEvePrinter
from drivers.document_printer.stock import CASSETTE_SHEETS, TRAY_SHEETS
from drivers.faults import Fault, Role
from kiosk.desk.state import DeskError, DocumentPrinterState
from kiosk.desk.stations.action import action
from kiosk.desk.stations.station import Station

_PAGE_TIME_S = 0.6  # quicker than paper, slow enough to be seen
_TONER_PER_SHEET_PERCENT = 0.05


class DocumentPrinterStation(Station):
    """What it prints lies in its mouth until `take`; `mouth`, a sensor of the cabinet's, is told of it.

    Paper, toner and tray run down by themselves, so faults may come without anybody setting them. `printed` and
    `mouth` are called from a thread of the emulator when a document came out, before the printer calls it completed.
    """

    role = Role.DOCUMENT_PRINTER
    on_mains = True
    offers = (
        Fault.PAPER_OUT,
        Fault.PAPER_JAM,
        Fault.COVER_OPEN,
        Fault.TONER_OUT,
        Fault.OUTPUT_FULL,
        Fault.OFFLINE,
    )

    def __init__(self, directory: Path, *, printed: Callable[[], None], mouth: Callable[[bool], None]) -> None:
        """`directory`: where the printer keeps what it was sent."""
        super().__init__()
        self._emulator = IppEvePrinter(
            directory, page_time_s=_PAGE_TIME_S, toner_per_sheet_percent=_TONER_PER_SHEET_PERCENT
        )
        self._emulator.on_document = self._came_out
        self._printed, self._mouth = printed, mouth
        self._guard = threading.Lock()  # the mouth is told of paper in the order in which it comes and goes

    @property
    def url(self) -> str:
        return self._emulator.url

    @property
    def state(self) -> DocumentPrinterState:
        there = self.available
        return DocumentPrinterState(
            **self.common(),
            documents=len(self._emulator.documents),
            lying=self._emulator.tray_sheets if there else 0,
            sheets_left=self._emulator.sheets_left if there else 0,
            toner_percent=round(self._emulator.toner_percent, 2) if there else 0.0,
        )

    @property
    def faults(self) -> tuple[Fault, ...]:
        if not self.available:
            return ()
        stock = {
            Fault.PAPER_OUT: self._emulator.sheets_left <= 0,
            Fault.TONER_OUT: self._emulator.toner_percent <= 0,
            Fault.OUTPUT_FULL: self._emulator.tray_sheets >= TRAY_SHEETS,
        }
        return (*(fault for fault, holds in stock.items() if holds), *self._set)

    @action
    def take(self) -> None:
        """Take the printed sheets out of the mouth."""
        self.must_be_available()
        self._emulator.take()
        self._tell_mouth()

    @action
    def paper(self, sheets: int) -> None:
        """Let the cassette hold that many sheets.

        Raises:
            DeskError: it does not hold so many.
        """
        if not 0 <= sheets <= CASSETTE_SHEETS:
            raise DeskError(f"sheets is 0 to {CASSETTE_SHEETS}, not {sheets}")
        self.must_be_available()
        self._emulator.leave_paper(sheets)

    @action
    def toner(self, percent: float) -> None:
        """Let the cartridge hold that much toner.

        Raises:
            DeskError: it is no percentage.
        """
        if not 0 <= percent <= 100:
            raise DeskError(f"percent is 0 to 100, not {percent}")
        self.must_be_available()
        self._emulator.set_toner(percent)

    def document(self, number: int) -> bytes:
        """Return document `number` (from 1) as the printer received it, a PDF.

        Raises:
            DeskError: so many were not printed.
        """
        documents = self._emulator.documents
        if not 1 <= number <= len(documents):
            raise DeskError(f"there is no document {number}; {len(documents)} were printed")
        return documents[number - 1]

    def start(self) -> None:
        self._emulator.start()

    def stop(self) -> None:
        self._emulator.stop()

    def _came_out(self, _document: bytes) -> None:
        self._tell_mouth()
        self._printed()

    def _tell_mouth(self) -> None:
        with self._guard:
            self._mouth(self._emulator.tray_sheets > 0)

    def _befall(self, fault: Fault) -> None:
        self.must_be_available()
        self._emulator.set_fault(fault)
        self._tell_mouth()  # a full tray has come full

    def _recover(self, fault: Fault) -> None:
        self._emulator.clear_fault(fault)
        self._tell_mouth()

    def _pull(self) -> None:
        self._emulator.unplug()

    def _push(self) -> None:
        self._emulator.replug()
