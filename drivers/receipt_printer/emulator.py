"""An ESC/POS receipt printer at the other end of its wire, for the desk, the demo and the tests.

It answers real-time commands while it is stopped, keeps in its buffer what it could not print, and goes on with it when
the fault is cleared, as the real ones do. A printer that is stopped obeys no `GS r`; one whose roll comes to its end
says first "near end", then "end".

What it does not simulate: the time that cutting and heating take, page mode, code pages other than 437, font B, QR
models other than 2, a network card that outlives the printer's power, a network cable that is pulled (its connections
break, instead of falling silent), a mask in `GS a` (whoever watches is told of every change), a paper sensor that lies
before the head; and what each connector says of itself (`tcp_port`, `serial_port`, `usb_port`).
"""

import threading
from collections.abc import Callable

from PIL import Image

from drivers.faults import Fault
from drivers.receipt_printer.encoding import Charset
from drivers.receipt_printer.machine import Machine
from drivers.receipt_printer.mechanism import FULL_ROLL_MM, NEAR_END_MM, Mechanism
from drivers.receipt_printer.mouth import Mouth, ReplyNoise
from drivers.receipt_printer.port import Connection, Port
from drivers.receipt_printer.tcp_port import TcpPort

_PACE_S = 0.02
_JOIN_S = 5.0


