"""The terminals' side, and the address to which the payment system tells that somebody has paid."""

import logging
import time
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kiosk.central.fleet.models import Terminal
from kiosk.central.fleet.signed import signed
from kiosk.central.payments import service, wire
from kiosk.central.payments.merchant import MerchantError, merchant
from kiosk.central.payments.models import Order
from kiosk.central.payments.system import PaymentSystem, PaymentTrouble, trade_of
from kiosk.central.replies import parsed, reply
from kiosk.protocol.api import PaymentAsked, PaymentOrder, PaymentView

_log = logging.getLogger(__name__)


@require_POST
@signed()
def order(request: HttpRequest, terminal: Terminal) -> HttpResponse:
    """PaymentOrder → PaymentView."""
    wish = parsed(request, PaymentOrder)
    return _answered(lambda system: service.order(system, terminal, wish))


@require_POST
@signed()
def state(request: HttpRequest, terminal: Terminal) -> HttpResponse:
    """PaymentAsked → PaymentView."""
    asked = parsed(request, PaymentAsked)
    return _answered(lambda system: service.state(system, terminal, asked.payment_id))


@require_POST
@signed()
def close(request: HttpRequest, terminal: Terminal) -> HttpResponse:
    """PaymentAsked → PaymentView."""
    asked = parsed(request, PaymentAsked)
    return _answered(lambda system: service.close(system, terminal, asked.payment_id))


@csrf_exempt
@require_POST
def notice(request: HttpRequest) -> HttpResponse:
    """Take the payment system's word, if it is its word; it tells again until it is answered with 200."""
    known = merchant()
    if known is None:
        return _failed("nothing is charged for here", HTTPStatus.NOT_FOUND)
    now = int(time.time())
    try:
        serial, key = known.platform_serial, known.platform_key
        wire.check_answer(request.headers, request.body, serial=serial, key=key, now=now)
        service.learn(trade_of(wire.opened(request.body, api_key=known.api_key)))
    except (wire.WireError, PaymentTrouble, service.OrderRefused) as error:
        _log.warning("a notice was refused: %s", error)
        return _failed(str(error), HTTPStatus.BAD_REQUEST)
    return JsonResponse({"code": "SUCCESS", "message": ""})


def _answered(ask: Callable[[PaymentSystem], Order]) -> HttpResponse:
    """409 for what contradicts, 502 when the payment system fails, 503 where none is set up: the last two may pass."""
    try:
        known = merchant()
        if known is None:
            return JsonResponse({"error": "no payment system is set up"}, status=HTTPStatus.SERVICE_UNAVAILABLE)
        held = ask(PaymentSystem(known))
    except service.OrderRefused as refusal:
        return JsonResponse({"error": str(refusal)}, status=HTTPStatus.CONFLICT)
    except (PaymentTrouble, MerchantError) as trouble:
        _log.warning("a payment: %s", trouble)
        return JsonResponse({"error": "the payment system did not answer"}, status=HTTPStatus.BAD_GATEWAY)
    return reply(PaymentView(state=str(held.state), code=held.code if held.state == Order.State.OPEN else ""))


def _failed(message: str, status: HTTPStatus) -> JsonResponse:
    return JsonResponse({"code": "FAIL", "message": message}, status=status)
