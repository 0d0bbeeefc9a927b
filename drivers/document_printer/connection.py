"""Connections to print servers over TCP, TLS or a socket in the file system, whose every wait can be cancelled."""

import errno
import hashlib
import os
import select
import socket
import ssl
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass

SLICE_S = 0.02  # how long one blocking call may keep a set `Cancel` waiting


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


def connect(server: Server, check: Callable[[], None]) -> socket.socket:
    """Return a connection, perhaps a secured one. `check` is called at least every 20 ms and ends the wait by raising.

    Raises:
        OSError: nobody listens there, or the certificate is another one.
        UnicodeError: the host's name is none that a resolver could take.
    """
    family, target = _target(server, check)
    connection = socket.socket(family)
    try:
        _await_connection(connection, target, check)
        if not server.socket_path:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return _secured(connection, server, check) if server.tls else connection
    except BaseException:
        connection.close()
        raise


def _target(server: Server, check: Callable[[], None]) -> tuple[int, object]:
    if server.socket_path:
        return socket.AF_UNIX, server.socket_path
    try:
        found = _look_up(server, socket.AI_NUMERICHOST)
    except socket.gaierror:  # a name: the resolver takes its own time and cannot be called off, so nobody waits for it
        asked: Future[tuple[int, object]] = Future()
        threading.Thread(target=_answer, args=(asked, server), name="resolver", daemon=True).start()
        while not asked.done():
            check()
            wait([asked], SLICE_S)
        found = asked.result()
    return found


def _look_up(server: Server, flags: int = 0) -> tuple[int, object]:
    family, _, _, _, target = socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM, flags=flags)[0]
    return family, target


def _answer(asked: "Future[tuple[int, object]]", server: Server) -> None:
    try:
        asked.set_result(_look_up(server))
    except (OSError, UnicodeError) as error:
        asked.set_exception(error)


def _await_connection(connection: socket.socket, target: object, check: Callable[[], None]) -> None:
    connection.setblocking(False)
    state = connection.connect_ex(target)  # type: ignore[arg-type]  # as getaddrinfo gave it
    while state in {errno.EINPROGRESS, errno.EAGAIN}:
        check()
        if state == errno.EAGAIN:  # a socket in the file system whose server is slow to accept
            select.select([], [], [], SLICE_S)
            state = connection.connect_ex(target)  # type: ignore[arg-type]
        elif select.select([], [connection], [], SLICE_S)[1]:
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
            select.select([secured], [], [], SLICE_S)
        except ssl.SSLWantWriteError:
            select.select([], [secured], [], SLICE_S)
