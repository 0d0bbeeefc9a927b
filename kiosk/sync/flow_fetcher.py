"""Fetching files of the flow repository: the network half of TUF, with bounds on time. TUF itself bounds the length."""

import threading
import time
from collections.abc import Iterator

import requests
from tuf.api.exceptions import DownloadError, DownloadHTTPError, SlowRetrievalError
from tuf.ngclient import FetcherInterface
from urllib3.exceptions import HTTPError, ReadTimeoutError

from kiosk.sync.timed_answers import timed

CHUNK_BYTES = 65536
_NOBODY_HOME = {502, 503, 504}
"""What a gateway answers for a platform that is being restarted. Every other status is an answer."""


class UnreachableError(DownloadError):
    """The platform cannot be reached just now: ordinary life, and no reason for an alarm."""


class FlowFetcher(FetcherInterface):
    """Gets over `requests`. Redirects are refused: a gateway that leads to its login page must not pass for an answer.

    Args:
        session: for this thread alone; keeps connections alive between files.
        connect_timeout_s: longest wait for a connection.
        read_timeout_s: longest wait for a whole head, and then for the next bytes.
        file_timeout_s: longest time for one whole file, against a server that sends a byte now and then.
    """

    def __init__(
        self, session: requests.Session, *, connect_timeout_s: float, read_timeout_s: float, file_timeout_s: float
    ) -> None:
        self._session = timed(session)
        self._timeouts_s = (connect_timeout_s, read_timeout_s)
        self._file_timeout_s = file_timeout_s
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """End the present download at its next bytes, and every later one at once. From any thread."""
        self._cancelled.set()

    def _fetch(self, url: str) -> Iterator[bytes]:
        ends_at = time.monotonic() + self._file_timeout_s
        self._check_cancelled(url)
        try:
            response = self._session.get(
                url,
                stream=True,
                timeout=self._timeouts_s,
                allow_redirects=False,
                headers={"Accept-Encoding": "identity"},  # signed lengths count the bytes on the wire
            )
        except requests.ConnectionError as error:  # includes time-outs while connecting
            raise UnreachableError(f"{url}: no connection") from error
        except requests.Timeout as error:
            raise SlowRetrievalError(f"{url}: no answer in {self._timeouts_s[1]} s") from error
        except requests.RequestException as error:
            raise DownloadError(f"{url}: {type(error).__name__}") from error
        if response.status_code in _NOBODY_HOME:
            response.close()
            raise UnreachableError(f"{url}: HTTP {response.status_code}")
        if response.status_code != requests.codes.ok:
            response.close()
            raise DownloadHTTPError(f"{url}: HTTP {response.status_code}", response.status_code)
        return self._chunks(url, response, ends_at)

    def _chunks(self, url: str, response: requests.Response, ends_at: float) -> Iterator[bytes]:
        with response:
            while True:
                self._check_cancelled(url)
                if time.monotonic() > ends_at:
                    raise SlowRetrievalError(f"{url}: not whole after {self._file_timeout_s} s")
                try:
                    # read1 returns what has arrived; read would wait for a whole chunk, however slowly it trickles
                    chunk = response.raw.read1(CHUNK_BYTES)
                except (ReadTimeoutError, TimeoutError) as error:
                    raise SlowRetrievalError(f"{url}: no more bytes in {self._timeouts_s[1]} s") from error
                except (HTTPError, OSError) as error:
                    raise UnreachableError(f"{url}: the connection broke off") from error
                if not chunk:
                    return
                yield chunk

    def _check_cancelled(self, url: str) -> None:
        if self._cancelled.is_set():
            raise UnreachableError(f"{url}: given up, the terminal is stopping")
