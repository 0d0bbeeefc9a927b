"""Sorts what a printer sends: answers to `DLE EOT`, answers to `GS r`, automatic status, and noise.

The manuals give each kind fixed bits so that a host can tell them apart (Samsung SRP-275, Epson TM-U220, Bixolon
SRP-330II): `DLE EOT` 0xx1xx10; `GS r` 0xx0xxxx; the first of four bytes of automatic status (`GS a`) 0xx1xx00, its
others 0xx0xxxx; `DLE DC4 8` and `GS I` answer with a block that ends with NUL. Whatever else arrives, XON and XOFF
among it, is noise. An answer to `DLE EOT` may stand inside the four bytes, because a printer sends it at once.
"""

from drivers.errors import ProtocolError
from drivers.receipt_printer import automatic_status
from drivers.receipt_printer.automatic_status import AutomaticStatus
from drivers.receipt_printer.status_bytes import is_status_byte

CLEARED = b"\x37\x25\x00"
"""The answer to `DLE DC4 8`, whose last byte could pass for one to `GS r`."""

_QUEUED_MASK = 0b1001_0000  # fixed to 0 in the answers to GS r
_NEAR_END, _END = 0x03, 0x0C
_LIMIT = 100  # more answers than questions can be
_PACKET_GAP_S = 0.1  # a packet that pauses for longer has lost its end: the next byte is something else


class Inbox:
    """What has arrived since it was last cleared. `told` is the newest automatic status; reading does not remove it."""

    def __init__(self) -> None:
        self.real_time: list[int] = []  # answers to DLE EOT
        self.queued: list[int] = []  # answers to GS r 1
        self.noise_bytes = 0
        self.told: AutomaticStatus | None = None
        self._packet = bytearray()
        self._block = bytearray()
        self._last_at_s = 0.0

    def put(self, data: bytes, at_s: float) -> None:
        """Sort `data`, which was read at `at_s` on a clock that never goes back."""
        if not data:
            return
        if at_s - self._last_at_s > _PACKET_GAP_S:
            self._give_up()
        self._last_at_s = at_s
        for byte in data:
            self._put(byte)

    def clear(self) -> None:
        self.real_time, self.queued, self.noise_bytes = [], [], 0

    def _put(self, byte: int) -> None:
        if is_status_byte(byte):
            self._keep(self.real_time, byte)
        elif byte & automatic_status.FIRST_MASK == automatic_status.FIRST_BITS:
            self._give_up()
            self._packet = bytearray([byte])
        elif self._packet and not byte & automatic_status.LATER_MASK:
            self._continue_packet(byte)
        elif self._continues_block(byte):
            pass
        elif _is_paper_sensor(byte):
            self._keep(self.queued, byte)
        else:
            self.noise_bytes += 1

    def _keep(self, answers: list[int], byte: int) -> None:
        if len(answers) < _LIMIT:
            answers.append(byte)
        else:
            self.noise_bytes += 1

    def _continue_packet(self, byte: int) -> None:
        self._packet.append(byte)
        if len(self._packet) < automatic_status.SIZE:
            return
        packet, self._packet = bytes(self._packet), bytearray()
        try:
            self.told = automatic_status.decode(packet)
        except ProtocolError:
            self.noise_bytes += len(packet)

    def _continues_block(self, byte: int) -> bool:
        if not CLEARED.startswith(bytes([*self._block, byte])):
            self.noise_bytes += len(self._block)
            self._block.clear()
        if not CLEARED.startswith(bytes([*self._block, byte])):
            return False
        self._block.append(byte)
        if len(self._block) == len(CLEARED):
            self._block.clear()
        return True

    def _give_up(self) -> None:
        self.noise_bytes += len(self._packet) + len(self._block)
        self._packet.clear()
        self._block.clear()


def _is_paper_sensor(byte: int) -> bool:
    """Whether `byte` can answer `GS r 1`: both bits of each sensor agree."""
    return not byte & _QUEUED_MASK and byte & _NEAR_END in {0, _NEAR_END} and byte & _END in {0, _END}
