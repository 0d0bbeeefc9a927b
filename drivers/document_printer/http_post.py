"""One HTTP POST whose every wait can be cancelled.

The protocol itself (status line, chunked bodies, 100 Continue) is `http.client`'s; only its socket is ours. One
connection for each request: a kept one may die unseen, and then nobody knows whether a request was carried out.
"""

import contextlib
import http.client
import io
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from drivers.cancel import Cancel, Deadline
from drivers.document_printer.connection import SLICE_S, Server, connect
from drivers.errors import ProtocolError, Timeout, Unavailable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_MOST_BYTES = 2**19  # of one answer; printers describe themselves in some 10 kB, a hundred jobs need 40 kB


def post(server: Server, path: str, body: bytes, *, content_type: str, timeout_s: float, cancel: Cancel) -> bytes:
    """Send `body` and return the body of the answer.

    Raises:
        Unavailable: nobody listens there, the connection broke, or the certificate is another one.
        Timeout: the answer was not complete after `timeout_s`.
        ProtocolError: the answer is not HTTP, its status is not 200, or it is longer than any sensible one.
        Cancelled: `cancel` was set.
    """
    deadline = Deadline(timeout_s)

    def check() -> None:
        cancel.check(f"request to {server}")
        if deadline.passed:
            raise Timeout(f"{server}: no complete answer in {timeout_s:.1f} s")

    try:
        with connect(server, check) as connected:
            status, answer = _exchange(_Wire(connected, check), server, path, body, content_type)
    except (http.client.RemoteDisconnected, http.client.IncompleteRead) as error:
        raise Unavailable(f"{server}: the printer closed the connection in the middle of its answer") from error
    except http.client.HTTPException as error:
        raise ProtocolError(f"{server}: the answer is not HTTP: {type(error).__name__}") from error
    except (OSError, UnicodeError) as error:  # a host name that no resolver can take is a UnicodeError
        raise Unavailable(f"{server}: {error}") from error
    if status != http.client.OK:
        raise ProtocolError(f"{server}: HTTP status {status}")
    if len(answer) > _MOST_BYTES:
        raise ProtocolError(f"{server}: the answer does not end after {_MOST_BYTES} bytes")
    return answer


def _exchange(wire: "_Wire", server: Server, path: str, body: bytes, content_type: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(server.host, server.port)
    connection.sock = wire  # http.client calls only the three methods that it has
    connection.request("POST", path, body, {"Content-Type": content_type, "Connection": "close"})
    with connection.getresponse() as response:
        answer = response.read(_MOST_BYTES + 1)
        if response.length and len(answer) <= _MOST_BYTES:  # a bounded read takes an early end for the end
            raise http.client.IncompleteRead(answer, response.length)
        return response.status, answer


class _Wire:
    """A connected socket that calls `check` at least every 20 ms while it waits; `check` ends a wait by raising."""

    def __init__(self, connected: socket.socket, check: Callable[[], None]) -> None:
        self._socket, self._check = connected, check
        self._socket.settimeout(SLICE_S)

    def sendall(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            self._check()
            with contextlib.suppress(TimeoutError):
                rest = rest[self._socket.send(rest) :]

    def makefile(self, mode: str) -> io.BufferedReader:
        assert mode == "rb"
        return io.BufferedReader(_Incoming(self._socket, self._check))

    def close(self) -> None:
        """Leave it open: http.client closes as soon as it knows that no second answer follows, before the body."""


class _Incoming(io.RawIOBase):
    def __init__(self, connected: socket.socket, check: Callable[[], None]) -> None:
        self._socket, self._check = connected, check

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        while True:
            self._check()
            with contextlib.suppress(TimeoutError):
                return self._socket.recv_into(buffer)
