"""One HTTP exchange with the platform, bounded in time and size, its failures translated where they rise."""

import traceback
from http.cookiejar import DefaultCookiePolicy

import requests
from urllib3.exceptions import HTTPError, ProtocolError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse

from drivers.cancel import Deadline
from kiosk.protocol.files import MOST_FILE_BYTES
from kiosk.sync.errors import PlatformBroken, PlatformOffline, PlatformTimeout
from kiosk.sync.timed_answers import timed

MOST_BYTES = 4 * 1024 * 1024
"""No reply is larger, but for one with files."""
MOST_WITH_FILES = MOST_BYTES + MOST_FILE_BYTES * 4 // 3  # base64
_PIECE = 65536


class Wire:
    """One session with keep-alive for all threads: the pool below it is made for that, and cookies are off."""

    def __init__(self, *, connect_timeout_s: float) -> None:
        self._connect_timeout_s = connect_timeout_s
        self._session = timed(requests.Session())
        self._session.trust_env = False  # neither proxies nor .netrc of whoever started the terminal
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers["User-Agent"] = "kiosk-terminal"

    def close(self) -> None:
        self._session.close()

    def exchange(
        self, request: requests.PreparedRequest, deadline: Deadline, most_bytes: int = MOST_BYTES
    ) -> tuple[int, bytes]:
        """Send and return status and body. Redirects are not followed: a signature is for one address.

        A kept connection that the other side has closed meanwhile is replaced once; each request may be repeated.

        Raises:
            PlatformOffline, PlatformTimeout, PlatformBroken: see `kiosk.sync.errors`.
        """
        try:
            return self._once(request, deadline, most_bytes)
        except _ClosedUnheard:
            pass
        try:
            return self._once(request, deadline, most_bytes)
        except _ClosedUnheard:
            raise PlatformOffline("closed before an answer") from None

    def _once(self, request: requests.PreparedRequest, deadline: Deadline, most_bytes: int) -> tuple[int, bytes]:
        left_s = deadline.left_s
        if not left_s:
            raise PlatformTimeout("no time left")
        try:
            timeout = (min(self._connect_timeout_s, left_s), left_s)
            response = self._session.send(request, timeout=timeout, stream=True, allow_redirects=False)
        except requests.ReadTimeout as error:
            _let_go(error)
            raise PlatformTimeout("no answer") from None
        except requests.ConnectionError as error:
            _let_go(error)
            if error.args and isinstance(error.args[0], ProtocolError):
                raise _ClosedUnheard from None
            raise PlatformOffline(type(error).__name__) from None
        except requests.RequestException as error:
            _let_go(error)
            raise PlatformBroken(type(error).__name__) from None
        with response:
            return response.status_code, _body(response.raw, deadline, most_bytes)


def _let_go(error: BaseException | None) -> None:
    """Empty the frames that an error came through: urllib3's hold each other, and the request with them."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__context__


class _ClosedUnheard(Exception):  # noqa: N818 - never leaves this file
    """The connection ended before the first byte of an answer."""


def _body(raw: BaseHTTPResponse, deadline: Deadline, most_bytes: int) -> bytes:
    """Read as the bytes come, so that neither drop by drop nor without end can hold a thread."""
    pieces: list[bytes] = []
    size = 0
    try:
        while piece := raw.read1(_PIECE, decode_content=True):
            pieces.append(piece)
            size += len(piece)
            if size > most_bytes:
                raise PlatformBroken(f"an answer of more than {most_bytes} bytes")
            if deadline.passed:
                raise PlatformTimeout("the answer did not end in time")
    except ReadTimeoutError:
        raise PlatformTimeout("the answer stopped") from None
    except ProtocolError:
        raise PlatformOffline("closed within an answer") from None
    except HTTPError as error:
        raise PlatformBroken(type(error).__name__) from None
    return b"".join(pieces)
