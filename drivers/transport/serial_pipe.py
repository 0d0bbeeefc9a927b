"""A serial line through pyserial."""

import serial

from drivers.cancel import Cancel, Deadline
from drivers.errors import Timeout, Unavailable

_SLICE_S = 0.02  # how long one blocking read may keep a set `Cancel` waiting


class SerialPipe:
    """A serial port, 8N1 without flow control. `port` is a device path, `baud` the rate in bits per second."""

    def __init__(self, port: str, baud: int) -> None:
        self._port = port
        try:
            self._serial = serial.Serial(port, baud, timeout=_SLICE_S, write_timeout=_SLICE_S, exclusive=True)
        except (serial.SerialException, OSError) as error:
            raise Unavailable(f"{port}: {error}") from error

    def write(self, data: bytes, *, timeout_s: float, cancel: Cancel) -> None:
        deadline, rest = Deadline(timeout_s), memoryview(data)
        while rest:
            cancel.check(f"write to {self._port}")
            if deadline.passed:
                raise Timeout(f"{self._port}: {len(rest)} of {len(data)} bytes not taken in {timeout_s} s")
            try:
                rest = rest[self._serial.write(rest) or 0 :]
            except serial.SerialTimeoutException:
                continue
            except (serial.SerialException, OSError) as error:
                raise Unavailable(f"{self._port}: {error}") from error

    def read_exactly(self, size: int, *, timeout_s: float, cancel: Cancel) -> bytes:
        deadline, got = Deadline(timeout_s), bytearray()
        while len(got) < size:
            cancel.check(f"read from {self._port}")
            try:
                got += self._serial.read(min(size - len(got), max(1, self._serial.in_waiting)))
            except (serial.SerialException, OSError) as error:
                raise Unavailable(f"{self._port}: {error}") from error
            if deadline.passed and len(got) < size:
                raise Timeout(f"{self._port}: {len(got)} of {size} bytes in {timeout_s} s")
        return bytes(got)

    def read_available(self) -> bytes:
        try:
            waiting = self._serial.in_waiting
            return self._serial.read(waiting) if waiting else b""
        except (serial.SerialException, OSError) as error:
            raise Unavailable(f"{self._port}: {error}") from error

    def close(self) -> None:
        self._serial.close()
