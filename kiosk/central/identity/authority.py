"""Whoever is asked who somebody is: two operations of config/identity.yaml, which no flow can call."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from kiosk.central.gateway.carrying import carry
from kiosk.central.gateway.operations import Offer
from kiosk.central.gateway.reading import load
from kiosk.protocol.api import CallRequest
from kiosk.protocol.faults import IdentityFault
from kiosk.protocol.personal import Personal

CREDENTIAL, PERSON = "identity.credential", "identity.person"
_REFUSALS = {
    "expired": IdentityFault.EXPIRED,
    "used": IdentityFault.USED,
    "unknown_code": IdentityFault.UNKNOWN,
}


class AuthorityDown(Exception):  # noqa: N818 - reads as what happened
    """Nobody could be asked, or the answer is none; the text holds nothing of it."""


@dataclass(frozen=True)
class Known:
    """A person as the authority knows it. `phone`: on record, empty where there is none."""

    name: str = field(repr=False)
    number: str = field(repr=False)
    phone: str = field(default="", repr=False)


def whose(code: str, *, asked_by: str, transaction_id: str) -> Known | IdentityFault:
    """Ask the issuer of e-credentials whose a code is; it is good once.

    Raises:
        AuthorityDown: see there.
    """
    return _asked(CREDENTIAL, {"code": code}, asked_by, transaction_id)


def person(number: str, *, asked_by: str, transaction_id: str) -> Known | None:
    """Ask who has a citizen number, and which phone is on record; None when nobody has it.

    Raises:
        AuthorityDown: see there.
    """
    told = _asked(PERSON, {"number": number}, asked_by, transaction_id)
    return told if isinstance(told, Known) else None


def _asked(name: str, what: dict[str, str], asked_by: str, transaction_id: str) -> Known | IdentityFault:
    offer = _offers(settings.IDENTITY_FILE).get(name)
    if offer is None:
        raise AuthorityDown(f"{name} is not set up")
    request = CallRequest(
        transaction_id=transaction_id,
        service=name,
        idempotency_key=str(uuid.uuid4()),
        input=Personal(what),
        timeout_s=offer.operation.timeout_s,
    )
    reply = carry(offer, request, asked_by)
    if reply.status == "done":
        return _known(reply.data.reveal())
    if reply.status == "refused":
        return _REFUSALS.get(reply.code, IdentityFault.REFUSED)
    raise AuthorityDown(f"{name}: {reply.code}")


def _known(data: Mapping[str, Any]) -> Known:
    name, number, phone = (data.get(key, "") for key in ("name", "number", "phone"))
    if not (isinstance(name, str) and isinstance(number, str) and isinstance(phone, str) and name and number):
        raise AuthorityDown("an answer that is no person")
    return Known(name, number, phone)


@lru_cache(maxsize=4)
def _offers(file: Path) -> dict[str, Offer]:
    return load(file)