class EscPosEmulator:
    """Control methods may be called from any thread; each takes effect before it returns.

    Args:
        host: the address to listen on, where `port` is none.
        tcp_port: the port there; 0 chooses a free one, which is kept until the end.
        width_dots: 576 for 80 mm paper, 384 for 58 mm.
        port: another connector than TCP: a `SerialPort`, `lp_port(…)` or a `UsbPort`.
        charset: what its own font holds: "gb18030", "gbk", "none".
        on_receipt: called with each receipt that is cut, in the printer's own thread.
        bytes_per_second: how fast the queue is worked off; None for as fast as can be.
        buffer_bytes: size of the receive buffer; behind it the wire holds the host up.
        roll_mm: how much paper it has.
        near_end_mm: how much is left when the sensor at the spool says so.
        automatic: whether it knows automatic status back (`GS a`).
        clears: whether it can be told to forget what it has not printed (`DLE DC4 8`); old models cannot.
        waits_for_recovery: stopped in mid job by cover or paper, it waits for `DLE ENQ` afterwards.
        name: what it answers to `GS I 67`.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        tcp_port: int = 0,
        width_dots: int = 576,
        *,
        port: Port | None = None,
        charset: str = Charset.GBK,
        on_receipt: Callable[[Image.Image], None] | None = None,
        bytes_per_second: int | None = None,
        buffer_bytes: int = 4096,
        roll_mm: float = FULL_ROLL_MM,
        near_end_mm: float = NEAR_END_MM,
        automatic: bool = True,
        clears: bool = True,
        waits_for_recovery: bool = False,
        name: str = "POS-80",
    ) -> None:
        self._on_receipt, self._bytes_per_second = on_receipt, bytes_per_second
        self._changed = threading.Condition(threading.RLock())  # guards everything below
        mechanism = Mechanism(roll_mm=roll_mm, near_end_mm=near_end_mm, waits_for_recovery=waits_for_recovery)
        self._machine = Machine(
            width_dots,
            Charset(charset),
            mechanism,
            buffer_bytes=buffer_bytes,
            automatic=automatic,
            clears=clears,
            name=name,
        )
        self._mouth = Mouth()
        self._tray: list[Image.Image] = []
        self._plug_holds: int | None = None  # bytes until it falls out
        self._powered, self._stopped = False, True
        self._printing: threading.Thread | None = None
        self._port: Port = port or TcpPort(host, tcp_port)

    # Life

    def start(self) -> None:
        """Switch on and listen until `stop`."""
        if self._printing is not None:
            raise RuntimeError("the emulator runs already")
        self._stopped, self._powered = False, True
        self._printing = threading.Thread(target=self._print, name="receipt printer", daemon=True)
        self._printing.start()
        self._port.open(self)

    def stop(self) -> None:
        """Switch off for good; stopping twice is allowed."""
        self._port.close()
        with self._changed:
            self._stopped = True
            self._mouth.close()
            self._changed.notify_all()
        if self._printing is not None and self._printing is not threading.current_thread():
            self._printing.join(_JOIN_S)
        self._printing = None

    @property
    def url(self) -> str:
        """What the driver opens."""
        return self._port.url

    def unplug(self) -> None:
        """Take power and wire away: connections break, buffers are lost, printed paper hangs where it is."""
        self._port.close()
        with self._changed:
            self._powered = False
            self._machine.lose_power()

    def pull_cable(self) -> None:
        """Take the wire away alone: what has arrived is printed."""
        self._port.close()

    def unplug_after(self, size: int) -> None:
        """Let the cable fall out once `size` more bytes have come; the printer keeps its power and prints them."""
        with self._changed:
            self._plug_holds = size
        if not size:
            self.pull_cable()

    def replug(self) -> None:
        """Give power and wire back, at the same address."""
        with self._changed:
            self._plug_holds = None
            if not self._powered:
                self._machine.switch_on()
                self._powered = True
        self._port.open(self)

    # Faults

    def set_fault(self, fault: Fault) -> None:
        """Stop with `fault`, one of `SIMULATED_FAULTS`, beside those there are; other faults raise ValueError."""
        with self._changed:
            self._machine.set_fault(fault)
            self._act()

    def clear_fault(self, fault: Fault | None = None) -> None:
        """Remove the cause of `fault`, None: of all. A stopped cutter also waits for `DLE ENQ` or the power switch."""
        with self._changed:
            self._machine.mechanism.clear_fault(fault)
            self._machine.planned_fault = None
            self._machine.tell()
            self._act()

    def fail_after(self, size: int, fault: Fault) -> None:
        """Stop with `fault` once `size` more bytes of the queue have been worked off."""
        with self._changed:
            self._machine.plan_fault(size, fault)

    def stick_cutter(self) -> None:
        """Let the blade stick at the next cut; it comes free at the first `DLE ENQ`."""
        with self._changed:
            self._machine.blade_sticks = True

    def set_paper_low(self, low: bool) -> None:  # noqa: FBT001 - the desk binds a check box to it
        """Hold the sensor at the spool; without it the roll decides."""
        with self._changed:
            self._machine.mechanism.paper_low = low
            self._machine.tell()
            self._act()

    @property
    def roll_mm(self) -> float:
        """How much paper is left; 0 when it has run out."""
        with self._changed:
            return self._machine.mechanism.roll_mm

    def load_roll(self, roll_mm: float = FULL_ROLL_MM) -> None:
        """Put a roll in place of what is left; the end of the paper is over, whatever caused it."""
        with self._changed:
            self._machine.mechanism.clear_fault(Fault.PAPER_OUT)
            self._machine.mechanism.roll_mm = roll_mm
            self._machine.tell()
            self._act()

    def spoil_replies(self, noise: ReplyNoise) -> None:
        """Misbehave in every reply from now on; `ReplyNoise()` ends it."""
        with self._changed:
            self._mouth.noise = noise

    def say(self, data: bytes) -> None:
        """Put `data` on the wire to the host whose bytes are being worked off, as noise would."""
        with self._changed:
            self._machine.say(data)
            self._act()

    # What came out

    @property
    def receipts(self) -> list[Image.Image]:
        """The receipts that lie in the tray, oldest first; Pillow "1", black on white."""
        with self._changed:
            return [*self._tray, *self._machine.receipts]

    def take(self) -> list[Image.Image]:
        """Empty the tray and return what lay in it."""
        with self._changed:
            taken, self._tray = self.receipts, []
            self._machine.receipts.clear()
            self._machine.worked_off.clear()
            return taken

    def hanging_out(self) -> Image.Image:
        """What is printed and not cut off yet."""
        with self._changed:
            return self._machine.paper.hanging_out()

    @property
    def unknown(self) -> dict[bytes, int]:
        """Commands that no table here knows, and how often each came."""
        with self._changed:
            return dict(self._machine.interpreter.unknown)

    @property
    def worked_off(self) -> bytes:
        """The bytes of the queue that have been worked off since the tray was last emptied."""
        with self._changed:
            return bytes(self._machine.worked_off)

    # The port's side: an `Inlet`

    @property
    def room_bytes(self) -> int:
        with self._changed:
            return self._machine.room_bytes

    @property
    def busy(self) -> bool:
        with self._changed:
            return self._machine.busy

    def receive(self, connection: Connection, data: bytes) -> bool:
        with self._changed:
            if self._plug_holds is not None:
                data = data[: self._plug_holds]
                self._plug_holds -= len(data)
            self._machine.take(connection, data)
            self._act()
            return self._plug_holds != 0

    # The lock is held below.

    def _act(self) -> None:
        """Let out what the machine has to say, and its thread see what has changed."""
        while self._machine.replies:
            self._mouth.say(self._machine.replies.popleft())
        self._changed.notify_all()

    # The printer's thread

    def _print(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._stopped or self._machine.has_work)
                if self._stopped:
                    return
                self._machine.work_off(self._slice_bytes())
                self._act()
                fresh = list(self._machine.receipts)
                self._tray += fresh
                self._machine.receipts.clear()
                if self._bytes_per_second is not None:
                    self._changed.wait_for(lambda: self._stopped, _PACE_S)
            self._port.wake()
            for receipt in fresh:
                if self._on_receipt is not None:
                    self._on_receipt(receipt)

    def _slice_bytes(self) -> int:
        if self._bytes_per_second is None:
            return self._machine.buffer_bytes
        return max(1, round(self._bytes_per_second * _PACE_S))
