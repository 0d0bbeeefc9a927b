"""The emulated printer's inside: what is wrong with it, and what it therefore answers in real time."""

from dataclasses import dataclass, field

from drivers.faults import Fault
from drivers.receipt_printer.status_bytes import ErrorByte, OfflineByte, PaperByte, PrinterByte, Report, encode

SIMULATED_FAULTS = frozenset(
    {Fault.PAPER_OUT, Fault.COVER_OPEN, Fault.CUTTER_ERROR, Fault.HEAD_HOT, Fault.HARDWARE_ERROR}
)
FULL_ROLL_MM = 80_000.0  # 80 mm paper, 80 mm across
NEAR_END_MM = 3_000.0  # what the sensor at the spool sees is its radius: some metres are left
_OPENED = frozenset({Fault.PAPER_OUT, Fault.COVER_OPEN})


@dataclass
class Mechanism:
    """`faults` are the causes; a stopped cutter stays stopped after its cause is gone, until `recover`.

    With `waits_for_recovery` a printer that was stopped in the middle of a job by its cover or its paper does not go
    on by itself afterwards, as some models: it waits for `DLE ENQ`.
    """

    roll_mm: float = FULL_ROLL_MM
    near_end_mm: float = NEAR_END_MM
    waits_for_recovery: bool = False
    paper_low: bool = False
    _faults: set[Fault] = field(default_factory=set)
    _cutter_stopped: bool = False
    _waiting: bool = False

    def set_fault(self, fault: Fault, *, at_work: bool = False) -> None:
        """Make `fault` true, `at_work` in the middle of a job.

        Raises:
            ValueError: no printer has this fault.
        """
        if fault not in SIMULATED_FAULTS:
            raise ValueError(f"{fault} is not simulated; choose of {', '.join(sorted(SIMULATED_FAULTS))}")
        self._faults.add(fault)
        self._cutter_stopped = self._cutter_stopped or fault is Fault.CUTTER_ERROR
        self._waiting = self._waiting or (self.waits_for_recovery and at_work and fault in _OPENED)

    def clear_fault(self, fault: Fault | None = None) -> None:
        """Remove the cause of `fault`, or of all. Paper that ran out is replaced by a full roll."""
        if fault in {None, Fault.PAPER_OUT} and self.roll_mm <= 0:
            self.roll_mm = FULL_ROLL_MM
        self._faults -= {fault} if fault else set(self._faults)

    def stop_cutter(self) -> None:
        """The blade sticks and comes free at the next attempt."""
        self._cutter_stopped = True

    def recover(self) -> bool:
        """`DLE ENQ`: True when this ended an error."""
        ended = (self._cutter_stopped or self._waiting) and not self.faults
        if ended:
            self._cutter_stopped = self._waiting = False
        return ended

    def switch_on(self) -> None:
        """What power-on does: the cutter homes, and nothing waits."""
        self._cutter_stopped, self._waiting = Fault.CUTTER_ERROR in self.faults, False

    def feed(self, length_mm: float) -> None:
        """Take paper from the roll."""
        had_paper, self.roll_mm = self.roll_mm > 0, max(0.0, self.roll_mm - length_mm)
        if had_paper and self.roll_mm <= 0:
            self._waiting = self._waiting or self.waits_for_recovery

    @property
    def faults(self) -> frozenset[Fault]:
        """The causes of this moment, an empty roll among them."""
        return frozenset(self._faults | ({Fault.PAPER_OUT} if self.roll_mm <= 0 else set()))

    @property
    def stopped(self) -> bool:
        """Nothing is printed and no queued command is worked on."""
        return bool(self.faults) or self._cutter_stopped or self._waiting

    def report(self) -> Report:
        """The four status bytes of this moment."""
        faults = self.faults
        unrecoverable, hot = Fault.HARDWARE_ERROR in faults, Fault.HEAD_HOT in faults
        out, cover_open = Fault.PAPER_OUT in faults, Fault.COVER_OPEN in faults
        return Report(
            PrinterByte(offline=self.stopped, waiting_for_recovery=self._waiting),
            OfflineByte(
                cover_open=cover_open,
                stopped_by_paper_end=out,
                error=unrecoverable or hot or self._cutter_stopped,
            ),
            ErrorByte(
                cutter=self._cutter_stopped,
                unrecoverable=unrecoverable,
                auto_recoverable=hot or (cover_open and self._waiting),
            ),
            PaperByte(near_end=self._near_end or out, end=out),
        )

    def real_time_byte(self, n: int) -> int:
        """The answer (0-255) to `DLE EOT n`, n from 1 to 4."""
        report = self.report()
        return encode((report.printer, report.offline, report.error, report.paper)[n - 1])

    def paper_sensor_byte(self) -> int:
        """The answer to `GS r 1`; paper end is never in it, because a printer without paper does not work it off."""
        return 0x03 if self._near_end else 0x00

    @property
    def _near_end(self) -> bool:
        return self.paper_low or self.roll_mm <= self.near_end_mm
