"""An ESC/POS receipt printer on a TCP port: the other end of the wire, for the desk, the demo and the tests.

It answers real-time commands while it is stopped, keeps in its buffer what it could not print, and goes on with it when
the fault is cleared, as the real ones do.

What it does not simulate: a full receive buffer (it takes any amount), the time that cutting and heating take, RS-232
handshaking, automatic status (`GS a` is accepted and nothing is sent), page mode, code pages other than 437, font B, QR
models other than 2, and a network card that outlives the printer's power.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from drivers.faults import Fault
from drivers.receipt_printer.interpreter import Interpreter
from drivers.receipt_printer.listener import Connection, Listener
from drivers.receipt_printer.mechanism import SIMULATED_FAULTS, Mechanism
from drivers.receipt_printer.paper import Paper
from drivers.receipt_printer.raster import GlyphPen
from drivers.receipt_printer.real_time import CLEAR_BUFFERS, RealTime

_CLEARED = b"\x37\x25\x00"  # what a printer answers to DLE DC4 8
_PACE_S = 0.02
_JOIN_S = 5.0


@dataclass(frozen=True)
class ReplyNoise:
    """How every status reply is spoilt: bytes around it, other bytes instead of it, or a late arrival."""

    before: bytes = b""
    after: bytes = b""
    instead: bytes | None = None
    delay_s: float = 0.0


class EscPosEmulator:
    """Control methods may be called from any thread; each takes effect before it returns.

    Args:
        host: the address to listen on.
        port: the port; 0 chooses a free one, which is kept until the end.
        width_dots: 576 for 80 mm paper, 384 for 58 mm.
        on_receipt: called with each receipt that is cut, in the printer's own thread.
        bytes_per_second: how fast the queue is worked off; None for as fast as can be.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        width_dots: int = 576,
        *,
        on_receipt: Callable[[Image.Image], None] | None = None,
        bytes_per_second: int | None = None,
    ) -> None:
        self._on_receipt, self._bytes_per_second = on_receipt, bytes_per_second
        self._changed = threading.Condition()  # guards everything below
        self._mechanism = Mechanism()
        self._paper = Paper(width_dots)
        self._interpreter = Interpreter(
            self._paper, GlyphPen(), on_cut=self._keep, on_paper_query=self._answer_paper_query
        )
        self._queue: deque[tuple[Connection, int]] = deque()
        self._asker: Connection | None = None
        self._noise = ReplyNoise()
        self._planned_fault: tuple[int, Fault] | None = None
        self._receipts: list[Image.Image] = []
        self._undelivered: list[Image.Image] = []
        self._worked_off = bytearray()
        self._stopped = True
        self._printing: threading.Thread | None = None
        self._listener = Listener(host, port, on_data=self._receive)

    # Life

    def start(self) -> None:
        """Switch on and listen until `stop`."""
        if self._printing is not None:
            raise RuntimeError("the emulator runs already")
        self._stopped = False
        self._printing = threading.Thread(target=self._print, name="receipt printer", daemon=True)
        self._printing.start()
        self._listener.open()

    def stop(self) -> None:
        """Switch off for good; stopping twice is allowed."""
        self._listener.close()
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        if self._printing is not None and self._printing is not threading.current_thread():
            self._printing.join(_JOIN_S)
        self._printing = None

    @property
    def url(self) -> str:
        """What the driver opens."""
        return self._listener.url

    def unplug(self) -> None:
        """Take power and network away: connections break, buffers are lost, printed paper hangs where it is."""
        self._listener.close()
        with self._changed:
            self._queue.clear()
            self._interpreter.reset()

    def replug(self) -> None:
        """Give power and network back, at the same address."""
        with self._changed:
            self._mechanism.switch_on()
        self._listener.open()

    # Faults

    def set_fault(self, fault: Fault) -> None:
        """Stop with `fault`, one of `SIMULATED_FAULTS`; other faults raise ValueError."""
        with self._changed:
            self._mechanism.set_fault(fault)

    def clear_fault(self) -> None:
        """Remove the cause. A stopped cutter also waits for `DLE ENQ` or the power switch."""
        with self._changed:
            self._mechanism.clear_fault()
            self._planned_fault = None
            self._changed.notify_all()

    def fail_after(self, size: int, fault: Fault) -> None:
        """Stop with `fault` once `size` more bytes of the queue have been worked off."""
        if fault not in SIMULATED_FAULTS:
            raise ValueError(f"{fault} is not simulated")
        with self._changed:
            self._planned_fault = (size, fault)

    def set_paper_low(self, low: bool) -> None:  # noqa: FBT001 - the desk binds a check box to it
        with self._changed:
            self._mechanism.paper_low = low

    def spoil_replies(self, noise: ReplyNoise) -> None:
        """Misbehave in every reply from now on; `ReplyNoise()` ends it."""
        with self._changed:
            self._noise = noise

    # What came out

    @property
    def receipts(self) -> list[Image.Image]:
        """The receipts that lie in the tray, oldest first; Pillow "1", black on white."""
        with self._changed:
            return list(self._receipts)

    def take(self) -> list[Image.Image]:
        """Empty the tray and return what lay in it."""
        with self._changed:
            taken, self._receipts = self._receipts, []
            self._worked_off.clear()
            return taken

    def hanging_out(self) -> Image.Image:
        """What is printed and not cut off yet."""
        with self._changed:
            return self._paper.hanging_out()

    @property
    def unknown(self) -> dict[bytes, int]:
        """Commands that no table here knows, and how often each came."""
        with self._changed:
            return dict(self._interpreter.unknown)

    @property
    def worked_off(self) -> bytes:
        """The bytes of the queue that have been worked off since the tray was last emptied."""
        with self._changed:
            return bytes(self._worked_off)

    # The listener's thread

    def _receive(self, connection: Connection, piece: RealTime | bytes) -> None:
        with self._changed:
            if isinstance(piece, RealTime):
                self._obey_at_once(connection, piece.command)
            else:
                self._queue.extend((connection, byte) for byte in piece)
            self._changed.notify_all()

    def _obey_at_once(self, connection: Connection, command: bytes) -> None:
        if command == CLEAR_BUFFERS:
            self._mechanism.recover()
            self._clear_buffers()
            self._reply(connection, _CLEARED)
        elif command[1] == 0x04:
            self._reply(connection, bytes([self._mechanism.real_time_byte(command[2])]))
        elif self._mechanism.recover() and command[2] == 2:
            self._clear_buffers()

    def _clear_buffers(self) -> None:
        self._queue.clear()
        self._interpreter.reset()

    def _reply(self, connection: Connection, answer: bytes) -> None:
        noise = self._noise
        spoilt = noise.before + (answer if noise.instead is None else noise.instead) + noise.after
        self._listener.send(connection, spoilt, delay_s=noise.delay_s)

    # The printer's thread

    def _print(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._stopped or (self._queue and not self._mechanism.stopped))
                if self._stopped:
                    return
                self._work_off_a_slice()
                fresh, self._undelivered = self._undelivered, []
                if self._bytes_per_second is not None:
                    self._changed.wait_for(lambda: self._stopped, _PACE_S)
            for receipt in fresh:
                if self._on_receipt is not None:
                    self._on_receipt(receipt)

    def _work_off_a_slice(self) -> None:
        size = len(self._queue)
        if self._bytes_per_second is not None:
            size = min(size, max(1, round(self._bytes_per_second * _PACE_S)))
        for _ in range(size):
            if self._mechanism.stopped or not self._queue:
                return
            self._asker, byte = self._queue.popleft()
            self._worked_off.append(byte)
            self._interpreter.feed(byte)
            self._meet_planned_fault()

    def _meet_planned_fault(self) -> None:
        if self._planned_fault is None:
            return
        left, fault = self._planned_fault
        self._planned_fault = (left - 1, fault) if left > 1 else None
        if self._planned_fault is None:
            self._mechanism.set_fault(fault)

    def _keep(self, receipt: Image.Image) -> None:
        self._receipts.append(receipt)
        self._undelivered.append(receipt)

    def _answer_paper_query(self) -> None:
        if self._asker is not None:
            self._reply(self._asker, bytes([self._mechanism.paper_sensor_byte()]))
