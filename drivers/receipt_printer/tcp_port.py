"""The emulated printer's network card: one thread, any number of connections."""

import contextlib
import selectors
import socket
import threading

from drivers.receipt_printer.port import Alarm, Connection, Inlet

_JOIN_S = 5.0
_CHUNK_BYTES = 4096


class TcpConnection(Connection):
    def __init__(self, accepted: socket.socket) -> None:
        super().__init__()
        self.socket = accepted

    def send(self, data: bytes) -> None:
        with contextlib.suppress(OSError):  # the host has gone, and real printers do not notice either
            self.socket.send(data)


class TcpPort:
    """A `Port`; the number of its TCP port stays the same.

    Args:
        host: the address to listen on.
        port: the port; 0 lets the system choose at the first `open`.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self._host, self._port = host, port
        self._thread: threading.Thread | None = None
        self._alarm: Alarm | None = None
        self._closing = threading.Event()

    @property
    def url(self) -> str:
        """`tcp://host:port`; known from the first `open` on."""
        return f"tcp://{self._host}:{self._port}"

    def open(self, inlet: Inlet) -> None:
        """Listen.

        Raises:
            OSError: the address is taken.
        """
        self.close()
        listening = socket.create_server((self._host, self._port))
        listening.setblocking(False)
        self._port = listening.getsockname()[1]
        self._alarm = Alarm()
        self._closing.clear()
        self._thread = threading.Thread(
            target=_serve, args=(listening, inlet, self._alarm, self._closing), name="receipt printer port", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        if self._thread is None or self._alarm is None:
            return
        self._closing.set()
        self._alarm.ring()
        self._thread.join(_JOIN_S)
        self._alarm.close()
        self._thread = self._alarm = None

    def wake(self) -> None:
        if (alarm := self._alarm) is not None:
            alarm.ring()


def _serve(listening: socket.socket, inlet: Inlet, alarm: Alarm, closing: threading.Event) -> None:
    with contextlib.ExitStack() as owned:
        selector = owned.enter_context(selectors.DefaultSelector())
        owned.enter_context(listening)
        selector.register(listening, selectors.EVENT_READ)
        selector.register(alarm.fd, selectors.EVENT_READ)
        waiting: list[TcpConnection] = []  # their bytes stay in the network until there is room
        while not closing.is_set():
            for key, _ in selector.select():
                if key.fileobj is listening:
                    _accept(listening, selector, owned)
                elif not isinstance(key.data, TcpConnection):
                    alarm.hush()
                elif not inlet.room_bytes:
                    selector.unregister(key.data.socket)
                    waiting.append(key.data)
                elif not _read(key.data, selector, inlet):
                    return
            while waiting and inlet.room_bytes:
                connection = waiting.pop()
                selector.register(connection.socket, selectors.EVENT_READ, connection)


def _accept(listening: socket.socket, selector: selectors.BaseSelector, owned: contextlib.ExitStack) -> None:
    accepted, _ = listening.accept()
    accepted.setblocking(False)
    accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    owned.enter_context(accepted)
    selector.register(accepted, selectors.EVENT_READ, TcpConnection(accepted))


def _read(connection: TcpConnection, selector: selectors.BaseSelector, inlet: Inlet) -> bool:
    """Hand over what one host sent; False when the plug fell out."""
    try:
        data = connection.socket.recv(min(_CHUNK_BYTES, inlet.room_bytes))
    except OSError:
        data = b""
    if data:
        return inlet.receive(connection, data)
    selector.unregister(connection.socket)
    connection.socket.close()
    return True
