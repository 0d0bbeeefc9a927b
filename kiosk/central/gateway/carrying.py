"""One call to a department's system, within one span of time, with as many tries as the operation permits."""

import json
import time
from http import HTTPStatus
from typing import Any

from django.conf import settings

from kiosk.central.gateway.asking import Answer, NoAnswer, ask
from kiosk.central.gateway.fetching import fetch_files
from kiosk.central.gateway.operations import Operation
from kiosk.protocol.api import FILE_BROKEN, FILE_EMPTY, FILE_TOO_LARGE, CallReply, CallRequest
from kiosk.protocol.personal import Personal

_MAX_REPLY_BYTES = 2 * 1024 * 1024
_WORTH_ANOTHER_TRY = {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
_NOT_WORTH_IT = {"bad_reply", FILE_BROKEN, FILE_EMPTY, FILE_TOO_LARGE}


def carry(operation: Operation, request: CallRequest, terminal_id: str) -> CallReply:
    """Ask the department. Every trouble on the way becomes a `failed` reply; no text in it holds what was sent."""
    deadline = time.monotonic() + min(operation.timeout_s, request.timeout_s)
    trouble = NoAnswer("timeout", "no time was left to ask")
    for _try in range(operation.tries):
        if deadline - time.monotonic() <= 0:
            break
        try:
            return _with_files(operation, _understood(_ask(operation, request, terminal_id, deadline)), deadline)
        except NoAnswer as no_answer:
            trouble = no_answer
        if trouble.code in _NOT_WORTH_IT:
            break
    return CallReply(status="failed", code=trouble.code, detail=trouble.detail)


def _ask(operation: Operation, request: CallRequest, terminal_id: str, deadline: float) -> Answer:
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": request.idempotency_key,
        "X-Terminal": terminal_id,
    }
    return ask(
        operation.method,
        operation.url.replace("{self}", settings.SELF_URL),
        headers,
        json.dumps(request.input.reveal()).encode(),
        connect_timeout_s=operation.connect_timeout_s,
        deadline=deadline,
        most_bytes=_MAX_REPLY_BYTES,
    )


def _with_files(operation: Operation, reply: CallReply, deadline: float) -> CallReply:
    if operation.files and reply.status == "done":
        fetch_files(operation, reply.data.reveal(), deadline)
    return reply


def _understood(answer: Answer) -> CallReply:
    if answer.status in _WORTH_ANOTHER_TRY:
        raise NoAnswer("unreachable", f"the department's system answered {answer.status}")
    if answer.status not in (HTTPStatus.OK, HTTPStatus.UNPROCESSABLE_ENTITY):
        raise NoAnswer("bad_reply", f"the department's system answered {answer.status}")
    data = _json_object(answer.body)
    if answer.status == HTTPStatus.OK:
        return CallReply(status="done", data=Personal(data))
    code = data.get("code")
    if not isinstance(code, str) or not code:
        raise NoAnswer("bad_reply", "the department refused without a code")
    return CallReply(status="refused", code=code, detail=str(data.get("detail", "")))


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except ValueError:
        raise NoAnswer("bad_reply", "the reply is no JSON") from None
    if not isinstance(data, dict):
        raise NoAnswer("bad_reply", "the reply is no JSON object")
    return data
