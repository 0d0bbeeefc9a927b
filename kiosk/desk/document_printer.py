"""The A4 printer on the desk."""

from collections.abc import Callable
from pathlib import Path

from drivers.document_printer.emulator import IppEvePrinter
from drivers.faults import Fault, Role
from kiosk.desk.state import DeskError, DocumentPrinterState
from kiosk.desk.station import Station

_PAGE_TIME_S = 0.6  # quicker than paper, slow enough to be seen


class DocumentPrinter(Station):
    """`printed` is called, from the emulator's thread, when a document came out."""

    role = Role.DOCUMENT_PRINTER
    offers = (
        Fault.PAPER_OUT,
        Fault.PAPER_JAM,
        Fault.COVER_OPEN,
        Fault.TONER_OUT,
        Fault.OUTPUT_FULL,
        Fault.OFFLINE,
    )

    def __init__(self, directory: Path, *, port: int, printed: Callable[[], None]) -> None:
        """`directory`: where the printer keeps what it was sent."""
        super().__init__()
        self._emulator = IppEvePrinter(directory, port, page_time_s=_PAGE_TIME_S)
        self._emulator.on_document = lambda _document: printed()

    @property
    def url(self) -> str:
        return self._emulator.url

    @property
    def state(self) -> DocumentPrinterState:
        return DocumentPrinterState(
            url=self.url,
            plugged=self.plugged,
            faults=self.faults,
            offers=self.offers,
            documents=len(self._emulator.documents),
        )

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

    def _befall(self, fault: Fault) -> None:
        self._emulator.set_fault(fault)

    def _recover(self) -> None:
        self._emulator.clear_fault()

    def _pull(self) -> None:
        self._emulator.unplug()

    def _push(self) -> None:
        self._emulator.replug()
