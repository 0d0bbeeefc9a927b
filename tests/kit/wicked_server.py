"""A server that answers every connection with whatever bytes it is given, for as long as the other end listens."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator


class WickedServer:
    """`answer` makes the pieces of one answer; it may be endless. `silent` keeps the connection open afterwards."""

    def __init__(self, answer: Callable[[], Iterator[bytes]], *, silent: bool = False) -> None:
        self._answer, self._silent = answer, silent
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/stream"

    def close(self) -> None:
        self._ended.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                thread = threading.Thread(target=self._serve, args=[connection], daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(0.2)
            with contextlib.suppress(TimeoutError):
                connection.recv(4096)
            for piece in self._answer():
                self._send(connection, piece)
                if self._ended.is_set():
                    return
            if self._silent:
                self._ended.wait(30)

    def _send(self, connection: socket.socket, piece: bytes) -> None:
        rest = memoryview(piece)
        while rest and not self._ended.is_set():
            with contextlib.suppress(TimeoutError):
                rest = rest[connection.send(rest) :]
