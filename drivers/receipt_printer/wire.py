"""A pipe to a printer with the time that its bytes take.

A serial line hides a few thousand bytes in the kernel. A question behind them would be answered seconds later, and what
was given up would still be printed; so no more is written than the line carries in a moment.
"""

import time
from typing import Final

from drivers.cancel import Cancel, Deadline
from drivers.errors import Timeout
from drivers.transport import Pipe

BITS_PER_BYTE: Final = 10  # start bit, eight data bits, stop bit
_LEAD_S = 0.05  # how much may wait in the kernel, so that the line never rests
_CHUNK_BYTES = 512  # without a rate: as much as one look for a status may wait for


def receipt_wire_s(size: int, baud: int) -> float:
    """Return the seconds that `size` bytes take on a serial line of `baud` bits a second."""
    return size * BITS_PER_BYTE / baud


class Wire:
    """Used by one thread; every call raises what `Pipe` raises.

    Args:
        pipe: an open pipe.
        baud: the rate of a serial line, None for any other.
        cancel: ends every wait with `Cancelled`.
    """

    def __init__(self, pipe: Pipe, *, baud: int | None, cancel: Cancel) -> None:
        self._pipe, self._baud, self._cancel = pipe, baud, cancel
        self._free_at = 0.0  # when the line will have carried what was written
        self.chunk_bytes = max(1, int(_LEAD_S / 2 / receipt_wire_s(1, baud))) if baud else _CHUNK_BYTES

    @property
    def lag_s(self) -> float:
        """Seconds until what was written has passed, as far as a rate is known."""
        return max(0.0, self._free_at - time.monotonic())

    def write(self, data: bytes, *, timeout_s: float) -> None:
        """Write, and wait until the line is no more than a moment behind."""
        try:
            self._pipe.write(data, timeout_s=timeout_s, cancel=self._cancel)
        except Timeout as stalled:
            self._count(stalled.taken)
            raise
        self._count(len(data))
        while self.lag_s > _LEAD_S:
            self._cancel.pause(self.lag_s - _LEAD_S, "write a receipt")

    def read(self) -> bytes:
        """What has arrived, perhaps nothing."""
        return self._pipe.read_available()

    def wait(self, deadline: Deadline) -> bytes:
        """Wait for one byte; nothing when there was none before the deadline."""
        try:
            return self._pipe.read_exactly(1, timeout_s=deadline.left_s, cancel=self._cancel)
        except Timeout:
            return b""

    def pause(self, seconds: float) -> None:
        self._cancel.pause(seconds, "listen to the receipt printer")

    def say_farewell(self, data: bytes, *, timeout_s: float) -> None:
        """Forget what has not left, and send `data` as the last words, even when the caller gave up."""
        self._pipe.discard()
        self._pipe.write(data, timeout_s=timeout_s, cancel=Cancel())

    def _count(self, size: int) -> None:
        if self._baud:
            self._free_at = max(self._free_at, time.monotonic()) + receipt_wire_s(size, self._baud)
