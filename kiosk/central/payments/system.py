"""The payment system as functions: order, ask, close, give back. Speaks WeChat Pay APIv3 (see `wire`).

Source: 微信支付商户文档中心, Native 支付: 「Native下单」「商户订单号查询订单」「关闭订单」「退款申请」「查询单笔退款」.
"""

import json
import secrets
import time
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit

import requests
import urllib3

from kiosk.central.payments import wire
from kiosk.central.payments.merchant import Merchant

_TIMEOUT_S = (3.0, 8.0)
_GOOD = (HTTPStatus.OK, HTTPStatus.NO_CONTENT)
NOTPAY, SUCCESS, CLOSED, REFUND = "NOTPAY", "SUCCESS", "CLOSED", "REFUND"
"""`trade_state`; USERPAYING, REVOKED, PAYERROR and ACCEPT belong to other ways of paying than by a shown code."""


class PaymentTrouble(Exception):  # noqa: N818 - reads as what happened
    """The payment system did not do it; `code` is its word, empty when nobody was reached."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


@dataclass(frozen=True)
class Trade:
    """What the payment system says of an order."""

    order_number: str
    state: str
    amount_fen: int


class PaymentSystem:
    """Asks as `merchant`. Each call blocks for some seconds at most; each may be made again."""

    def __init__(self, merchant: Merchant) -> None:
        self._merchant = merchant

    def order(self, order_number: str, amount_fen: int, description: str, expires_at: datetime) -> str:
        """Order; return the text of the QR code. The same order again gives a code for the same order.

        Raises:
            PaymentTrouble: not ordered; `ORDERPAID` when it is paid already.
        """
        content = {
            "appid": self._merchant.appid,
            "mchid": self._merchant.mchid,
            "description": description,
            "out_trade_no": order_number,
            "time_expire": expires_at.isoformat(timespec="seconds"),
            "notify_url": self._merchant.notify_url,
            "amount": {"total": amount_fen, "currency": "CNY"},
        }
        return _text(self._ask("POST", "/v3/pay/transactions/native", content), "code_url")

    def query(self, order_number: str) -> Trade:
        """Return where an order stands.

        Raises:
            PaymentTrouble: nobody knows; `ORDER_NOT_EXIST` when it was never ordered.
        """
        return trade_of(self._ask("GET", f"{_at(order_number)}?mchid={self._merchant.mchid}"))

    def close(self, order_number: str) -> None:
        """Close an order, so that nobody can pay it any more.

        Raises:
            PaymentTrouble: not closed; `ORDERPAID` when somebody had paid, `ORDER_CLOSED` when it was closed before.
        """
        self._ask("POST", f"{_at(order_number)}/close", {"mchid": self._merchant.mchid})

    def refund(self, order_number: str, refund_number: str, amount_fen: int, reason: str) -> str:
        """Give all of it back; the same `refund_number` is the same refund. Return its status (SUCCESS, PROCESSING, …).

        Raises:
            PaymentTrouble: not given back.
        """
        content = {
            "out_trade_no": order_number,
            "out_refund_no": refund_number,
            "reason": reason,
            "amount": {"refund": amount_fen, "total": amount_fen, "currency": "CNY"},
        }
        return _text(self._ask("POST", "/v3/refund/domestic/refunds", content), "status")

    def refunded(self, refund_number: str) -> str:
        """Return the status of a refund.

        Raises:
            PaymentTrouble: nobody knows.
        """
        return _text(self._ask("GET", f"/v3/refund/domestic/refunds/{quote(refund_number, safe='')}"), "status")

    def _ask(self, method: str, path: str, content: dict[str, Any] | None = None) -> dict[str, Any]:
        body = b"" if content is None else json.dumps(content, ensure_ascii=False).encode()
        url = self._merchant.url + path
        parts = urlsplit(url)
        signed = wire.authorization(
            method=method,
            path=parts.path + (f"?{parts.query}" if parts.query else ""),
            body=body,
            mchid=self._merchant.mchid,
            serial=self._merchant.serial,
            key=self._merchant.private_key,
            now=int(time.time()),
            nonce=secrets.token_hex(16),
        )
        headers = {"Authorization": signed, "Accept": "application/json", "Content-Type": "application/json"}
        try:
            with requests.Session() as session:
                session.trust_env = False  # no proxy and no .netrc by surprise
                answer = session.request(
                    method, url, data=body, headers=headers, timeout=_TIMEOUT_S, allow_redirects=False
                )
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise PaymentTrouble("", type(error).__name__) from None
        return self._understood(answer)

    def _understood(self, answer: requests.Response) -> dict[str, Any]:
        if answer.status_code not in _GOOD:
            raise PaymentTrouble(_code(answer), f"the payment system answered {answer.status_code}")
        merchant, now = self._merchant, int(time.time())
        try:
            wire.check_answer(
                answer.headers, answer.content, serial=merchant.platform_serial, key=merchant.platform_key, now=now
            )
            content = json.loads(answer.content) if answer.content else {}
        except (wire.WireError, ValueError) as error:
            raise PaymentTrouble("", f"an answer that is not the payment system's: {error}") from None
        return content if isinstance(content, dict) else {}


def trade_of(content: dict[str, Any]) -> Trade:
    """Read an order out of an answer or a notice.

    Raises:
        PaymentTrouble: it is none.
    """
    amount = content.get("amount")
    total = amount.get("total") if isinstance(amount, dict) else None
    if not isinstance(total, int):
        raise PaymentTrouble("", "an order without an amount")
    return Trade(_text(content, "out_trade_no"), _text(content, "trade_state"), total)


def _at(order_number: str) -> str:
    return f"/v3/pay/transactions/out-trade-no/{quote(order_number, safe='')}"


def _text(content: dict[str, Any], name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str) or not value:
        raise PaymentTrouble("", f"an answer without {name}")
    return value


def _code(answer: requests.Response) -> str:
    try:
        content = answer.json()
    except ValueError:
        return ""
    return str(content.get("code", "")) if isinstance(content, dict) else ""
