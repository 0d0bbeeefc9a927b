import logging
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST
from pydantic import BaseModel

from kiosk.central.fleet.models import Terminal
from kiosk.central.fleet.signed import signed
from kiosk.central.identity import authority, phone_code
from kiosk.central.messages.gateway import GatewayError, gateway
from kiosk.central.replies import parsed, reply
from kiosk.protocol.api import CodeTyped, CodeWished, CredentialAsked, IdentityReply, KnownPerson
from kiosk.protocol.faults import IdentityFault
from kiosk.protocol.personal import Personal

_log = logging.getLogger(__name__)


@require_POST
@signed()
def credential(request: HttpRequest, terminal: Terminal) -> HttpResponse:
    """CredentialAsked → IdentityReply."""
    asked = parsed(request, CredentialAsked)
    return _answered(lambda: _whose(terminal, asked))


@require_POST
@signed()
def send_code(request: HttpRequest, terminal: Terminal) -> HttpResponse:
    """CodeWished → CodeReply. 503 where no messages are sent at all."""
    wished = parsed(request, CodeWished)
    try:
        known = gateway()
    except GatewayError as error:
        _log.error("messages: %s", error)
        known = None
    if known is None:
        return JsonResponse({"error": "no messages are sent here"}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return _answered(lambda: phone_code.send(known, terminal, wished))


@require_POST
@signed()
def check_code(request: HttpRequest, terminal: Terminal) -> HttpResponse:
    """CodeTyped → IdentityReply."""
    typed = parsed(request, CodeTyped)
    return _answered(lambda: phone_code.check(terminal, typed))


def _whose(terminal: Terminal, asked: CredentialAsked) -> IdentityReply:
    told = authority.whose(asked.code.reveal(), asked_by=terminal.terminal_id, transaction_id=asked.transaction_id)
    if isinstance(told, IdentityFault):
        return IdentityReply(fault=told)
    return IdentityReply(person=KnownPerson(name=Personal(told.name), number=Personal(told.number)))


def _answered(ask: Callable[[], BaseModel]) -> HttpResponse:
    """502 when whoever knows could not be asked."""
    try:
        return reply(ask())
    except authority.AuthorityDown as down:
        _log.warning("identity: %s", down)
        return JsonResponse({"error": "nobody could be asked"}, status=HTTPStatus.BAD_GATEWAY)
