"""The demo's payment system over HTTP: the merchants' API, signed both ways, and the page of the demo's phone."""

import json
import logging
import secrets
import threading
import time
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from kiosk.central.payments import wire
from kiosk.central.payments.merchant import Merchant, load
from kiosk.central.sandbox.payment.books import Books, BooksRefuse, Trade
from kiosk.central.sandbox.payment.keys import platform_key

_log = logging.getLogger(__name__)
_NOTICE_TRIES, _NOTICE_PAUSE_S, _NOTICE_TIMEOUT_S = 3, 1.0, 5.0


def _books() -> Books:
    return Books(settings.DATA / "sandbox-payments.sqlite3")


def _knows() -> tuple[Merchant, RSAPrivateKey]:
    """Return the one merchant that this system knows, and the key by which it signs."""
    file = settings.PAYMENTS_FILE
    return load(file, settings.SELF_URL), platform_key(file.parent)


def _api(method: str, view: Callable[..., dict[str, Any] | None]) -> Callable[..., HttpResponse]:
    """Check the merchant's signature, answer with ours; None is an answer without content."""

    @csrf_exempt
    @wraps(view)
    def signed(request: HttpRequest, **path: str) -> HttpResponse:
        merchant, key = _knows()
        try:
            wire.check_request(
                request.headers.get("Authorization", ""),
                method=method,
                path=request.get_full_path(),
                body=request.body,
                mchid=merchant.mchid,
                serial=merchant.serial,
                key=merchant.private_key.public_key(),
                now=int(time.time()),
            )
            content = view(json.loads(request.body) if request.body else {}, **path)
        except wire.WireError:
            return _signed(key, merchant, {"code": "SIGN_ERROR", "message": "签名错误"}, HTTPStatus.UNAUTHORIZED)
        except BooksRefuse as refusal:
            return _signed(key, merchant, {"code": refusal.code, "message": refusal.code}, refusal.status)
        except (KeyError, TypeError, ValueError):
            return _signed(key, merchant, {"code": "PARAM_ERROR", "message": "参数错误"}, HTTPStatus.BAD_REQUEST)
        return _signed(key, merchant, content, HTTPStatus.OK if content is not None else HTTPStatus.NO_CONTENT)

    return signed


def _signed(key: RSAPrivateKey, merchant: Merchant, content: dict[str, Any] | None, status: int) -> HttpResponse:
    body = b"" if content is None else json.dumps(content, ensure_ascii=False).encode()
    nonce, now = secrets.token_hex(16), int(time.time())
    headers = wire.answer_headers(body, serial=merchant.platform_serial, key=key, now=now, nonce=nonce)
    return HttpResponse(body, status=status, content_type="application/json", headers=headers)


def _order(wish: dict[str, Any]) -> dict[str, Any]:
    expires_at = datetime.fromisoformat(wish["time_expire"])
    number, amount = str(wish["out_trade_no"]), int(wish["amount"]["total"])
    trade = _books().order(number, str(wish["description"]), amount, str(wish["notify_url"]), expires_at)
    return {"code_url": f"{settings.SELF_URL}/sandbox/pay/scan/{trade.token}"}


def _query(_wish: dict[str, Any], number: str) -> dict[str, Any]:
    return _told(_books().find(number))


def _close(_wish: dict[str, Any], number: str) -> None:
    _books().close(number)


def _refund(wish: dict[str, Any]) -> dict[str, Any]:
    number, refund_number = str(wish["out_trade_no"]), str(wish["out_refund_no"])
    return _given_back(_books().refund(number, refund_number, int(wish["amount"]["refund"])))


def _refunded(_wish: dict[str, Any], refund_number: str) -> dict[str, Any]:
    return _given_back(_books().refunded(refund_number))


order, query, close = _api("POST", _order), _api("GET", _query), _api("POST", _close)
refund, refunded = _api("POST", _refund), _api("GET", _refunded)


@csrf_exempt
def scan(request: HttpRequest, token: str) -> HttpResponse:
    """The page that the phone opens; POST pays. `silent` in the form: the notice is lost on its way."""
    books = _books()
    try:
        trade = books.scanned(token)
        if request.method == "POST":
            trade = books.pay(token, time.time())
            if not request.POST.get("silent"):
                threading.Thread(target=_tell, args=(trade,), name="notice", daemon=True).start()
    except BooksRefuse as refusal:
        closed = {"state": "PAID" if refusal.code == "ORDERPAID" else "CLOSED"}
        return render(request, "sandbox/phone.html", closed, status=HTTPStatus.CONFLICT)
    amount = f"{trade.amount_fen // 100}.{trade.amount_fen % 100:02}"
    shown = {"state": trade.state, "amount": amount, "description": trade.description, "number": trade.number}
    return render(request, "sandbox/phone.html", shown)


def _tell(trade: Trade) -> None:
    """Send the notice until it is taken, as often as a demo has patience for."""
    merchant, key = _knows()
    resource = wire.sealed(
        _told(trade), api_key=merchant.api_key, nonce=secrets.token_hex(6), original_type="transaction"
    )
    content = {"id": secrets.token_hex(16), "resource_type": "encrypt-resource", "event_type": "TRANSACTION.SUCCESS"}
    body = json.dumps({**content, "resource": resource}).encode()
    for _try in range(_NOTICE_TRIES):
        nonce, now = secrets.token_hex(16), int(time.time())
        headers = wire.answer_headers(body, serial=merchant.platform_serial, key=key, now=now, nonce=nonce)
        headers["Content-Type"] = "application/json"
        try:
            answer = requests.post(trade.notify_url, data=body, headers=headers, timeout=_NOTICE_TIMEOUT_S)
        except requests.RequestException as error:
            _log.warning("a notice did not arrive: %s", type(error).__name__)
        else:
            if answer.status_code == HTTPStatus.OK:
                return
        time.sleep(_NOTICE_PAUSE_S)


def _told(trade: Trade) -> dict[str, Any]:
    return {
        "out_trade_no": trade.number,
        "trade_state": trade.state,
        "amount": {"total": trade.amount_fen, "payer_total": trade.amount_fen, "currency": "CNY"},
    }


def _given_back(trade: Trade) -> dict[str, Any]:
    return {"out_trade_no": trade.number, "out_refund_no": trade.refund_number, "status": "SUCCESS"}
