"""A network camera: JPEG pictures in an endless multipart answer over HTTP, for the desk, the demo and the tests.

OpenCV's own FFmpeg opens it as it opens a real one. What it does not simulate: V4L2 (a kernel without the v4l2loopback
module has no way to), authentication, RTSP, other codecs than JPEG, exposure and the time a sensor needs to settle.
"""

import contextlib
import socket
import sys
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_SEND_TIMEOUT_S = 1.0
_DRAWN_S = 5.0  # drawing a picture and sending it takes at most so long
_BOUNDARY = "picture"


class Trouble(StrEnum):
    """What may be wrong with the stream itself."""

    NONE = "none"
    STALLED = "stalled"  # the connection stays, no picture comes
    SLOW = "slow"  # one picture a second
    GARBAGE = "garbage"  # the parts hold no JPEG
    CUT = "cut"  # every picture is cut short
    FROZEN = "frozen"  # the same bytes again and again


class MjpegServer:
    """Serves what `draw` returns, a JPEG a call, at `fps`. It is called only while somebody watches.

    Control methods may be called from any thread; each takes effect before it returns: no older picture is sent
    afterwards. `name` is what the camera calls itself in its `Server` header.
    """

    def __init__(self, name: str, draw: Callable[[], bytes], *, fps: float = 15.0) -> None:
        self.lock = threading.RLock()  # held while a picture is drawn and sent; guards what `draw` uses as well
        self._name, self._draw, self._fps = name, draw, fps
        self._trouble, self._last = Trouble.NONE, b""
        self._server: _Server | None = None
        self._port = 0

    @property
    def url(self) -> str:
        if not self._port:
            raise RuntimeError("the camera was not started")
        return f"http://127.0.0.1:{self._port}/stream.mjpeg"

    @property
    def watchers(self) -> int:
        """How many are watching now."""
        with self.lock:
            return self._server.watchers if self._server else 0

    def start(self) -> None:
        """Serve until `stop`, on a free port that stays the camera's until then."""
        if self._port:
            raise RuntimeError("the camera runs already")
        self.replug()

    def stop(self) -> None:
        self.unplug()
        self._port = 0

    def unplug(self) -> None:
        """Cut every connection and accept none; unplugging twice is allowed."""
        with self.lock:
            server, self._server = self._server, None
        if server is not None:
            server.hang_up()

    def replug(self) -> None:
        with self.lock:
            if self._server is None:
                self._server = _Server(self._port, self._name, self._next)
                self._port = self._server.server_port

    def set_trouble(self, trouble: Trouble) -> None:
        with self.lock:
            self._trouble = trouble

    def _next(self, send: Callable[[bytes], None]) -> float:
        """Send the next picture; return how long to wait before the one after it, in seconds."""
        with self.lock:
            if self._trouble is Trouble.STALLED:
                return 0.05
            if self._trouble is not Trouble.FROZEN or not self._last:
                self._last = self._draw()
            picture = self._last
            if self._trouble is Trouble.GARBAGE:
                picture = bytes(len(picture))
            elif self._trouble is Trouble.CUT:
                picture = picture[: len(picture) // 2]
            send(_part(picture))
            return 1.0 if self._trouble is Trouble.SLOW else 1.0 / self._fps


def _part(picture: bytes) -> bytes:
    head = f"--{_BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
    return head.encode() + picture + b"\r\n"


class _Server(ThreadingHTTPServer):
    """One plugged-in life of the camera."""

    daemon_threads = True
    block_on_close = True

    def __init__(self, port: int, name: str, step: Callable[[Callable[[bytes], None]], float]) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.name, self.step = name, step
        self.unplugged = threading.Event()
        self._sockets: dict[socket.socket, threading.Thread] = {}
        self._changing = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), name="mjpeg camera", daemon=True)
        self._thread.start()

    @property
    def watchers(self) -> int:
        with self._changing:
            return len(self._sockets)

    def joined(self, watcher: socket.socket) -> None:
        with self._changing:
            self._sockets[watcher] = threading.current_thread()

    def left(self, watcher: socket.socket) -> None:
        with self._changing:
            self._sockets.pop(watcher, None)

    def handle_error(self, request: object, client_address: object) -> None:
        """A watcher that leaves in the middle of something is no error of the camera's."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def hang_up(self) -> None:
        self.shutdown()
        self._thread.join()
        self.socket.close()  # first: whoever loses the stream looks at once whether the camera is still there
        self.unplugged.set()
        with self._changing:
            threads = list(self._sockets.values())
            for watcher in self._sockets:
                with contextlib.suppress(OSError):  # it left at this very moment
                    watcher.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(_DRAWN_S)  # a program that ends while a picture is drawn is aborted
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 2.0  # for the request

    def do_GET(self) -> None:
        """Send pictures until one side has enough."""
        self.send_response(200)
        self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={_BOUNDARY}")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.connection.settimeout(_SEND_TIMEOUT_S)
        self.server.joined(self.connection)
        try:
            due = time.monotonic()
            while not self.server.unplugged.wait(max(0.0, due - time.monotonic())):
                due = max(due, time.monotonic() - 0.2) + self.server.step(self.connection.sendall)
        except OSError:
            pass  # the watcher left
        finally:
            self.server.left(self.connection)

    def version_string(self) -> str:
        return self.server.name

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: the server's own lines would go to the standard error."""
