"""What goes wrong at a department, set by POST to `/sandbox/<department>/trouble`, and its memory of idempotency keys.

kind: `none`, `slow` (seconds), `error` (500), `page` (HTML of a captive gateway), `cut` (the reply breaks off), `lost`
(the work is done, the reply breaks off) or `stale` (last month's data). `times`: so many requests, then none again.
"""

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Literal

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

Department = Callable[[HttpRequest, bool], HttpResponse]
_MOST_KEYS = 1000
_lock = threading.Lock()
_troubles: dict[str, "Trouble"] = {}
_answered: OrderedDict[tuple[str, str], tuple[bytes, HttpResponse]] = OrderedDict()


class Trouble(BaseModel):
    """One trouble and how often it strikes."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["none", "slow", "error", "page", "cut", "lost", "stale"]
    seconds: float = Field(5, ge=0, le=60)
    times: int = Field(1_000_000, ge=1)


@csrf_exempt
def trouble(request: HttpRequest, department: str) -> HttpResponse:
    """Show what goes wrong there, or with a POST decide it."""
    if request.method == "POST":
        try:
            chosen = Trouble.model_validate_json(request.body)
        except ValidationError as error:
            return JsonResponse({"error": f"{error.error_count()} fields"}, status=400)
        with _lock:
            _troubles[department] = chosen
    return JsonResponse(_troubles.get(department, Trouble(kind="none")).model_dump())


def troubled(department: str) -> Callable[[Department], Callable[[HttpRequest], HttpResponse]]:
    """Let a view suffer the department's trouble, and answer a repeated idempotency key as it did before."""

    def wrap(view: Department) -> Callable[[HttpRequest], HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def answered(request: HttpRequest) -> HttpResponse:
            now = _struck(department)
            if now.kind == "error":
                return HttpResponse(b"ORA-12514", status=500, content_type="text/plain")
            if now.kind == "page":
                return HttpResponse(b"<html><title>Log in to the network</title></html>")
            if now.kind == "cut":
                return _cut(b"{")
            reply = _once(department, request, lambda: view(request, now.kind == "stale"))
            if now.kind == "slow":
                time.sleep(now.seconds)
            return _cut(reply.content[: len(reply.content) // 2]) if now.kind == "lost" else reply

        return answered

    return wrap


def _struck(department: str) -> Trouble:
    with _lock:
        now = _troubles.get(department, Trouble(kind="none"))
        if now.kind != "none":
            left = now.times - 1
            _troubles[department] = now.model_copy(update={"times": left}) if left else Trouble(kind="none")
        return now


def _once(department: str, request: HttpRequest, work: Callable[[], HttpResponse]) -> HttpResponse:
    key = (department, request.headers.get("Idempotency-Key", ""))
    if not key[1]:
        return work()
    with _lock:
        before = _answered.get(key)
    if before is not None and before[0] == request.body:
        return before[1]
    if before is not None:
        return HttpResponse(json.dumps({"code": "key_reused"}), status=409, content_type="application/json")
    reply = work()
    with _lock:
        _answered[key] = request.body, reply
        while len(_answered) > _MOST_KEYS:
            _answered.popitem(last=False)
    return reply


def _cut(content: bytes) -> HttpResponse:
    """Return a reply that promises more than it holds: the server closes the connection in the middle."""
    reply = HttpResponse(content, content_type="application/json")
    reply.headers["Content-Length"] = str(len(content) + 1000)
    return reply
