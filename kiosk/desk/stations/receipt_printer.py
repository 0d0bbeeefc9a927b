"""The receipt printer on the desk."""

import io
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image

from drivers.faults import Fault, Role
from drivers.receipt_printer.emulator import EscPosEmulator
from drivers.receipt_printer.mechanism import FULL_ROLL_MM, NEAR_END_MM
from kiosk.desk.state import DeskError, ReceiptPrinterState
from kiosk.desk.stations.action import action
from kiosk.desk.stations.station import Station

_BYTES_PER_SECOND = 4000  # a receipt takes about as long as on paper


@dataclass(frozen=True)
class _Receipt:
    png: bytes = field(repr=False)
    data: bytes = field(repr=False)


class ReceiptPrinterStation(Station):
    """`printed` is called, from the emulator's thread, when a receipt came out."""

    role = Role.RECEIPT_PRINTER
    on_mains = True
    offers = (
        Fault.PAPER_OUT,
        Fault.COVER_OPEN,
        Fault.CUTTER_ERROR,
        Fault.HEAD_HOT,
        Fault.HARDWARE_ERROR,
        Fault.OFFLINE,
    )

    def __init__(self, *, width_dots: int, printed: Callable[[], None]) -> None:
        super().__init__()
        self._emulator = EscPosEmulator(
            width_dots=width_dots, on_receipt=self._came_out, bytes_per_second=_BYTES_PER_SECOND
        )
        self._printed = printed
        self._guard = threading.Lock()  # guards what follows
        self._receipts: list[_Receipt] = []
        self._torn_off = 0
        self._paper_low = False

    @property
    def url(self) -> str:
        return self._emulator.url

    @property
    def state(self) -> ReceiptPrinterState:
        with self._guard:
            count, lying = len(self._receipts), len(self._receipts) - self._torn_off
        return ReceiptPrinterState(
            **self.common(),
            paper_low=self._paper_low or self._emulator.roll_mm <= NEAR_END_MM,
            receipts=count,
            lying=lying,
            roll_mm=round(self._emulator.roll_mm, 1),
        )

    @property
    def faults(self) -> tuple[Fault, ...]:
        ended = self._emulator.roll_mm <= 0 and Fault.PAPER_OUT not in self._set
        return (Fault.PAPER_OUT, *self._set) if ended else tuple(self._set)

    @action
    def take(self) -> None:
        """Tear off the receipts that hang out."""
        with self._guard:
            self._torn_off = len(self._receipts)

    @action
    def paper_low(self, *, low: bool) -> None:
        """Hold the sensor that sees the roll's end, or let it go."""
        self._emulator.set_paper_low(low)
        self._paper_low = low

    @action
    def roll(self, mm: float) -> None:
        """Let that much paper be left on the roll; 80000 is a full one.

        Raises:
            DeskError: no roll is so long.
        """
        if not 0 <= mm <= FULL_ROLL_MM:
            raise DeskError(f"mm is 0 to {FULL_ROLL_MM:.0f}, not {mm}")
        self._forget(Fault.PAPER_OUT)
        self._emulator.load_roll(mm)

    def picture(self, number: int) -> bytes:
        """Return receipt `number` (from 1) as the printer rendered it, a PNG.

        Raises:
            DeskError: so many were not printed.
        """
        return self._receipt(number).png

    def data(self, number: int) -> bytes:
        """Return the bytes that made receipt `number` (from 1), commands included.

        Raises:
            DeskError: so many were not printed.
        """
        return self._receipt(number).data

    def start(self) -> None:
        self._emulator.start()

    def stop(self) -> None:
        self._emulator.stop()

    def _receipt(self, number: int) -> _Receipt:
        with self._guard:
            if not 1 <= number <= len(self._receipts):
                raise DeskError(f"there is no receipt {number}; {len(self._receipts)} were printed")
            return self._receipts[number - 1]

    def _came_out(self, picture: Image.Image) -> None:
        """In the printer's thread, so nothing is printed meanwhile: what it worked off is this receipt's."""
        out = io.BytesIO()
        picture.save(out, "PNG")
        with self._guard:
            self._receipts.append(_Receipt(out.getvalue(), self._emulator.worked_off))
        self._emulator.take()
        self._printed()

    def _befall(self, fault: Fault) -> None:
        self._emulator.set_fault(fault)

    def _recover(self, fault: Fault) -> None:
        self._emulator.clear_fault(fault)

    def _pull(self) -> None:
        self._emulator.unplug()

    def _push(self) -> None:
        self._emulator.replug()
