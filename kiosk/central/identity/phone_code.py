"""Codes sent to the phone on record for a citizen number.

- Whether a number is known shows in no answer: an unknown one gets a challenge, a phone that looks like one, and three
  wrong codes. The message itself is sent behind the answer's back, so that no time tells either.
- A code is good for five minutes and three tries, at the terminal that asked for it. Another one is sent after a
  minute; a number gets five in a day, a terminal thirty in an hour.
"""

import hashlib
import hmac
import logging
import secrets
import threading
import uuid
from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from kiosk.central.fleet.models import Terminal
from kiosk.central.identity import authority
from kiosk.central.identity.models import PhoneCode
from kiosk.central.messages.gateway import Gateway, MessageTrouble
from kiosk.protocol.api import CodeReply, CodeTyped, CodeWished, IdentityReply, KnownPerson
from kiosk.protocol.faults import IdentityFault
from kiosk.protocol.personal import Personal

_log = logging.getLogger(__name__)
AGAIN_S, GOOD_FOR = 60, timedelta(minutes=5)
TRIES, OF_A_NUMBER, OF_A_TERMINAL = 3, 5, 30
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_PREFIXES = ("135", "136", "137", "138", "139", "150", "151", "158", "159", "180", "186", "187", "188", "189")


def send(gateway: Gateway, terminal: Terminal, wished: CodeWished) -> CodeReply:
    """Send a code, unless it is too soon or too often.

    Raises:
        kiosk.central.identity.authority.AuthorityDown: nobody could be asked whose the number is.
    """
    number, now = wished.number.reveal(), timezone.now()
    digest = _digest("number", number)
    refused = _refused(terminal, digest)
    if refused is not None:
        return CodeReply(fault=refused)
    person = authority.person(number, asked_by=terminal.terminal_id, transaction_id=wished.transaction_id)
    challenge, code = str(uuid.uuid4()), f"{secrets.randbelow(10**6):06}"
    known = person is not None and bool(person.phone)
    code_digest = _digest(challenge, code) if known else ""
    PhoneCode.objects.filter(sent_at__lt=now - 2 * _DAY).delete()
    PhoneCode.objects.create(
        challenge=challenge, terminal=terminal, number_digest=digest, code_digest=code_digest, sent_at=now
    )
    if person is not None and known:
        _send_soon(gateway, challenge, person.phone, code, str(terminal.place or ""))
    phone = person.phone if person is not None and known else _decoy(number)
    return CodeReply(challenge=challenge, phone=Personal(masked(phone)), again_s=AGAIN_S)


def check(terminal: Terminal, typed: CodeTyped) -> IdentityReply:
    """Say whose the number is when the code is the one that was sent. Each try counts, also the right one.

    Raises:
        kiosk.central.identity.authority.AuthorityDown: the code is right, and nobody could be asked whose it is.
    """
    number = typed.number.reveal()
    mine = PhoneCode.objects.filter(pk=typed.challenge, terminal=terminal, number_digest=_digest("number", number))
    held = mine.first()
    if held is None:
        return IdentityReply(fault=IdentityFault.REFUSED)
    if held.sent_at < timezone.now() - GOOD_FOR:
        return IdentityReply(fault=IdentityFault.EXPIRED)
    if not mine.filter(tries__lt=TRIES).update(tries=F("tries") + 1):
        return IdentityReply(fault=IdentityFault.TOO_MANY)
    if not hmac.compare_digest(held.code_digest, _digest(held.challenge, typed.code.reveal())):
        held.refresh_from_db()
        left = TRIES - held.tries
        return IdentityReply(fault=IdentityFault.WRONG if left > 0 else IdentityFault.TOO_MANY, left=max(0, left))
    person = authority.person(number, asked_by=terminal.terminal_id, transaction_id=typed.transaction_id)
    if person is None:  # known when the code was sent, and not any more
        return IdentityReply(fault=IdentityFault.REFUSED)
    return IdentityReply(person=KnownPerson(name=Personal(person.name), number=Personal(person.number)))


def masked(phone: str) -> str:
    """Return `13800001234` as `138****1234`."""
    return f"{phone[:3]}****{phone[-4:]}"


def _refused(terminal: Terminal, digest: str) -> IdentityFault | None:
    now = timezone.now()
    of_number = PhoneCode.objects.filter(number_digest=digest)
    if of_number.filter(sent_at__gt=now - timedelta(seconds=AGAIN_S)).exists():
        return IdentityFault.TOO_SOON
    often = of_number.filter(sent_at__gt=now - _DAY).count() >= OF_A_NUMBER
    busy = PhoneCode.objects.filter(terminal=terminal, sent_at__gt=now - _HOUR).count() >= OF_A_TERMINAL
    return IdentityFault.TOO_OFTEN if often or busy else None


def _send_soon(gateway: Gateway, challenge: str, phone: str, code: str, place: str) -> None:
    text = f"验证码 {code}，用于在{place}的政务自助终端核验身份，5 分钟内有效。不是您本人在办理的话，请不要告诉任何人。"

    def work() -> None:
        try:
            gateway.send(challenge, Personal(phone), Personal(text))
        except MessageTrouble as trouble:
            _log.error("a code was not sent: %s", trouble)

    threading.Thread(target=work, name="phone-code", daemon=True).start()


def _decoy(number: str) -> str:
    """Return a phone for a number that nobody has: always the same, so that asking twice tells nothing."""
    value = int(_digest("decoy", number), 16)
    return f"{_PREFIXES[value % len(_PREFIXES)]}0000{value // 97 % 10_000:04}"


def _digest(salt: str, text: str) -> str:
    key = hashlib.sha256(f"kiosk.central.identity {settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, f"{salt}\0{text}".encode(), hashlib.sha256).hexdigest()
