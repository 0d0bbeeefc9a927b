"""One HTTP POST whose every wait can be cancelled.

The protocol itself (status line, chunked bodies, 100 Continue) is `http.client`'s; only its socket is ours. One
connection for each request: a kept one may die unseen, and then nobody knows whether a request was carried out.
"""

import contextlib
import errno
import http.client
import io
import os
import select
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from drivers.cancel import Cancel, Deadline
from drivers.errors import ProtocolError, Timeout, Unavailable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_SLICE_S = 0.02  # how long one blocking call may keep a set `Cancel` waiting


def post(
    address: tuple[str, int], path: str, body: bytes, *, content_type: str, timeout_s: float, cancel: Cancel
) -> bytes:
    """Send `body` and return the body of the answer.

    Raises:
        Unavailable: nobody listens there, or the connection broke.
        Timeout: the answer was not complete after `timeout_s`.
        ProtocolError: the answer is not HTTP, or its status is not 200.
        Cancelled: `cancel` was set.
    """
    name = "{}:{}".format(*address)
    deadline = Deadline(timeout_s)

    def check() -> None:
        cancel.check(f"request to {name}")
        if deadline.passed:
            raise Timeout(f"{name}: no complete answer in {timeout_s:.1f} s")

    try:
        with _connect(address, check) as connected:
            status, answer = _exchange(_Wire(connected, check), address, path, body, content_type)
    except (http.client.RemoteDisconnected, http.client.IncompleteRead) as error:
        raise Unavailable(f"{name}: the printer closed the connection in the middle of its answer") from error
    except http.client.HTTPException as error:
        raise ProtocolError(f"{name}: the answer is not HTTP: {type(error).__name__}") from error
    except (OSError, UnicodeError) as error:  # a host name that no resolver can take is a UnicodeError
        raise Unavailable(f"{name}: {error}") from error
    if status != http.client.OK:
        raise ProtocolError(f"{name}: HTTP status {status}")
    return answer


def _exchange(wire: "_Wire", address: tuple[str, int], path: str, body: bytes, content_type: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(*address)
    connection.sock = wire  # http.client calls only the three methods that it has
    connection.request("POST", path, body, {"Content-Type": content_type, "Connection": "close"})
    with connection.getresponse() as response:
        return response.status, response.read()


class _Wire:
    """A connected socket that calls `check` at least every 20 ms while it waits; `check` ends a wait by raising."""

    def __init__(self, connected: socket.socket, check: Callable[[], None]) -> None:
        self._socket, self._check = connected, check
        self._socket.settimeout(_SLICE_S)

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


def _connect(address: tuple[str, int], check: Callable[[], None]) -> socket.socket:
    family, kind, _, _, target = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)[0]
    connection = socket.socket(family, kind)
    try:
        _await_connection(connection, target, check)
    except BaseException:
        connection.close()
        raise
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _await_connection(connection: socket.socket, target: object, check: Callable[[], None]) -> None:
    connection.setblocking(False)
    state = connection.connect_ex(target)  # type: ignore[arg-type]  # as getaddrinfo gave it
    while state == errno.EINPROGRESS:
        check()
        if select.select([], [connection], [], _SLICE_S)[1]:
            state = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if state:
        raise OSError(state, os.strerror(state))
