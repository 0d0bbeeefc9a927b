"""One call to a department's system, within one span of time, with as many tries as the operation permits."""

import json
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import requests
import urllib3
from django.conf import settings

from kiosk.central.gateway.operations import Operation
from kiosk.protocol.api import CallReply, CallRequest
from kiosk.protocol.personal import Personal

_MAX_REPLY_BYTES = 2 * 1024 * 1024
_CHUNK_BYTES = 16 * 1024
_WORTH_ANOTHER_TRY = {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}


@dataclass(frozen=True)
class _Answer:
    status: int
    body: bytes


class _NoAnswer(Exception):  # noqa: N818 - reads as what happened
    """Nobody could be asked; `code` is what the terminal is told."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def carry(operation: Operation, request: CallRequest, terminal_id: str) -> CallReply:
    """Ask the department. Every trouble on the way becomes a `failed` reply; no text in it holds what was sent."""
    deadline = time.monotonic() + min(operation.timeout_s, request.timeout_s)
    trouble = _NoAnswer("timeout", "no time was left to ask")
    for _try in range(operation.tries):
        if deadline - time.monotonic() <= 0:
            break
        try:
            return _understood(_ask(operation, request, terminal_id, deadline))
        except _NoAnswer as no_answer:
            trouble = no_answer
        if trouble.code == "bad_reply":
            break
    return CallReply(status="failed", code=trouble.code, detail=trouble.detail)


def _ask(operation: Operation, request: CallRequest, terminal_id: str, deadline: float) -> _Answer:
    left_s = max(0.05, deadline - time.monotonic())
    try:
        with requests.Session() as session:
            session.trust_env = False  # no proxy and no .netrc by surprise
            with session.request(
                operation.method,
                operation.url.replace("{self}", settings.SELF_URL),
                data=json.dumps(request.input.reveal()).encode(),
                headers={
                    "Content-Type": "application/json",
                    "Idempotency-Key": request.idempotency_key,
                    "X-Terminal": terminal_id,
                },
                timeout=(min(operation.connect_timeout_s, left_s), left_s),
                allow_redirects=False,  # what is personal goes to the address in the file and to no other
                stream=True,
            ) as response:
                return _Answer(response.status_code, _body(response, deadline))
    except (requests.Timeout, urllib3.exceptions.TimeoutError):
        raise _NoAnswer("timeout", "the department's system did not answer in time") from None
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise _NoAnswer("unreachable", type(error).__name__) from None


def _body(response: requests.Response, deadline: float) -> bytes:
    """Read the whole reply, a piece at a time: one that drips or never ends does not hold the resident up."""
    body = bytearray()
    while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=True):
        body += chunk
        if len(body) > _MAX_REPLY_BYTES:
            raise _NoAnswer("bad_reply", "the reply is too large")
        if time.monotonic() > deadline:
            raise _NoAnswer("timeout", "the department's system did not finish its answer in time")
    return bytes(body)


def _understood(answer: _Answer) -> CallReply:
    if answer.status in _WORTH_ANOTHER_TRY:
        raise _NoAnswer("unreachable", f"the department's system answered {answer.status}")
    if answer.status not in (HTTPStatus.OK, HTTPStatus.UNPROCESSABLE_ENTITY):
        raise _NoAnswer("bad_reply", f"the department's system answered {answer.status}")
    data = _json_object(answer.body)
    if answer.status == HTTPStatus.OK:
        return CallReply(status="done", data=Personal(data))
    code = data.get("code")
    if not isinstance(code, str) or not code:
        raise _NoAnswer("bad_reply", "the department refused without a code")
    return CallReply(status="refused", code=code, detail=str(data.get("detail", "")))


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except ValueError:
        raise _NoAnswer("bad_reply", "the reply is no JSON") from None
    if not isinstance(data, dict):
        raise _NoAnswer("bad_reply", "the reply is no JSON object")
    return data
