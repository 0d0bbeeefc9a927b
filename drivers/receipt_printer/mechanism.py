"""The emulated printer's inside: what is wrong with it, and what it therefore answers in real time."""

from dataclasses import dataclass

from drivers.faults import Fault
from drivers.receipt_printer.status_bytes import ErrorByte, OfflineByte, PaperByte, PrinterByte, Report, encode

SIMULATED_FAULTS = frozenset(
    {Fault.PAPER_OUT, Fault.COVER_OPEN, Fault.CUTTER_ERROR, Fault.HEAD_HOT, Fault.HARDWARE_ERROR}
)


@dataclass
class Mechanism:
    """`fault` is the cause; a stopped cutter stays stopped after its cause is gone, until `recover`."""

    fault: Fault | None = None
    paper_low: bool = False
    _cutter_stopped: bool = False

    def set_fault(self, fault: Fault) -> None:
        """Make `fault` true.

        Raises:
            ValueError: no printer has this fault.
        """
        if fault not in SIMULATED_FAULTS:
            raise ValueError(f"{fault} is not simulated; choose of {', '.join(sorted(SIMULATED_FAULTS))}")
        self.fault = fault
        self._cutter_stopped = self._cutter_stopped or fault is Fault.CUTTER_ERROR

    def clear_fault(self) -> None:
        self.fault = None

    def recover(self) -> bool:
        """`DLE ENQ`: True when this ended an error."""
        ended = self._cutter_stopped and self.fault is not Fault.CUTTER_ERROR
        if ended:
            self._cutter_stopped = False
        return ended

    def switch_on(self) -> None:
        """What power-on does: the cutter homes."""
        self._cutter_stopped = self.fault is Fault.CUTTER_ERROR

    @property
    def stopped(self) -> bool:
        """Nothing is printed and no queued command is worked on."""
        return self.fault is not None or self._cutter_stopped

    def report(self) -> Report:
        """The four status bytes of this moment."""
        unrecoverable, hot = self.fault is Fault.HARDWARE_ERROR, self.fault is Fault.HEAD_HOT
        return Report(
            PrinterByte(offline=self.stopped),
            OfflineByte(
                cover_open=self.fault is Fault.COVER_OPEN,
                stopped_by_paper_end=self.fault is Fault.PAPER_OUT,
                error=unrecoverable or hot or self._cutter_stopped,
            ),
            ErrorByte(cutter=self._cutter_stopped, unrecoverable=unrecoverable, auto_recoverable=hot),
            PaperByte(near_end=self.paper_low or self.fault is Fault.PAPER_OUT, end=self.fault is Fault.PAPER_OUT),
        )

    def real_time_byte(self, n: int) -> int:
        """The answer (0-255) to `DLE EOT n`, n from 1 to 4."""
        report = self.report()
        return encode((report.printer, report.offline, report.error, report.paper)[n - 1])

    def paper_sensor_byte(self) -> int:
        """The answer to `GS r 1`; paper end is never in it, because a printer without paper does not work it off."""
        return 0x03 if self.paper_low else 0x00
