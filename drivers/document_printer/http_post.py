"""One HTTP POST whose every wait can be cancelled.

The protocol itself (status line, chunked bodies, 100 Continue) is `http.client`'s; only its socket is ours. One
connection for each request: a kept one may die unseen, and then nobody knows whether a request was carried out.
"""

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
    connection = http.client.HTTPConnection(*address)
    deadline = Deadline(timeout_s)
    try:
        connection.sock = _connect(address, lambda: _check(name, deadline, timeout_s, cancel))
        headers = {"Content-Type": content_type, "Connection": "close"}
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        answer = response.read()
    except (http.client.RemoteDisconnected, http.client.IncompleteRead) as error:
        raise Unavailable(f"{name}: the printer closed the connection in the middle of its answer") from error
    except http.client.HTTPException as error:
        raise ProtocolError(f"{name}: the answer is not HTTP: {type(error).__name__}") from error
    except (OSError, UnicodeError) as error:  # a host name that no resolver can take is a UnicodeError
        raise Unavailable(f"{name}: {error}") from error
    finally:
        connection.close()
    if response.status != http.client.OK:
        raise ProtocolError(f"{name}: HTTP status {response.status}")
    return answer


def _check(name: str, deadline: Deadline, timeout_s: float, cancel: Cancel) -> None:
    cancel.check(f"request to {name}")
    if deadline.passed:
        raise Timeout(f"{name}: no complete answer in {timeout_s:.1f} s")


class _PatientSocket(socket.socket):
    """A connected socket that calls `check` at least every 20 ms while it waits; `check` ends a wait by raising."""

    check: Callable[[], None]

    def sendall(self, data: bytes, flags: int = 0, /) -> None:  # type: ignore[override]  # http.client sends bytes
        rest = memoryview(data)
        while rest:
            self.check()
            try:
                rest = rest[self.send(rest, flags) :]
            except TimeoutError:
                continue

    def makefile(self, *_: object, **__: object) -> io.BufferedReader:  # type: ignore[override]  # read as bytes only
        return io.BufferedReader(_Incoming(self))


class _Incoming(io.RawIOBase):
    def __init__(self, connection: _PatientSocket) -> None:
        self._connection = connection

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        while True:
            self._connection.check()
            try:
                return self._connection.recv_into(buffer)
            except TimeoutError:
                continue


def _connect(address: tuple[str, int], check: Callable[[], None]) -> _PatientSocket:
    family, kind, _, _, target = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)[0]
    connection = _PatientSocket(family, kind)
    connection.check = check
    try:
        _await_connection(connection, target)
    except BaseException:
        connection.close()
        raise
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.settimeout(_SLICE_S)
    return connection


def _await_connection(connection: _PatientSocket, target: object) -> None:
    connection.setblocking(False)
    state = connection.connect_ex(target)  # type: ignore[arg-type]  # as getaddrinfo gave it
    while state == errno.EINPROGRESS:
        connection.check()
        if select.select([], [connection], [], _SLICE_S)[1]:
            state = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if state:
        raise OSError(state, os.strerror(state))
