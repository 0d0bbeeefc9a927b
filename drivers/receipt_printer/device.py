"""The receipt printer on the wire."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from drivers.cancel import Cancel, Deadline
from drivers.errors import DeviceError, Refused, Timeout
from drivers.faults import Fault, Role
from drivers.receipt_printer.commands import CUT, compose
from drivers.receipt_printer.encoding import Charset
from drivers.receipt_printer.exchange import Exchange
from drivers.receipt_printer.questions import SETTLE_S
from drivers.receipt_printer.raster import DEFAULT_FONT, GlyphPen
from drivers.receipt_printer.role import Receipt
from drivers.receipt_printer.torso import Torso
from drivers.receipt_printer.verdict import refuse
from drivers.receipt_printer.wire import Wire
from drivers.status import DeviceState, DeviceStatus, PaperState
from drivers.transport.url import read_name

_STATUS_TIMEOUT_S = 5.0
_WIRE_STATES = {
    Fault.BUSY: DeviceState.DEVICE_BUSY,
    Fault.CORRUPT_FRAME: DeviceState.HARDWARE_ERROR,
    Fault.TIMEOUT: DeviceState.HARDWARE_ERROR,
}


class EscPosPrinter:
    """A `ReceiptPrinter` that speaks ESC/POS with Chinese characters; opens its wire for each call.

    The printer must answer `GS r 1`: nothing else says that a job has been worked off. One that does not is refused
    with TIMEOUT before anything is printed (HPRT's TP80K manual limits the command to serial lines; single-sourced).

    Args:
        url: where it is, as `drivers.transport.url` tells. A serial printer whose buffer can fill needs the flow
            control in it that the printer is set to.
        width_dots: printable width at 203 dpi: 576 on 80 mm paper, 384 on 58 mm.
        charset: what the printer's own font holds; all else is drawn.
        font: what is drawn with.
        reply_timeout_s: how long the printer may take to answer one question.
        settle_s: how long to listen for what comes behind an answer.
        usb_backend: pyusb's, None for libusb.
        torso_mark: the file that tells the next program of a receipt that may be cut off, see `Torso`.

    Raises:
        ValueError: `url` or `charset` names nothing; the message says what there is.
    """

    def __init__(
        self,
        url: str,
        width_dots: int = 576,
        *,
        charset: str = Charset.GBK,
        font: Path = DEFAULT_FONT,
        reply_timeout_s: float = 1.0,
        settle_s: float = SETTLE_S,
        usb_backend: Any = None,
        torso_mark: Path | None = None,
    ) -> None:
        self._url, self._width_dots = url, width_dots
        self._name = read_name(url, usb_backend=usb_backend)
        self._charset = _charset(charset)
        self._reply_timeout_s, self._settle_s = reply_timeout_s, settle_s
        self._pen = GlyphPen(font)
        self._torso = Torso(torso_mark)
        self._litter = self._torso.expected  # something that broke off may lie in the printer's buffer

    def status(self) -> DeviceStatus:
        try:
            with self._connected(Cancel()) as exchange:
                report = exchange.report_after_recovery(Deadline(_STATUS_TIMEOUT_S))
        except DeviceError as error:
            state = _WIRE_STATES.get(error.fault, DeviceState.OFFLINE)
            faults = frozenset({error.fault})
            return DeviceStatus(Role.RECEIPT_PRINTER, state, faults, PaperState.UNKNOWN, detail=error.detail)
        return DeviceStatus(
            Role.RECEIPT_PRINTER, report.state, report.faults, report.paper_state, thresholds=report.thresholds
        )

    def print(self, receipt: Receipt, *, timeout_s: float, cancel: Cancel) -> None:
        deadline = Deadline(timeout_s)
        cancel.check("print a receipt")
        job = compose(receipt, self._width_dots, self._pen, self._charset)
        with self._connected(cancel) as exchange:
            self._refuse_unless_ready(exchange, deadline)
            cut_off = (CUT,) if self._torso.expected else ()
            self._torso.expect()
            try:
                exchange.send(cut_off + job, deadline)
                exchange.confirm(deadline)
            except DeviceError as error:
                self._litter = True
                exchange.abandon()
                raise Refused(Fault.JOB_DOUBTFUL, f"{self._url}: after the first byte: {error}") from error
        self._litter = False
        self._torso.forget()

    def close(self) -> None:
        """Nothing to give back: the wire is open only during a call."""

    @contextmanager
    def _connected(self, cancel: Cancel) -> Iterator[Exchange]:
        pipe = self._name.open()
        try:
            wire = Wire(pipe, baud=self._name.baud, cancel=cancel)
            yield Exchange(wire, reply_timeout_s=self._reply_timeout_s, settle_s=self._settle_s)
        finally:
            pipe.close()

    def _refuse_unless_ready(self, exchange: Exchange, deadline: Deadline) -> None:
        """Raise unless the printer is well, idle, and able to confirm a job."""
        littered, self._litter = self._litter, True  # until this and the job have passed as a whole
        if littered:
            exchange.abandon()  # the last farewell may not have reached it
        refuse(exchange.report_after_recovery(deadline, hasty=True))  # a printer that is not well is not idle either
        try:
            exchange.require_idle(Deadline(min(self._reply_timeout_s, deadline.left_s)))
        except Timeout:
            # Something unfinished sits in its queue, perhaps a command cut short that would swallow this job.
            self._torso.expect()
            exchange.abandon()
            if not littered:
                raise
            exchange.complete_half_command(deadline)


def _charset(name: str) -> Charset:
    try:
        return Charset(name)
    except ValueError as error:
        raise ValueError(f"{name!r} is no charset of a receipt printer; there are {', '.join(Charset)}") from error
