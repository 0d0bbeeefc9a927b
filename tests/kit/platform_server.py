"""The platform's end of the wire, on a real socket: checks signatures as central does, and misbehaves on request.

Not simulated: TLS, a database, approval by staff, what departments answer.
"""

import contextlib
import socket
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from kiosk.protocol import api
from kiosk.protocol.signing import SignatureRefused, fingerprint, verify

NOW = 1_772_685_000  # 2026-03-05T04:30:00Z, where SetClock stands


@dataclass
class Asked:
    method: str
    path: str
    headers: dict
    body: bytes
    connection: int


@dataclass
class PlatformServer:
    """Answers as central would unless `next_up` holds something else for the next request."""

    public_key: bytes
    ahead_s: int = 0
    heartbeat: dict = field(default_factory=lambda: {"state": "approved", "next_in_s": 30, "timestamp_version": 1})
    next_up: deque = field(default_factory=deque)
    asked: list = field(default_factory=list)
    kept: dict = field(default_factory=dict)
    spurned: dict = field(default_factory=dict)
    """By a word in the body: the status by which a request that holds it is refused whole, in these words."""
    word: bytes = b'{"error": "unfit"}'

    def __post_init__(self):
        platform, self.released = self, threading.Event()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                platform.handle(self)

            def do_GET(self):
                platform.handle(self)

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, *_):
                """A client that hangs up in the middle is what some tests are about."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def close(self):
        self.released.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    @property
    def now(self) -> int:
        return NOW + self.ahead_s

    def handle(self, handler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        asked = Asked(handler.command, handler.path, dict(handler.headers), body, handler.client_address[1])
        self.asked.append(asked)
        behave = self.next_up.popleft() if self.next_up else None
        status, content = behave(self, handler, asked) if behave else self.answer(asked)
        if status:
            reply(handler, status, content)

    def answer(self, asked) -> tuple[int, bytes]:
        """As central: a signature first, then what was asked."""
        try:
            verify(
                method=asked.method,
                url=asked.path,
                headers=asked.headers,
                body=asked.body,
                public_key=self.public_key,
                now=self.now,
            )
        except SignatureRefused as refusal:
            return 401, api.Unauthorised(error=str(refusal), server_time=self.now).model_dump_json().encode()
        for word, status in self.spurned.items():
            if word.encode() in asked.body:
                return status, self.word
        return 200, self.made(asked).model_dump_json().encode()

    def made(self, asked):
        if asked.path == api.ENROL:
            return api.EnrolReply(
                terminal_id="T0001", key_id="T0001-k", fingerprint=fingerprint(self.public_key), state="pending"
            )
        if asked.path == api.HEARTBEAT:
            return api.HeartbeatReply(server_time=self.now, **self.heartbeat)
        if asked.path == api.INTAKE:
            items = api.IntakeRequest.model_validate_json(asked.body).items
            return api.IntakeReply(results=[self.keep(item) for item in items])
        if asked.path.startswith(api.TRANSACTION):
            name = asked.path.rpartition("/")[2]
            return api.TransactionView(service="a/b", flow_version=1, transaction_id=name, outcome="completed")
        return api.CallReply(status="done", data={"balance": "1.00"})

    def keep(self, item) -> api.ItemResult:
        status = "duplicate" if item["id"] in self.kept else "accepted"
        self.kept.setdefault(item["id"], item)
        return api.ItemResult(id=item["id"], status=status)


def reply(handler, status: int, content: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(content)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(content)


def answering(status: int, content: bytes = b"", **headers: str):
    """Answer the next request with this, whatever it is."""

    def behave(platform, handler, asked):
        reply(handler, status, content, **headers)
        return 0, b""

    return behave


def losing_the_reply(platform, handler, asked):
    """Do what is asked and hang up without a word."""
    platform.answer(asked)
    hang_up(handler)
    return 0, b""


def breaking_off(platform, handler, asked):
    """Promise a body, send half, hang up."""
    status, content = platform.answer(asked)
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content[: len(content) // 2])
    handler.wfile.flush()
    hang_up(handler)
    return 0, b""


def stalling(platform, handler, asked):
    """Hear it, and say nothing until the test is over."""
    platform.released.wait(30)
    hang_up(handler)
    return 0, b""


def dripping(platform, handler, asked):
    """Send a byte now and then, for ever: no single wait is long."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    with contextlib.suppress(OSError):
        while not platform.released.wait(0.02):
            handler.wfile.write(b" ")
            handler.wfile.flush()
    hang_up(handler)
    return 0, b""


def dripping_heads(platform, handler, asked):
    """Begin an answer whose headers never end: each byte comes soon, and no body ever does."""
    with contextlib.suppress(OSError):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not platform.released.wait(0.02):
            handler.wfile.write(b"x")
            handler.wfile.flush()
    hang_up(handler)
    return 0, b""


def endless(platform, handler, asked):
    """Send as fast as it goes, without an end."""
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    with contextlib.suppress(OSError):
        while not platform.released.is_set():
            handler.wfile.write(bytes(65536))
    hang_up(handler)
    return 0, b""


def hang_up(handler) -> None:
    handler.close_connection = True
    with contextlib.suppress(OSError):
        handler.connection.shutdown(socket.SHUT_RDWR)
