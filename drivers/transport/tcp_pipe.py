"""A TCP connection, as network receipt printers offer it on port 9100."""

import contextlib
import fcntl
import select
import socket
import struct
import termios

from drivers.cancel import Cancel, Deadline
from drivers.errors import Timeout, Unavailable

_SLICE_S = 0.02  # how long one blocking call may keep a set `Cancel` waiting
_GULP_BYTES = 65536  # what is read at once of a device that never stops talking
_FAREWELL_S = 0.03  # for the last words of a conversation that is given up
_ACKNOWLEDGED_POLL_S = 0.002


class TcpPipe:
    """A connected TCP socket. `connect_timeout_s` bounds the connection set-up."""

    def __init__(self, host: str, port: int, *, connect_timeout_s: float = 2.0) -> None:
        self._name = f"{host}:{port}"
        self._discards = False
        try:
            self._socket = socket.create_connection((host, port), timeout=connect_timeout_s)
        except OSError as error:
            raise Unavailable(f"{self._name}: {error}") from error
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.settimeout(_SLICE_S)

    def write(self, data: bytes, *, timeout_s: float, cancel: Cancel) -> None:
        deadline, rest = Deadline(timeout_s), memoryview(data)
        while rest:
            cancel.check(f"write to {self._name}")
            if deadline.passed:
                untaken = f"{len(rest)} of {len(data)} bytes not taken in {timeout_s} s"
                raise Timeout(f"{self._name}: {untaken}", taken=len(data) - len(rest))
            try:
                rest = rest[self._socket.send(rest) :]
            except TimeoutError:
                continue
            except OSError as error:
                raise Unavailable(f"{self._name}: {error}") from error

    def read_exactly(self, size: int, *, timeout_s: float, cancel: Cancel) -> bytes:
        deadline, got = Deadline(timeout_s), bytearray()
        while len(got) < size:
            cancel.check(f"read from {self._name}")
            got += self._receive(size - len(got))
            if deadline.passed and len(got) < size:
                raise Timeout(f"{self._name}: {len(got)} of {size} bytes in {timeout_s} s")
        return bytes(got)

    def read_available(self) -> bytes:
        got = bytearray()
        self._socket.settimeout(0)
        try:
            while len(got) < _GULP_BYTES and (piece := self._receive(4096)):
                got += piece
        finally:
            self._socket.settimeout(_SLICE_S)
        return bytes(got)

    def discard(self) -> None:
        self._discards = True

    def close(self) -> None:
        with contextlib.suppress(OSError):
            if self._discards and not self._sent_within(_FAREWELL_S):
                # A close that lingers for no time resets the connection and drops what was not taken.
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _sent_within(self, timeout_s: float) -> bool:
        """Whether the other end has acknowledged all that was written."""
        deadline = Deadline(timeout_s)
        while struct.unpack("i", fcntl.ioctl(self._socket, termios.TIOCOUTQ, bytes(4)))[0]:
            if deadline.passed or self._hung_up():
                return False
            Cancel().pause(_ACKNOWLEDGED_POLL_S, "close")
        return True

    def _hung_up(self) -> bool:
        poll = select.poll()
        poll.register(self._socket, select.POLLRDHUP)
        return bool(poll.poll(0))

    def _receive(self, size: int) -> bytes:
        try:
            piece = self._socket.recv(size)
        except (TimeoutError, BlockingIOError):
            return b""
        except OSError as error:
            raise Unavailable(f"{self._name}: {error}") from error
        if not piece:
            raise Unavailable(f"{self._name}: the other end closed the connection")
        return piece
