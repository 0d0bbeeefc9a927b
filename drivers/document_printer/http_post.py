"""One HTTP POST whose every wait can be cancelled, over TCP, TLS or a socket in the file system.

The protocol itself (status line, chunked bodies, 100 Continue) is `http.client`'s; only its socket is ours. One
connection for each request: a kept one may die unseen, and then nobody knows whether a request was carried out.
"""

import contextlib
import errno
import hashlib
import http.client
import io
import os
import select
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drivers.cancel import Cancel, Deadline
from drivers.errors import ProtocolError, Timeout, Unavailable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_SLICE_S = 0.02  # how long one blocking call may keep a set `Cancel` waiting
_MOST_BYTES = 2**19  # of one answer; printers describe themselves in some 10 kB, a hundred jobs need 40 kB


@dataclass(frozen=True)
class Server:
    """Who is asked: `host` and `port`, or the socket at `socket_path` if there is one.

    With `tls` the server has to show a certificate that the machine trusts and that names `host`; with a `fingerprint`
    (SHA-256 of the certificate, in hex) exactly that one instead: printers sign their own.
    """

    host: str
    port: int
    socket_path: str = ""
    tls: bool = False
    fingerprint: str = ""

    def __str__(self) -> str:
        return self.socket_path or f"{self.host}:{self.port}"


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
        with _connect(server, check) as connected:
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


def _connect(server: Server, check: Callable[[], None]) -> socket.socket:
    family, target = _target(server)
    connection = socket.socket(family)
    try:
        _await_connection(connection, target, check)
        if not server.socket_path:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return _secured(connection, server, check) if server.tls else connection
    except BaseException:
        connection.close()
        raise


def _target(server: Server) -> tuple[int, object]:
    if server.socket_path:
        return socket.AF_UNIX, server.socket_path
    family, _, _, _, target = socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)[0]
    return family, target


def _await_connection(connection: socket.socket, target: object, check: Callable[[], None]) -> None:
    connection.setblocking(False)
    state = connection.connect_ex(target)  # type: ignore[arg-type]  # as getaddrinfo gave it
    while state in {errno.EINPROGRESS, errno.EAGAIN}:
        check()
        if state == errno.EAGAIN:  # a socket in the file system whose server is slow to accept
            select.select([], [], [], _SLICE_S)
            state = connection.connect_ex(target)  # type: ignore[arg-type]
        elif select.select([], [connection], [], _SLICE_S)[1]:
            state = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if state:
        raise OSError(state, os.strerror(state))


def _secured(connection: socket.socket, server: Server, check: Callable[[], None]) -> ssl.SSLSocket:
    """Shake hands; raise `ssl.SSLError`, an OSError, for a certificate that is not the server's."""
    context = ssl.create_default_context()
    if server.fingerprint:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    secured = context.wrap_socket(connection, server_hostname=server.host, do_handshake_on_connect=False)
    try:
        _shake_hands(secured, check)
        _compare(secured, server.fingerprint)
    except BaseException:
        secured.close()
        raise
    return secured


def _compare(secured: ssl.SSLSocket, fingerprint: str) -> None:
    shown = hashlib.sha256(secured.getpeercert(binary_form=True) or b"").hexdigest()
    if fingerprint and shown != fingerprint:
        raise ssl.SSLError(f"its certificate is not the configured one but sha256:{shown}")


def _shake_hands(secured: ssl.SSLSocket, check: Callable[[], None]) -> None:
    while True:
        check()
        try:
            return secured.do_handshake()
        except ssl.SSLWantReadError:
            select.select([secured], [], [], _SLICE_S)
        except ssl.SSLWantWriteError:
            select.select([], [secured], [], _SLICE_S)
