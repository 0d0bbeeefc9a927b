"""The demo's message gateway over HTTP, and the page on which a phone of the demo shows what came."""

import hmac
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.central.messages.gateway import load
from kiosk.central.sandbox.messages.inbox import Inbox


class _Sent(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Annotated[str, Field(min_length=1, max_length=64)]
    to: Annotated[str, Field(repr=False, pattern=r"^1\d{10}$")]
    text: Annotated[str, Field(repr=False, min_length=1, max_length=500)]


def inbox() -> Inbox:
    return Inbox(settings.DATA / "sandbox-messages.sqlite3")


@csrf_exempt
@require_POST
def send(request: HttpRequest) -> JsonResponse:
    """Take a message, as `kiosk.central.messages.gateway` tells; 401 for a stranger, 400 for what is no message."""
    key = load(settings.MESSAGES_FILE, settings.SELF_URL).key
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {key}".encode()):
        return JsonResponse({"error": "unknown sender"}, status=HTTPStatus.UNAUTHORIZED)
    try:
        sent = _Sent.model_validate_json(request.body)
    except ValidationError:
        return JsonResponse({"error": "no message"}, status=HTTPStatus.BAD_REQUEST)
    inbox().take(sent.id, sent.to, sent.text)
    return JsonResponse({"id": sent.id})


@require_GET
def phone(request: HttpRequest, number: str) -> HttpResponse:
    """The page of one phone: its messages, the newest first."""
    messages = [
        {"text": one.text, "at": datetime.fromtimestamp(one.at, timezone.get_current_timezone())}
        for one in inbox().of(number)
    ]
    return render(request, "sandbox/messages.html", {"number": number, "messages": messages})
