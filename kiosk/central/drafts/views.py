"""The terminals' side: what could be continued, and to continue it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from kiosk.central.drafts import service
from kiosk.central.fleet.models import Terminal
from kiosk.central.fleet.signed import signed
from kiosk.central.replies import parsed, reply
from kiosk.protocol.api import DraftAsked, DraftTake


@require_POST
@signed()
def find(request: HttpRequest, _terminal: Terminal) -> HttpResponse:
    """DraftAsked → DraftView."""
    return reply(service.find(parsed(request, DraftAsked).draft_id))


@require_POST
@signed()
def take(request: HttpRequest, terminal: Terminal) -> HttpResponse:
    """DraftTake → DraftView."""
    return reply(service.take(terminal, parsed(request, DraftTake)))
