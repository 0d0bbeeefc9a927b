"""Sorts what a printer sends: answers to `DLE EOT`, answers to `GS r`, automatic status, and noise.

The manuals give each kind fixed bits so that a host can tell them apart (Samsung SRP-275, Epson TM-U220, Bixolon
SRP-330II): `DLE EOT` 0xx1xx10; `GS r` 0xx0xxxx; the first of four bytes of automatic status (`GS a`) 0xx1xx00, its
others 0xx0xxxx. Whatever else arrives, XON and XOFF among it, is noise.
"""

from drivers.receipt_printer.status_bytes import is_status_byte

_AUTOMATIC_MASK, _AUTOMATIC_BITS = 0b1001_0011, 0b0001_0000
_QUEUED_MASK = 0b1001_0000  # fixed to 0 in the answers to GS r and in the later bytes of automatic status
_NEAR_END, _END = 0x03, 0x0C


class Inbox:
    """What has arrived since it was last cleared."""

    def __init__(self) -> None:
        self.real_time: list[int] = []  # answers to DLE EOT
        self.queued: list[int] = []  # answers to GS r 1
        self.noise_bytes = 0
        self._automatic_left = 0

    def put(self, data: bytes) -> None:
        for byte in data:
            self._put(byte)

    def clear(self) -> None:
        self.real_time, self.queued, self.noise_bytes = [], [], 0

    def _put(self, byte: int) -> None:
        if self._automatic_left and not byte & _QUEUED_MASK:
            self._automatic_left -= 1
            return
        self._automatic_left = 0
        if byte & _AUTOMATIC_MASK == _AUTOMATIC_BITS:
            self._automatic_left = 3
        elif is_status_byte(byte):
            self.real_time.append(byte)
        elif _is_paper_sensor(byte):
            self.queued.append(byte)
        else:
            self.noise_bytes += 1


def _is_paper_sensor(byte: int) -> bool:
    """Whether `byte` can answer `GS r 1`: both bits of each sensor agree."""
    return not byte & _QUEUED_MASK and byte & _NEAR_END in {0, _NEAR_END} and byte & _END in {0, _END}
