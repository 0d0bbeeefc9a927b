"""One call to a department's system, within one span of time, with as many tries as the operation permits."""

import random
import time
from dataclasses import dataclass
from http import HTTPStatus

from kiosk.central.gateway.asking import Answer, NoAnswer, ask
from kiosk.central.gateway.fetching import fetch_files
from kiosk.central.gateway.gate import Gates
from kiosk.central.gateway.kept import Kept
from kiosk.central.gateway.operations import Offer
from kiosk.central.gateway.secret_files import SecretError, path_of
from kiosk.central.gateway.service import breaker_changed
from kiosk.central.gateway.signing_in import Request, forget_token, proof
from kiosk.central.gateway.understanding import asked, understood
from kiosk.protocol.api import CallReply, CallRequest

_MAX_REPLY_BYTES = 2 * 1024 * 1024
_WORTH_ANOTHER_TRY = {"timeout", "unreachable", "no_token"}

gates = Gates(breaker_changed)
kept = Kept()


@dataclass(frozen=True)
class Carried:
    """A call's end, and what the figures are told of it: `outcome` is of `kiosk.central.gateway.statistics`."""

    reply: CallReply
    outcome: str


def carry(offer: Offer, request: CallRequest, terminal_id: str) -> CallReply:
    """Ask the department. Every trouble on the way becomes a `failed` reply; no text in it holds what was sent."""
    return carried(offer, request, terminal_id).reply


def carried(offer: Offer, request: CallRequest, terminal_id: str) -> Carried:
    """As `carry`, with the outcome."""
    known = kept.find(offer, request)
    if known is not None:
        return Carried(known, "cached")
    try:
        reply = _tried(offer, request, terminal_id)
    except NoAnswer as no_answer:
        reply = CallReply(status="failed", code=no_answer.code, detail=no_answer.detail)
        return Carried(reply, no_answer.code)
    kept.keep(offer, request, reply)
    return Carried(reply, reply.status)


def _tried(offer: Offer, request: CallRequest, terminal_id: str) -> CallReply:
    deadline = time.monotonic() + min(offer.operation.timeout_s, request.timeout_s)
    trouble = NoAnswer("timeout", "no time was left to ask")
    for number in range(offer.operation.tries):
        if not _waited(offer, number, deadline):
            break
        try:
            with gates.through(offer, deadline):
                return _once(offer, request, terminal_id, deadline)
        except NoAnswer as no_answer:
            trouble = no_answer
        if trouble.code not in _WORTH_ANOTHER_TRY:
            break
    raise trouble


def _waited(offer: Offer, number: int, deadline: float) -> bool:
    """Wait before a further try, by chance so that terminals do not come back together; False: no time left."""
    pause_s = offer.operation.backoff_s * 2 ** (number - 1) * random.uniform(0.5, 1) if number else 0.0
    if time.monotonic() + pause_s >= deadline:
        return False
    time.sleep(pause_s)
    return True


def _once(offer: Offer, request: CallRequest, terminal_id: str, deadline: float) -> CallReply:
    wire, headers = asked(offer, request, terminal_id)
    answer = _proved(offer, wire, headers, deadline)
    if answer.status == HTTPStatus.UNAUTHORIZED and forget_token(offer.department.auth):
        answer = _proved(offer, wire, headers, deadline)  # the token was taken back: nothing was done yet
    reply = understood(offer, answer)
    if offer.operation.files and reply.status == "done":
        fetch_files(offer.operation, reply.data.reveal(), deadline)
    return reply


def _proved(offer: Offer, wire: Request, headers: dict[str, str], deadline: float) -> Answer:
    authority = _authority(offer)
    shown = proof(offer.department.auth, wire, authority=authority, deadline=deadline)
    return ask(
        wire.method,
        wire.url,
        {**headers, **shown.headers},
        wire.body,
        connect_timeout_s=offer.operation.connect_timeout_s,
        deadline=deadline,
        most_bytes=_MAX_REPLY_BYTES,
        certificate=shown.certificate,
        authority=authority,
    )


def _authority(offer: Offer) -> str | None:
    try:
        return str(path_of(offer.department.authority)) if offer.department.authority else None
    except SecretError as error:
        raise NoAnswer("not_set_up", str(error)) from None
