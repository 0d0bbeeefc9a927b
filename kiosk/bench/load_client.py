"""Requests that were signed before, sent as fast as the platform takes them: the client shall not be what limits.

Each connection sends its own share, one after the other, and reads each answer whole. What is not 200 is counted apart.
"""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from kiosk.protocol.signing import sign

_TIMEOUT_S = 60.0
_PIECE = 65536


@dataclass(frozen=True)
class Burst:
    """What came of it. `ran_out`: every request was sent before the time was over."""

    answered: int
    refused: int
    lasted_s: float
    ran_out: bool


def prepared(url: str, path: str, body: bytes, private_key: bytes, key_id: str) -> bytes:
    """Return a signed request as it goes over the wire; it holds for five minutes."""
    signature = sign(method="POST", url=path, body=body, private_key=private_key, key_id=key_id, now=int(time.time()))
    headers = {
        "Host": urlsplit(url).netloc,
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        **signature,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def burst(url: str, shares: Sequence[Iterator[bytes]], seconds: float) -> Burst:
    """Send each share over a connection of its own for so long, or until all are sent."""
    lock, counts = threading.Lock(), [0, 0, 0]
    began = time.monotonic()

    def run(share: Iterator[bytes]) -> None:
        good, bad, over = _send(url, share, began + seconds)
        with lock:
            counts[0] += good
            counts[1] += bad
            counts[2] += over

    threads = [threading.Thread(target=run, args=(share,), daemon=True) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 2 * _TIMEOUT_S)
    return Burst(counts[0], counts[1], time.monotonic() - began, ran_out=counts[2] > 0)


def _send(url: str, share: Iterator[bytes], until: float) -> tuple[int, int, bool]:
    parts = urlsplit(url)
    good = bad = 0
    with socket.create_connection((parts.hostname or "", parts.port or 80), _TIMEOUT_S) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in share:
            if time.monotonic() >= until:
                return good, bad, False
            connection.sendall(request)
            if _answer(connection):
                good += 1
            else:
                bad += 1
    return good, bad, True


def _answer(connection: socket.socket) -> bool:
    """Read one answer; whether it is 200."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += _more(connection)
    head, _, body = got.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next(int(line.partition(b":")[2]) for line in lines if line.startswith(b"content-length:"))
    while len(body) < length:
        body += _more(connection)
    return head.split(b" ", 2)[1] == b"200"


def _more(connection: socket.socket) -> bytes:
    piece = connection.recv(_PIECE)
    if not piece:
        raise ConnectionError("the platform hung up")
    return piece
