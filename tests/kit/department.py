"""A department's system: a real HTTP server on a port of its own, which answers as a test says, and may have files."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

Answer = Callable[["Desk"], None]


class Department(ThreadingHTTPServer):
    """Answers as `answers` says, one after the other, the last one for ever; keeps what it was asked.

    What is asked of `/token` is answered by `tokens`. With `tls` it speaks TLS; then `peers` holds who called.
    """

    daemon_threads = True

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Desk)
        self.answers: list[Answer] = []
        self.asked: list[tuple[dict[str, str], dict[str, str]]] = []
        self.files: list[Answer] = []
        self.first_file: Answer | None = None
        self.fetched: list[str] = []
        self.closing = threading.Event()
        self.tokens: list[Answer] = []
        self.tokens_asked: list[tuple[str, dict[str, str]]] = []
        self.peers: list[str] = []
        self.tls = tls
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_side=True)

    @property
    def url(self) -> str:
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.server_address[1]}"


class Desk(BaseHTTPRequestHandler):
    server: Department

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.endswith("/token"):
            self.server.tokens_asked.append((self.headers["Authorization"], dict(parse_qsl(body.decode()))))
            _next(self.server.tokens)(self)
            return
        if isinstance(self.connection, ssl.SSLSocket):
            shown = self.connection.getpeercert() or {}
            self.server.peers += [
                value for part in shown.get("subject", ()) for name, value in part if name == "commonName"
            ]
        self.server.asked.append((dict(self.headers), json.loads(body)))
        _next(self.server.answers)(self)

    def do_GET(self) -> None:
        server = self.server
        server.fetched.append(self.path)
        first, server.first_file = server.first_file, None
        (first or server.files[0])(self)

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


def _next(answers: list[Answer]) -> Answer:
    return answers.pop(0) if len(answers) > 1 else answers[0]


def says(status: int, content: object, **headers: str) -> Answer:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return lambda desk: desk.answer(status, body, **headers)


def is_silent(desk: Desk) -> None:
    desk.server.closing.wait(10)


def drips(desk: Desk) -> None:
    desk.send_response(200)
    desk.send_header("Content-Length", "100000")
    desk.end_headers()
    while not desk.server.closing.wait(0.05):
        try:
            desk.wfile.write(b" ")
        except OSError:
            return


def breaks_off(body: bytes, sent: int, **headers: str) -> Answer:
    """Announce the whole body, send the first bytes of it, and end the line in good order."""

    def answer(desk: Desk) -> None:
        desk.send_response(200)
        for name, value in headers.items():
            desk.send_header(name.replace("_", "-"), value)
        desk.send_header("Content-Length", str(len(body)))
        desk.end_headers()
        desk.wfile.write(body[:sent])
        desk.close_connection = True

    return answer


def hangs_up(desk: Desk) -> None:
    desk.close_connection = True
    desk.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def opened(tls: ssl.SSLContext | None = None) -> Iterator[Department]:
    """A department that answers until the block ends."""
    server = Department(tls)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        serving.join(5)
        server.server_close()
