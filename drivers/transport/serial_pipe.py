"""A serial line through pyserial."""

import contextlib
import errno
import select
import termios
from collections.abc import Iterator
from contextlib import contextmanager

import serial

from drivers.cancel import Cancel, Deadline
from drivers.errors import Refused, Timeout, Unavailable
from drivers.faults import Fault

_SLICE_S = 0.02  # how long one blocking call may keep a set `Cancel` waiting
FLOWS = ("none", "xonxoff", "rtscts")
"""How a device may hold the host up when it cannot take more. A printer's DTR goes to the host's CTS: `rtscts`."""


class SerialPipe:
    """A serial port, 8N1. `port` is a device path, `baud` the rate in bits per second, `flow` one of `FLOWS`.

    With `xonxoff` the kernel keeps the bytes 0x11 and 0x13 that the device sends to itself.

    Raises:
        Unavailable: there is no such port, or it went away.
        Refused: BUSY, another program holds the port.
    """

    def __init__(self, port: str, baud: int, *, flow: str = "none") -> None:
        self._port = port
        with self._translated():
            # A write timeout other than 0 makes pyserial forget how much of a partial write the kernel took.
            self._serial = serial.Serial(
                port,
                baud,
                timeout=_SLICE_S,
                write_timeout=0,
                exclusive=True,
                xonxoff=flow == "xonxoff",
                rtscts=flow == "rtscts",
            )

    def write(self, data: bytes, *, timeout_s: float, cancel: Cancel) -> None:
        deadline, rest = Deadline(timeout_s), memoryview(data)
        while rest:
            cancel.check(f"write to {self._port}")
            if deadline.passed:
                untaken = f"{len(rest)} of {len(data)} bytes not taken in {timeout_s} s"
                raise Timeout(f"{self._port}: {untaken}", taken=len(data) - len(rest))
            with self._translated():
                _, writable, _ = select.select([], [self._serial], [], min(_SLICE_S, deadline.left_s))
                if writable:
                    rest = rest[self._serial.write(rest) or 0 :]

    def read_exactly(self, size: int, *, timeout_s: float, cancel: Cancel) -> bytes:
        deadline, got = Deadline(timeout_s), bytearray()
        while len(got) < size:
            cancel.check(f"read from {self._port}")
            with self._translated():
                # Returns as soon as the last byte is there, or with what came within the slice.
                got += self._serial.read(size - len(got))
            if deadline.passed and len(got) < size:
                raise Timeout(f"{self._port}: {len(got)} of {size} bytes in {timeout_s} s")
        return bytes(got)

    def read_available(self) -> bytes:
        with self._translated():
            waiting = self._serial.in_waiting
            return self._serial.read(waiting) if waiting else b""

    def discard(self) -> None:
        with contextlib.suppress(Unavailable), self._translated():
            self._serial.reset_output_buffer()

    def close(self) -> None:
        self._serial.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        # termios.error is no OSError: a line that is unplugged while it is being configured raises it.
        except (OSError, termios.error) as error:
            if isinstance(error, OSError) and error.errno == errno.EWOULDBLOCK:
                raise Refused(Fault.BUSY, f"{self._port} is held by another program") from error
            raise Unavailable(f"{self._port}: {error}") from error
