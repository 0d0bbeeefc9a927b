"""The receipt printer on the desk."""

import io
from collections.abc import Callable

from PIL import Image

from drivers.faults import Fault, Role
from drivers.receipt_printer.emulator import EscPosEmulator
from kiosk.desk.state import DeskError, ReceiptPrinterState
from kiosk.desk.station import Station

_BYTES_PER_SECOND = 4000  # a receipt takes about as long as on paper


class ReceiptPrinter(Station):
    """`printed` is called, from the emulator's thread, when a receipt came out."""

    role = Role.RECEIPT_PRINTER
    offers = (
        Fault.PAPER_OUT,
        Fault.COVER_OPEN,
        Fault.CUTTER_ERROR,
        Fault.HEAD_HOT,
        Fault.HARDWARE_ERROR,
        Fault.OFFLINE,
    )

    def __init__(self, *, port: int, width_dots: int, printed: Callable[[], None]) -> None:
        super().__init__()
        self._emulator = EscPosEmulator(
            "127.0.0.1", port, width_dots, on_receipt=self._came_out, bytes_per_second=_BYTES_PER_SECOND
        )
        self._printed = printed
        self._ends: list[int] = []  # how many bytes had been worked off when each receipt was cut
        self._paper_low = False

    @property
    def url(self) -> str:
        return self._emulator.url

    @property
    def state(self) -> ReceiptPrinterState:
        return ReceiptPrinterState(
            url=self.url,
            plugged=self.plugged,
            faults=self.faults,
            offers=self.offers,
            paper_low=self._paper_low,
            receipts=len(self._emulator.receipts),
        )

    def set_paper_low(self, low: bool) -> None:  # noqa: FBT001 - a switch
        self._emulator.set_paper_low(low)
        self._paper_low = low

    def picture(self, number: int) -> bytes:
        """Return receipt `number` (from 1) as the printer rendered it, a PNG.

        Raises:
            DeskError: so many were not printed.
        """
        receipts = self._emulator.receipts
        _must_exist(number, len(receipts))
        out = io.BytesIO()
        receipts[number - 1].save(out, "PNG")
        return out.getvalue()

    def data(self, number: int) -> bytes:
        """Return the bytes that made receipt `number` (from 1), commands included.

        Raises:
            DeskError: so many were not printed.
        """
        _must_exist(number, len(self._ends))
        start = self._ends[number - 2] if number > 1 else 0
        return self._emulator.worked_off[start : self._ends[number - 1]]

    def start(self) -> None:
        self._emulator.start()

    def stop(self) -> None:
        self._emulator.stop()

    def _befall(self, fault: Fault) -> None:
        self._emulator.set_fault(fault)

    def _recover(self) -> None:
        self._emulator.clear_fault()

    def _came_out(self, _receipt: Image.Image) -> None:
        self._ends.append(len(self._emulator.worked_off))
        self._printed()

    def _pull(self) -> None:
        self._emulator.unplug()

    def _push(self) -> None:
        self._emulator.replug()


def _must_exist(number: int, count: int) -> None:
    if not 1 <= number <= count:
        raise DeskError(f"there is no receipt {number}; {count} were printed")
