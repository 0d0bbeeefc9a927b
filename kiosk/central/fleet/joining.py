"""How a machine becomes a terminal: a one-time code, a key that never leaves the machine, a person who approves."""

import base64
import binascii
import contextlib
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from kiosk.central.audit import service as audit
from kiosk.central.fleet import keys
from kiosk.central.fleet.models import EnrolmentCode, LastState, Place, Terminal, TerminalKey
from kiosk.protocol.api import EnrolRequest, Seat

_MOST_AT_ONCE = 100


class EnrolmentRefused(Exception):  # noqa: N818 - reads as what happened
    """The code or the key cannot be used; the text may be shown to a technician."""


def raw_key(public_key: str) -> bytes:
    """Return the 32 bytes of a key in base64.

    Raises:
        EnrolmentRefused: it is not that.
    """
    try:
        key = base64.b64decode(public_key, validate=True)
    except (binascii.Error, ValueError):
        raise EnrolmentRefused("public_key is not base64") from None
    if len(key) != 32:
        raise EnrolmentRefused("public_key must be 32 bytes")
    return key


def canonical(public_key: str) -> str:
    """Return a key in the one spelling that it is kept in.

    Raises:
        EnrolmentRefused: it is none.
    """
    return base64.b64encode(raw_key(public_key)).decode()


@transaction.atomic
def enrol(request: EnrolRequest) -> Terminal:
    """Turn a code and a key into a terminal.

    The same code with the same key gives the same terminal again, so that a reply lost on the way costs no second code.

    Raises:
        EnrolmentRefused: unknown, expired or used code; a key that is no key or already serves a terminal.
    """
    key = canonical(request.public_key)
    wanted = request.code.strip().upper()
    if known := Terminal.objects.filter(codes__code=wanted, keys__public_key=key).first():
        return known
    if TerminalKey.objects.filter(public_key=key).exists():
        raise EnrolmentRefused("this key already serves a terminal")
    code = consume(wanted)
    terminal = _seat(code, key, request.model)
    EnrolmentCode.objects.filter(pk=code.pk).update(terminal=terminal)
    audit.record(f"terminal:{terminal.pk}", "terminal.enrol", terminal, f"{terminal.state} {terminal.fingerprint}")
    return terminal


@transaction.atomic
def new_enrolment_code(
    who: str,
    *,
    expires_at: datetime,
    place: Place | None = None,
    replaces: Terminal | None = None,
    auto_approve: bool = False,
) -> EnrolmentCode:
    """Make a one-time code; the audit keeps that it was made and by whom, not the code."""
    code = EnrolmentCode.objects.create(
        expires_at=expires_at, place=place, replaces=replaces, auto_approve=auto_approve, created_by=who
    )
    audit.record(who, "enrolment_code.create", code, str(place or ""))
    return code


def consume(code: str) -> EnrolmentCode:
    """Take a code out of use. One conditional UPDATE decides, so of any number of takers one succeeds.

    Raises:
        EnrolmentRefused: unknown, expired or taken; the text does not tell which.
    """
    now = timezone.now()
    usable = Q(code=code, consumed_at__isnull=True, expires_at__gt=now)
    if EnrolmentCode.objects.filter(usable).update(consumed_at=now) != 1:
        raise EnrolmentRefused("this code is unknown, expired or used")
    return EnrolmentCode.objects.select_related("replaces").get(code=code)


def _seat(code: EnrolmentCode, public_key: str, model: str) -> Terminal:
    """Return the terminal, new or with its key replaced. A LastState of the old machine says nothing of the new."""
    state = Terminal.State.APPROVED if code.auto_approve else Terminal.State.PENDING
    terminal = _locked(code.replaces) if code.replaces else _numbered()
    terminal.machine += 1 if code.replaces else 0
    records_until = _records_until(terminal)
    terminal.state = state
    terminal.model, terminal.place = model[:80], code.place or terminal.place
    terminal.enrolled_at = timezone.now()
    terminal.save()
    keys.add(terminal, public_key, records_until=records_until)
    LastState.objects.filter(terminal=terminal).delete()
    return terminal


def _locked(terminal: Terminal) -> Terminal:
    """Return it as it stands now: a revocation at the same moment comes before this, or after it."""
    return Terminal.objects.select_for_update().get(pk=terminal.pk)


def _records_until(terminal: Terminal) -> datetime | None:
    """Return until when the machine that is replaced hands in what it holds; None: it was never let in, or shut out."""
    may = terminal.state == Terminal.State.APPROVED and settings.LATE_RECORDS
    return timezone.now() + settings.LATE_RECORDS if may else None


def _numbered() -> Terminal:
    """Make a terminal with the next number. Who joins at the same moment has drawn the same, and draws again."""
    for _ in range(_MOST_AT_ONCE):
        with contextlib.suppress(IntegrityError), transaction.atomic():
            return Terminal.objects.create(terminal_id=_next_id())
    raise EnrolmentRefused("too many join at once: try again")


def _next_id() -> str:
    """Return the number after the highest; terminals are revoked, never deleted, so none comes back."""
    prefix = settings.TERMINAL_PREFIX
    taken = Terminal.objects.filter(terminal_id__startswith=prefix).values_list("terminal_id", flat=True)
    return _terminal_id(max((int(name[len(prefix) :]) for name in taken), default=0) + 1)


def _terminal_id(number: int) -> str:
    """Return `WH0001` for 1: the city's prefix and four digits or more."""
    return f"{settings.TERMINAL_PREFIX}{number:04d}"


def seat_of(terminal: Terminal) -> Seat:
    """Say where the terminal will stand, as its newest code has it, for whoever stands before it."""
    code = EnrolmentCode.objects.filter(terminal=terminal).order_by("-consumed_at").first()
    there = terminal.place
    place = " ".join(filter(None, (str(there.district or ""), there.street, there.name))) if there else ""
    return Seat(place=place, replaces=code is not None and code.replaces_id is not None)


@transaction.atomic
def approve(terminal: Terminal, who: str) -> bool:
    """Let a pending terminal in; False when it is not pending. Whoever approves has compared the fingerprints."""
    pending = Terminal.objects.filter(pk=terminal.pk, state=Terminal.State.PENDING)
    if pending.update(state=Terminal.State.APPROVED) != 1:
        return False
    audit.record(who, "terminal.approve", terminal, terminal.fingerprint)
    return True


@transaction.atomic
def revoke(terminal: Terminal, who: str) -> bool:
    """Shut a terminal out, from its next request on; False when it already is. It returns with a new code only.

    Machines that it replaced hand nothing in any more, and whoever replaces it gives it no time to.
    """
    standing = Terminal.objects.filter(pk=terminal.pk).exclude(state=Terminal.State.REVOKED)
    if standing.update(state=Terminal.State.REVOKED) != 1:
        return False
    keys.end_late_records(terminal)
    audit.record(who, "terminal.revoke", terminal)
    return True


@transaction.atomic
def end_late_records(terminal: Terminal, who: str) -> bool:
    """Take no more records from the machines before this one; False when none may hand any in."""
    if not keys.end_late_records(terminal):
        return False
    audit.record(who, "terminal.end_late_records", terminal)
    return True
