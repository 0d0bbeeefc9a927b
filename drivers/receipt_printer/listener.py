"""The emulated printer's network card: one thread, any number of connections."""

import contextlib
import os
import selectors
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from drivers.receipt_printer.real_time import RealTime, RealTimeFilter

_JOIN_S = 5.0
_CHUNK_BYTES = 4096


@dataclass(eq=False)
class Connection:
    """One host that is connected."""

    socket: socket.socket
    incoming: RealTimeFilter = field(default_factory=RealTimeFilter)


class Listener:
    """Accepts connections between `open` and `close`, which may be repeated; the port stays the same.

    Args:
        host: the address to listen on.
        port: the port; 0 lets the system choose at the first `open`.
        on_data: called in the listener's thread with what a connection sent.
    """

    def __init__(self, host: str, port: int, *, on_data: Callable[[Connection, RealTime | bytes], None]) -> None:
        self._host, self._port, self._on_data = host, port, on_data
        self._late: list[tuple[float, Connection, bytes]] = []  # replies that wait for their time
        self._late_lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._alarm = -1
        self._closing = threading.Event()

    @property
    def url(self) -> str:
        """`tcp://host:port`; known from the first `open` on."""
        return f"tcp://{self._host}:{self._port}"

    def open(self) -> None:
        """Listen.

        Raises:
            OSError: the address is taken.
        """
        if self._thread is not None:
            return
        listening = socket.create_server((self._host, self._port))
        listening.setblocking(False)
        self._port = listening.getsockname()[1]
        self._alarm = os.eventfd(0, os.EFD_NONBLOCK)
        self._closing.clear()
        self._thread = threading.Thread(target=self._serve, args=(listening,), name="receipt printer port", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Break all connections and free the port; closing twice is allowed."""
        if self._thread is None:
            return
        self._closing.set()
        os.eventfd_write(self._alarm, 1)
        self._thread.join(_JOIN_S)
        self._thread = None
        with self._late_lock:
            os.close(self._alarm)
            self._alarm, self._late = -1, []

    def send(self, connection: Connection, data: bytes, *, delay_s: float) -> None:
        """Send now, or in `delay_s` seconds; to a host that has gone, never."""
        if delay_s <= 0:
            _send(connection, data)
            return
        with self._late_lock:
            if self._alarm >= 0:
                self._late.append((time.monotonic() + delay_s, connection, data))
                os.eventfd_write(self._alarm, 1)

    def _serve(self, listening: socket.socket) -> None:
        with contextlib.ExitStack() as owned:
            selector = owned.enter_context(selectors.DefaultSelector())
            owned.enter_context(listening)
            selector.register(listening, selectors.EVENT_READ)
            selector.register(self._alarm, selectors.EVENT_READ)
            while not self._closing.is_set():
                for key, _ in selector.select(self._send_late()):
                    if key.fileobj is listening:
                        self._accept(listening, selector, owned)
                    elif isinstance(key.data, Connection):
                        self._read(key.data, selector)
                    else:
                        os.eventfd_read(self._alarm)

    def _accept(self, listening: socket.socket, selector: selectors.BaseSelector, owned: contextlib.ExitStack) -> None:
        accepted, _ = listening.accept()
        accepted.setblocking(False)
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        owned.enter_context(accepted)
        selector.register(accepted, selectors.EVENT_READ, Connection(accepted))

    def _read(self, connection: Connection, selector: selectors.BaseSelector) -> None:
        try:
            data = connection.socket.recv(_CHUNK_BYTES)
        except OSError:
            data = b""
        if not data:
            selector.unregister(connection.socket)
            connection.socket.close()
            return
        for piece in connection.incoming.feed(data):
            self._on_data(connection, piece)

    def _send_late(self) -> float | None:
        """Send the replies whose time has come; return the seconds until the next, None without one."""
        now = time.monotonic()
        with self._late_lock:
            due = [entry for entry in self._late if entry[0] <= now]
            self._late = [entry for entry in self._late if entry[0] > now]
            next_s = min((at - now for at, _, _ in self._late), default=None)
        for _, connection, data in due:
            _send(connection, data)
        return next_s


def _send(connection: Connection, data: bytes) -> None:
    with contextlib.suppress(OSError):  # the host has gone, and real printers do not notice either
        connection.socket.send(data)
