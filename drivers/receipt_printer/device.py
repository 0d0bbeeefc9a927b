"""The receipt printer on the wire."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from drivers.cancel import Cancel, Deadline
from drivers.errors import DeviceError, Refused, Timeout
from drivers.faults import Fault, Role
from drivers.receipt_printer.commands import CUT, compose
from drivers.receipt_printer.exchange import Exchange
from drivers.receipt_printer.raster import DEFAULT_FONT, GlyphPen
from drivers.receipt_printer.role import Receipt
from drivers.receipt_printer.status_bytes import Report
from drivers.status import DeviceState, DeviceStatus, PaperState
from drivers.transport import open_pipe

_STATUS_TIMEOUT_S = 5.0
_WIRE_STATES = {Fault.BUSY: DeviceState.DEVICE_BUSY, Fault.CORRUPT_FRAME: DeviceState.HARDWARE_ERROR}
# The fault that is told when there are several: what a person can put right comes first.
_ORDER = (
    Fault.COVER_OPEN,
    Fault.PAPER_OUT,
    Fault.CUTTER_ERROR,
    Fault.HARDWARE_ERROR,
    Fault.HEAD_HOT,
    Fault.BUSY,
)


class EscPosPrinter:
    """A `ReceiptPrinter` that speaks ESC/POS with Chinese characters; opens its wire for each call.

    The printer must answer `GS r 1`: nothing else says that a job has been worked off. One that does not is refused
    with TIMEOUT before anything is printed (HPRT's TP80K manual limits the command to serial lines; single-sourced).

    Args:
        url: where it is, as `drivers.transport.open_pipe` reads it.
        width_dots: printable width at 203 dpi: 576 on 80 mm paper, 384 on 58 mm.
        font: what characters are drawn with that the printer's own font lacks.
        reply_timeout_s: how long the printer may take to answer one question.
    """

    def __init__(
        self, url: str, width_dots: int = 576, *, font: Path = DEFAULT_FONT, reply_timeout_s: float = 1.0
    ) -> None:
        self._url, self._width_dots, self._reply_timeout_s = url, width_dots, reply_timeout_s
        self._pen = GlyphPen(font)
        self._torso = False  # a broken job may have left half a receipt in the printer's mouth

    def status(self) -> DeviceStatus:
        try:
            with self._connected(Cancel()) as exchange:
                report = _report_after_recovery(exchange, Deadline(_STATUS_TIMEOUT_S))
        except DeviceError as error:
            state = _WIRE_STATES.get(error.fault, DeviceState.OFFLINE)
            faults = frozenset({error.fault})
            return DeviceStatus(Role.RECEIPT_PRINTER, state, faults, PaperState.UNKNOWN, detail=error.detail)
        return DeviceStatus(Role.RECEIPT_PRINTER, report.state, report.faults, report.paper_state)

    def print(self, receipt: Receipt, *, timeout_s: float, cancel: Cancel) -> None:
        deadline = Deadline(timeout_s)
        cancel.check("print a receipt")
        job = compose(receipt, self._width_dots, self._pen)
        with self._connected(cancel) as exchange:
            self._refuse_unless_ready(exchange, deadline)
            try:
                exchange.send((CUT if self._torso else b"") + job, deadline)
                while not exchange.drain_queue(deadline):  # a fault that has passed by now confirms nothing
                    _refuse(exchange.report(deadline))
                _refuse(exchange.report(deadline))
            except DeviceError as error:
                self._torso = True
                exchange.abandon()
                raise Refused(Fault.JOB_DOUBTFUL, f"{self._url}: after the first byte: {error}") from error
        self._torso = False

    def close(self) -> None:
        """Nothing to give back: the wire is open only during a call."""

    @contextmanager
    def _connected(self, cancel: Cancel) -> Iterator[Exchange]:
        pipe = open_pipe(self._url)
        try:
            yield Exchange(pipe, reply_timeout_s=self._reply_timeout_s, cancel=cancel)
        finally:
            pipe.close()

    def _refuse_unless_ready(self, exchange: Exchange, deadline: Deadline) -> None:
        """Raise unless the printer is well, idle, and able to confirm a job."""
        _refuse(_report_after_recovery(exchange, deadline))
        try:
            idle = exchange.drain_queue(Deadline(min(self._reply_timeout_s, deadline.left_s)))
        except Timeout:
            # Something unfinished sits in its queue, perhaps a command cut short that would swallow this job.
            self._torso = True
            exchange.abandon()
            raise
        if not idle:
            _refuse(exchange.report(deadline))


def _report_after_recovery(exchange: Exchange, deadline: Deadline) -> Report:
    """The printer's report, after one attempt to recover from a stopped cutter."""
    report = exchange.report(deadline)
    if not report.recoverable:
        return report
    exchange.recover(deadline)
    return exchange.report(deadline)


def _refuse(report: Report) -> None:
    for fault in _ORDER:
        if fault in report.faults:
            raise Refused(fault, f"the printer reports {', '.join(sorted(report.faults))}")
