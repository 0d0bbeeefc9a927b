"""A printer behind Linux' own driver for USB printers, as /dev/usb/lp0 offers it."""

import contextlib
import errno
import os
import select
import termios
from collections.abc import Iterator
from contextlib import contextmanager

from drivers.cancel import Cancel, Deadline
from drivers.errors import Refused, Timeout, Unavailable
from drivers.faults import Fault

_SLICE_S = 0.02  # how long one blocking call may keep a set `Cancel` waiting
_GULP_BYTES = 65536  # what is read at once of a device that never stops talking


class LpPipe:
    """A character device of the kernel's usblp driver. `port` is its path.

    The driver takes writes in part, says EAGAIN while a transfer is under way, returns nothing for an empty packet
    (which is no end), ENODEV once the cable is pulled and EBUSY while another program has the device open
    (drivers/usb/class/usblp.c of Linux).

    Raises:
        Unavailable: there is no such device, or it went away.
        Refused: BUSY, another program holds the device.
    """

    def __init__(self, port: str) -> None:
        self._port = port
        with self._translated():
            self._fd = os.open(port, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)

    def write(self, data: bytes, *, timeout_s: float, cancel: Cancel) -> None:
        deadline, rest = Deadline(timeout_s), memoryview(data)
        while rest:
            cancel.check(f"write to {self._port}")
            if deadline.passed:
                untaken = f"{len(rest)} of {len(data)} bytes not taken in {timeout_s} s"
                raise Timeout(f"{self._port}: {untaken}", taken=len(data) - len(rest))
            if self._ready(select.POLLOUT, deadline):
                rest = rest[self._written(rest) :]

    def read_exactly(self, size: int, *, timeout_s: float, cancel: Cancel) -> bytes:
        deadline, got = Deadline(timeout_s), bytearray()
        while len(got) < size:
            cancel.check(f"read from {self._port}")
            if self._ready(select.POLLIN, deadline):
                piece = self._read(size - len(got))
                got += piece
                if not piece:
                    cancel.pause(min(_SLICE_S, deadline.left_s), f"read from {self._port}")  # an empty packet
            if deadline.passed and len(got) < size:
                raise Timeout(f"{self._port}: {len(got)} of {size} bytes in {timeout_s} s")
        return bytes(got)

    def read_available(self) -> bytes:
        got = bytearray()
        while len(got) < _GULP_BYTES and self._ready(select.POLLIN, Deadline(0.0)) and (piece := self._read(4096)):
            got += piece
        return bytes(got)

    def discard(self) -> None:
        # usblp has one transfer under way at most and kills it at the close; what lies in a terminal's queue stays.
        with contextlib.suppress(termios.error, ValueError):
            termios.tcflush(self._fd, termios.TCOFLUSH)

    def close(self) -> None:
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def _ready(self, event: int, deadline: Deadline) -> bool:
        """Wait a slice for `event`; a hang-up ends it."""
        poll = select.poll()
        poll.register(self._fd, event)
        found = poll.poll(min(_SLICE_S, deadline.left_s) * 1000)
        if found and found[0][1] & (select.POLLHUP | select.POLLERR | select.POLLNVAL):
            raise Unavailable(f"{self._port}: unplugged")
        return bool(found)

    def _written(self, data: memoryview) -> int:
        with self._translated(), contextlib.suppress(BlockingIOError):
            return os.write(self._fd, data)
        return 0

    def _read(self, size: int) -> bytes:
        with self._translated(), contextlib.suppress(BlockingIOError):
            return os.read(self._fd, size)
        return b""

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno == errno.EBUSY:
                raise Refused(Fault.BUSY, f"{self._port} is held by another program") from error
            raise Unavailable(f"{self._port}: {error}") from error
