"""The emulated printer behind its connector: receive buffer, real-time commands, paper, and what it tells of itself.

Nothing here is locked and nothing waits; the emulator does both.
"""

from collections import deque

from PIL import Image

from drivers.faults import Fault
from drivers.receipt_printer import automatic_status
from drivers.receipt_printer.automatic_status import AutomaticStatus
from drivers.receipt_printer.encoding import Charset
from drivers.receipt_printer.inbox import CLEARED
from drivers.receipt_printer.interpreter import Interpreter
from drivers.receipt_printer.mechanism import SIMULATED_FAULTS, Mechanism
from drivers.receipt_printer.paper import Paper
from drivers.receipt_printer.port import Connection, Reply
from drivers.receipt_printer.raster import GlyphPen
from drivers.receipt_printer.real_time import CLEAR_BUFFERS, RealTime

_BUSY_BYTES = 256  # a printer asks for patience while there is still room for what is under way


class Machine:
    """Bytes in with `take` and `work_off`, replies and receipts out.

    Args:
        width_dots: printable width.
        charset: what its font holds.
        mechanism: its inside.
        buffer_bytes: size of the receive buffer.
        automatic: whether it knows `GS a`.
        clears: whether it knows `DLE DC4 8`.
        name: what it answers to `GS I 67`.
    """

    def __init__(
        self,
        width_dots: int,
        charset: Charset,
        mechanism: Mechanism,
        *,
        buffer_bytes: int,
        automatic: bool,
        clears: bool,
        name: str,
    ) -> None:
        self.mechanism, self.buffer_bytes = mechanism, buffer_bytes
        self.replies: deque[Reply] = deque()  # the emulator takes them
        self.receipts: deque[Image.Image] = deque()
        self.worked_off = bytearray()
        self.planned_fault: tuple[int, Fault] | None = None
        self.blade_sticks = False
        self._automatic, self._clears, self._name = automatic, clears, name
        self._queue: deque[tuple[Connection, int]] = deque()
        self._asker: Connection | None = None
        self._watcher: Connection | None = None
        self._told = b""
        self.paper = Paper(width_dots, on_feed=mechanism.feed)
        self.interpreter = Interpreter(self.paper, GlyphPen(), self, charset=charset)

    # The receive buffer

    @property
    def room_bytes(self) -> int:
        return max(0, self.buffer_bytes - len(self._queue))

    @property
    def busy(self) -> bool:
        return self.room_bytes < min(_BUSY_BYTES, self.buffer_bytes // 2)

    @property
    def has_work(self) -> bool:
        return bool(self._queue) and not self.mechanism.stopped

    def take(self, connection: Connection, data: bytes) -> None:
        """Obey what is to be obeyed at once, and queue the rest as far as there is room."""
        for piece in connection.incoming.feed(data):
            if isinstance(piece, RealTime) and (self._clears or piece.command != CLEAR_BUFFERS):
                self._obey_at_once(connection, piece.command)
            else:
                data = piece.command if isinstance(piece, RealTime) else piece
                self._queue.extend((connection, byte) for byte in data[: self.room_bytes])

    def lose_power(self) -> None:
        self._clear_buffers()
        self._watcher = None

    def switch_on(self) -> None:
        self.mechanism.switch_on()

    def _obey_at_once(self, connection: Connection, command: bytes) -> None:
        if command == CLEAR_BUFFERS:
            self.mechanism.recover()
            self._clear_buffers()
            self._reply(connection, CLEARED)
        elif command[1] == 0x04:
            self._reply(connection, bytes([self.mechanism.real_time_byte(command[2])]))
        elif self.mechanism.recover():
            if command[2] == 2:
                self._clear_buffers()
            else:
                self.interpreter.finish_cut()
        self.tell()

    def _clear_buffers(self) -> None:
        self._queue.clear()
        self.interpreter.reset()

    def _reply(self, connection: Connection, data: bytes) -> None:
        self.replies.append(Reply(connection, data))

    # Work

    def work_off(self, size: int) -> None:
        """Work off `size` bytes, fewer when the printer stops or has no more."""
        for _ in range(size):
            if not self.has_work:
                break
            self._asker, byte = self._queue.popleft()
            self.worked_off.append(byte)
            self.interpreter.feed(byte)
            self._meet_planned_fault()
        self.tell()

    def say(self, data: bytes) -> None:
        """Send `data` to the host that sent last."""
        self._answer(data)

    def set_fault(self, fault: Fault) -> None:
        self.mechanism.set_fault(fault, at_work=bool(self._queue) or self.paper.line_used_dots > 0)
        self.tell()

    def plan_fault(self, size: int, fault: Fault) -> None:
        if fault not in SIMULATED_FAULTS:
            raise ValueError(f"{fault} is not simulated")
        self.planned_fault = (size, fault)

    def tell(self) -> None:
        """Send the status of itself if somebody watches and it has changed."""
        packet = automatic_status.encode(AutomaticStatus.of(self.mechanism.report()))
        if self._watcher is not None and packet != self._told:
            self._told = packet
            self._reply(self._watcher, packet)

    def _meet_planned_fault(self) -> None:
        if self.planned_fault is None:
            return
        left, fault = self.planned_fault
        self.planned_fault = (left - 1, fault) if left > 1 else None
        if self.planned_fault is None:
            self.mechanism.set_fault(fault, at_work=True)

    # What the interpreter causes

    def cut(self, receipt: Image.Image) -> None:
        self.receipts.append(receipt)

    def blade_moves(self) -> bool:
        if self.blade_sticks:
            self.blade_sticks = False
            self.mechanism.stop_cutter()
            return False
        return True

    def paper_asked(self) -> None:
        self._answer(bytes([self.mechanism.paper_sensor_byte()]))

    def watch(self, mask: int) -> None:
        self._watcher, self._told = (self._asker if mask and self._automatic else None), b""
        self.tell()

    def name_asked(self) -> None:
        self._answer(b"\x5f" + self._name.encode("gb18030", "replace") + b"\x00")

    def _answer(self, data: bytes) -> None:
        if self._asker is not None:
            self._reply(self._asker, data)
