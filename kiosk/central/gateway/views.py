import time

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from kiosk.central.fleet.models import Terminal
from kiosk.central.fleet.signed import signed
from kiosk.central.gateway.carrying import carry
from kiosk.central.gateway.models import Call
from kiosk.central.gateway.operations import operation as known_operation
from kiosk.central.replies import parsed, reply
from kiosk.protocol.api import CallReply, CallRequest


@require_POST
@signed()
def call(request: HttpRequest, terminal: Terminal, operation: str) -> HttpResponse:
    """CallRequest → CallReply. An operation that nobody offers is `failed`: flows need no branch for it."""
    wish = parsed(request, CallRequest)
    known = known_operation(operation)
    if known is None:
        return reply(CallReply(status="failed", code="unknown_operation", detail="no department offers this"))
    began = time.monotonic()
    answer = carry(known, wish, terminal.terminal_id)
    Call.objects.create(
        terminal=terminal,
        operation=known.name,
        status=answer.status,
        duration_ms=round((time.monotonic() - began) * 1000),
    )
    return reply(answer)
