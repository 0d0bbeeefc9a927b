"""One exchange with a department's system, within a span of time and a number of bytes."""

import time
from dataclasses import dataclass
from typing import Any

import requests
import urllib3

_CHUNK_BYTES = 16 * 1024


@dataclass(frozen=True)
class Answer:
    """What came back. `type`: the media type without its parameters, in lower case."""

    status: int
    type: str
    body: bytes


class NoAnswer(Exception):  # noqa: N818 - reads as what happened
    """Nothing of use came; `code` is what the terminal is told."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def ask(
    method: str,
    url: str,
    headers: dict[str, str],
    body: bytes,
    *,
    connect_timeout_s: float,
    deadline: float,
    most_bytes: int,
    too_large: str = "bad_reply",
    certificate: tuple[str, str] | None = None,
    authority: str | None = None,
) -> Answer:
    """Return the answer.

    Args:
        method: such as POST.
        url: where to; nowhere else is gone, whatever is answered.
        headers: all of them.
        body: what is sent.
        connect_timeout_s: until the other side picks up.
        deadline: until all has come, by `time.monotonic`.
        most_bytes: of the reply's body.
        too_large: the code for more than that.
        certificate: files of our certificate and its key, for mutual TLS.
        authority: file of the authorities that may sign the other side's certificate; None: those of the system.

    Raises:
        NoAnswer: none in time, none at all, or one that is too large.
    """
    left_s = max(0.05, deadline - time.monotonic())
    try:
        with requests.Session() as session:
            session.trust_env = False  # no proxy and no .netrc by surprise
            with session.request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=(min(connect_timeout_s, left_s), left_s),
                allow_redirects=False,  # what is personal goes to the address in the file and to no other
                stream=True,
                cert=certificate,
                verify=authority or True,
            ) as response:
                kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
                return Answer(response.status_code, kind, _body(response.raw, deadline, most_bytes, too_large))
    except (requests.Timeout, urllib3.exceptions.TimeoutError):
        raise NoAnswer("timeout", "the department's system did not answer in time") from None
    except requests.exceptions.SSLError:
        raise NoAnswer("unreachable", "the other side's certificate does not hold, or it refused ours") from None
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise NoAnswer("unreachable", type(error).__name__) from None


def _body(raw: Any, deadline: float, most_bytes: int, too_large: str) -> bytes:
    """Read the whole reply, a piece at a time: one that drips or never ends does not hold the resident up."""
    body = bytearray()
    while chunk := raw.read1(_CHUNK_BYTES, decode_content=True):
        body += chunk
        if len(body) > most_bytes:
            raise NoAnswer(too_large, "the reply is too large")
        if time.monotonic() > deadline:
            raise NoAnswer("timeout", "the department's system did not finish its answer in time")
    return bytes(body)
