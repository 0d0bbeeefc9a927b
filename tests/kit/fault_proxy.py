"""A line between a terminal and central that goes wrong by plan: a proxy on a real socket, one fault a request.

Not simulated: TLS, and what happens below TCP.
"""

import contextlib
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

PAGE = b"<!doctype html><title>Sign in to the network</title><form action=/login></form>"
_PATIENCE_S = 30.0


@dataclass(frozen=True)
class Fault:
    """What happens to one request. By itself: nothing, it passes."""


@dataclass(frozen=True)
class CutRequest(Fault):
    """The connection ends after this part of the request, 0 to 1; central never sees the rest."""

    part: float


@dataclass(frozen=True)
class CutAnswer(Fault):
    """Central has done it; the connection ends after this part of the answer, 0 to 1."""

    part: float


@dataclass(frozen=True)
class Slow(Fault):
    """Central has done it; the answer comes byte by byte, each soon, the whole never. `of_page`: a login page does."""

    of_page: bool = False


@dataclass(frozen=True)
class Page(Fault):
    """A gateway answers in central's place."""

    status: int = 200
    content_type: str = "text/html"
    body: bytes = PAGE


@dataclass(frozen=True)
class Twice(Fault):
    """The request is delivered, and once more; the second answer comes back."""


@dataclass(frozen=True)
class Late(Fault):
    """The connection ends; the request is delivered when this many later ones have been."""

    after: int = 1


@dataclass(frozen=True)
class Amid(Fault):
    """`do` happens when central has the request, and has not answered it yet."""

    do: Callable[[], object]


PASS = Fault()


@dataclass
class FaultProxy:
    """Takes requests at `url` to `upstream`, an address; `plan` holds the next ones' faults, then it is `always`."""

    upstream: tuple[str, int]
    plan: deque[Fault] = field(default_factory=deque)
    always: Fault = PASS
    under_way: int = 0
    """Requests that have not been answered to their end."""
    met: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._late: list[tuple[int, bytes]] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._begin(self._accept)

    def close(self) -> None:
        self.closing.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def deliver_late(self) -> int:
        """Deliver all that is still held; return how many requests that were."""
        with self._lock:
            held, self._late = self._late, []
        for _, request in held:
            self._exchange(request)
        return len(held)

    def _begin(self, target, *args) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self._begin(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(0.2)
            while request := self._heard(connection):
                with self._lock:
                    fault = self.plan.popleft() if self.plan else self.always
                    self.met.append(fault)
                    self.under_way += 1
                try:
                    if not self._answered(connection, request, fault):
                        return
                finally:
                    with self._lock:
                        self.under_way -= 1

    def _heard(self, connection: socket.socket) -> bytes:
        """Return one whole request; nothing when there comes none."""
        heard = b""
        while not _is_whole(heard):
            try:
                more = connection.recv(65536)
            except TimeoutError:
                if self.closing.is_set():
                    return b""
                continue
            if not more:
                return b""
            heard += more
        return heard

    def _answered(self, connection: socket.socket, request: bytes, fault: Fault) -> bool:
        """Do what the fault says; whether the connection is still good."""
        match fault:
            case CutRequest(part):
                self._exchange(request[: int(part * (len(request) - 1))])
                return False
            case Late(after):
                with self._lock:
                    self._late.append((after, request))
                return False
            case Page(status, content_type, body):
                connection.sendall(_page(status, content_type, body))
                return True
            case CutAnswer(part):
                answer = self._exchange(request)
                connection.sendall(answer[: int(part * max(0, len(answer) - 1))])
                return False
            case Slow(of_page):
                self._drip(connection, _page(200, "text/html", PAGE) if of_page else self._exchange(request))
                return False
            case Amid(do):
                answer = self._exchange(request, do)
                connection.sendall(answer)
                return bool(answer)
            case Twice():
                self._exchange(request)
        connection.sendall(self._exchange(request))
        self._deliver_due()
        return True

    def _drip(self, connection: socket.socket, answer: bytes) -> None:
        for byte in _endless(answer):
            connection.sendall(byte)
            if self.closing.wait(0.02):
                return

    def _deliver_due(self) -> None:
        with self._lock:
            self._late = [(after - 1, request) for after, request in self._late]
            due = [request for after, request in self._late if after <= 0]
            self._late = [one for one in self._late if one[0] > 0]
        for request in due:
            self._exchange(request)

    def _exchange(self, request: bytes, amid: Callable[[], object] = lambda: None) -> bytes:
        """Send these bytes to central and return its answer: nothing when it has none."""
        answer = b""
        try:
            with socket.create_connection(self.upstream, timeout=_PATIENCE_S) as central:
                central.sendall(request)
                if not _is_whole(request):
                    central.shutdown(socket.SHUT_WR)
                amid()
                while not _is_whole(answer) and (more := central.recv(65536)):
                    answer += more
        except OSError:
            return answer
        return answer


def _is_whole(message: bytes) -> bool:
    """Whether a message of HTTP/1.1 has come to its end; a body without a length ends with the connection."""
    head, blank, body = message.partition(b"\r\n\r\n")
    if not blank:
        return False
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return len(body) >= int(value)
    return not head.startswith(b"HTTP/")


def _page(status: int, content_type: str, body: bytes) -> bytes:
    where = "Location: http://127.0.0.1:1/login\r\n" if 300 <= status < 400 else ""
    return (
        f"HTTP/1.1 {status} -\r\nContent-Type: {content_type}\r\n{where}Content-Length: {len(body)}\r\n\r\n".encode()
        + body
    )


def _endless(answer: bytes) -> Iterator[bytes]:
    """The answer's first line, then a header without end."""
    for byte in answer.partition(b"\r\n")[0] + b"\r\nX-Slow: ":
        yield bytes([byte])
    while True:
        yield b"x"
