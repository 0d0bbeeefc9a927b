"""An answer's first line and headers within one time-out, however slowly their bytes come.

`http.client` starts its time-out anew with each byte. A gateway that lets them drip would hold a thread for days before
there is an answer whose body could be watched.
"""

import io
import socket
import time
from http.client import HTTPResponse
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

_SHORTEST_S = 0.001  # 0 would mean: never wait at all


def timed(session: requests.Session) -> requests.Session:
    """Return `session`, whose read time-outs hold for whole heads from now on."""
    if isinstance(session.adapters.get("https://"), _Adapter):
        return session
    adapter = _Adapter()
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


class _Bytes(io.RawIOBase):
    """A socket's bytes; no read waits beyond `ends_at` (monotonic, s). None: each as long as the socket lets it."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, ends_at: float) -> None:
        self._raw, self._sock = raw, sock
        self.ends_at: float | None = ends_at

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        if self.ends_at is not None:
            self._sock.settimeout(max(self.ends_at - time.monotonic(), _SHORTEST_S))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self._sock, self._timeout_s = sock, sock.gettimeout()
        if self._timeout_s is not None:
            self._bytes = _Bytes(self.fp.detach(), sock, time.monotonic() + self._timeout_s)
            self.fp = io.BufferedReader(self._bytes)

    def begin(self) -> None:
        super().begin()
        if self._timeout_s is not None:
            self._bytes.ends_at = None
            self._sock.settimeout(self._timeout_s)


class _Connection(HTTPConnection):
    response_class = _Response


class _TlsConnection(HTTPSConnection):
    response_class = _Response


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
