"""From a flow's input to the bytes that a department wants, and from its bytes to the flow's answer."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings

from kiosk.central.gateway.asking import Answer, NoAnswer
from kiosk.central.gateway.mapping import Mapper, Unfit
from kiosk.central.gateway.operations import Asking, Envelope, Offer
from kiosk.central.gateway.signing_in import Request
from kiosk.central.gateway.wire import Unreadable, media_type, read, written
from kiosk.protocol.api import CallReply, CallRequest
from kiosk.protocol.personal import Personal

_TELLABLE = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_HEADER = re.compile(r"[\x21-\x7e]([\x20-\x7e]{0,998}[\x21-\x7e])?")


def asked(offer: Offer, request: CallRequest, terminal_id: str) -> tuple[Request, dict[str, str]]:
    """Return the request as it goes over the wire, and its headers.

    Raises:
        NoAnswer: `bad_input`: what the flow gave does not fit the operation.
    """
    asking = offer.operation.request or Asking()
    call = {"key": request.idempotency_key, "terminal": terminal_id, "transaction": request.transaction_id}
    mapper = Mapper(request.input.reveal(), offer.tables, call)
    try:
        url = _address(offer, asking, mapper)
        headers = {name: _header(mapper.made(source)) for name, source in asking.headers.items()}
        body = b""
        if offer.operation.method != "GET":
            value = mapper.made("." if asking.body is None else asking.body)
            body = written(value, asking.style, asking.charset, asking.root)
            headers["Content-Type"] = media_type(asking.style, asking.charset)
    except (Unfit, Unreadable) as unfit:
        raise NoAnswer("bad_input", str(unfit)) from None
    headers[offer.department.key_header] = _header(request.idempotency_key)
    if offer.department.terminal_header:
        headers[offer.department.terminal_header] = terminal_id
    return Request(offer.operation.method, url, body), headers


def _address(offer: Offer, asking: Asking, mapper: Mapper) -> str:
    address = offer.address.replace("{self}", settings.SELF_URL)
    for name, source in asking.path.items():
        part = quote(_plain(mapper.made(source)), safe="")
        if part in {"", ".", ".."}:
            raise Unfit(f"request.path.{name}: would lead elsewhere")
        address = address.replace(f"{{{name}}}", part)
    query = {name: _plain(mapper.made(source)) for name, source in asking.query.items()}
    return f"{address}?{urlencode(query)}" if query else address


def _plain(value: Any) -> str:
    if isinstance(value, Mapping | list) or value is None:
        raise Unfit("request: only a plain value can stand in an address or a header")
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _header(value: Any) -> str:
    text = _plain(value)
    if not _HEADER.fullmatch(text):
        raise Unfit("request.headers: a header holds printable ASCII only")
    return text


def understood(offer: Offer, answer: Answer) -> CallReply:
    """Return what a department's answer means to a flow.

    Raises:
        NoAnswer: `unreachable` where it says so itself, `bad_reply` for what nobody can understand.
    """
    reply = offer.operation.reply
    if answer.status in reply.busy:
        raise NoAnswer("unreachable", f"the department's system answered {answer.status}")
    if answer.status not in (*reply.done, *reply.refused):
        raise NoAnswer("bad_reply", f"the department's system answered {answer.status}")
    if answer.type == "text/html":
        raise NoAnswer("bad_reply", "the reply is a page for people: something stands between us and the department")
    try:
        if answer.status in reply.refused and answer.status not in reply.done:
            return _refused(offer, *_reason(offer, answer))
        said = read(answer.body, reply.style, reply.charset)
        return _opened(offer, reply.envelope, said) if reply.envelope else _done(offer, said)
    except Unreadable as unreadable:
        raise NoAnswer("bad_reply", str(unreadable)) from None
    except Unfit as unfit:
        raise NoAnswer("bad_reply", f"the reply does not fit: {unfit}") from None


def _opened(offer: Offer, envelope: Envelope, said: dict[str, Any]) -> CallReply:
    code = _text_at(said, envelope.code)
    if code in envelope.ok:
        return _done(offer, Mapper(said, offer.tables).made(envelope.data))
    if code in envelope.busy:
        raise NoAnswer("unreachable", "the department's system says that it is busy")
    if code is None:
        raise NoAnswer("bad_reply", "the reply's envelope holds no code")
    return _refused(offer, code, _text_at(said, envelope.message) or "" if envelope.message else "")


def _done(offer: Offer, data: Any) -> CallReply:
    body = offer.operation.reply.body
    made = data if body is None else Mapper(data, offer.tables).made(body)
    if not isinstance(made, dict):
        raise NoAnswer("bad_reply", "the reply holds no object where the answer should be")
    return CallReply(status="done", data=Personal(made))


def _reason(offer: Offer, answer: Answer) -> tuple[str | None, str]:
    """Return code and words of a refusal; without a code in the body it may be the status that is one."""
    reply = offer.operation.reply
    by_status = str(answer.status) if reply.refusals and str(answer.status) in reply.refusals else None
    try:
        said = read(answer.body, reply.style, reply.charset)
    except Unreadable:
        if by_status is None:
            raise
        return by_status, ""
    envelope = reply.envelope or Envelope(code="code", message="detail")
    code = _text_at(said, envelope.code) or by_status
    return code, (_text_at(said, envelope.message) or "") if envelope.message else ""


def _refused(offer: Offer, code: str | None, detail: str) -> CallReply:
    if not code:
        raise NoAnswer("bad_reply", "the department refused without a code")
    table = offer.operation.reply.refusals
    if table is not None:
        if code not in table:
            told = code if _TELLABLE.fullmatch(code) else "one that cannot be told"
            raise NoAnswer("bad_reply", f"the department refused with a code that stands in no line: {told}")
        code = table[code]
    return CallReply(status="refused", code=code, detail=detail)


def _text_at(said: dict[str, Any], way: str) -> str | None:
    try:
        found = Mapper(said, {}).made(way)
    except Unfit:
        return None
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else None
