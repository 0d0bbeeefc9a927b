import time

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from kiosk.central.fleet.models import Terminal
from kiosk.central.fleet.signed import signed
from kiosk.central.gateway import carrying
from kiosk.central.gateway.carrying import Carried, carried
from kiosk.central.gateway.models import Call, OperationState
from kiosk.central.gateway.operations import Offer
from kiosk.central.gateway.reading import offer as known_offer
from kiosk.central.gateway.statistics import statistics
from kiosk.central.replies import parsed, reply
from kiosk.protocol.api import CallReply, CallRequest


@require_POST
@signed()
def call(request: HttpRequest, terminal: Terminal, operation: str) -> HttpResponse:
    """CallRequest → CallReply. An operation that nobody offers is `failed`: flows need no branch for it."""
    wish = parsed(request, CallRequest)
    known = known_offer(operation)
    if known is None:
        return reply(CallReply(status="failed", code="unknown_operation", detail="no department offers this"))
    began = time.monotonic()
    end = _decided(known) or carried(known, wish, terminal.terminal_id)
    duration_ms = (time.monotonic() - began) * 1000
    Call.objects.create(
        terminal=terminal, operation=known.name, status=end.reply.status, duration_ms=round(duration_ms)
    )
    statistics.noted(known.name, end.outcome, duration_ms)
    return reply(end.reply)


def _decided(known: Offer) -> Carried | None:
    """Return the answer where staff stopped the operation; take up that they closed its breaker."""
    state = OperationState.objects.filter(pk=known.name).first()
    if state is not None and state.reset_at is not None:
        carrying.gates.reset(known.name, state.reset_at.timestamp())
    if state is None or not state.disabled:
        return None
    stopped = CallReply(status="failed", code="switched_off", detail="the department is not available at present")
    return Carried(stopped, "switched_off")
