"""The keys of terminals: which one signed, and how a terminal changes to the next.

A terminal that asks for a new key keeps its present one until it has used the new one, or for `OVERLAP`: a reply may be
lost, the power may fail, and whichever of the two it then has on disk is one that counts. Look-ups are not cached:
what is revoked or ended is so from the next request on.

When another machine takes its place its keys end, and for a while still bring in what its ledger holds, nothing else.
"""

import base64
import binascii
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from kiosk.central.audit import service as audit
from kiosk.central.fleet.models import Desired, Nonce, Terminal, TerminalKey
from kiosk.central.prepared import Prepared
from kiosk.protocol.api import SIGNATURE_WINDOW_S, RotateKey
from kiosk.protocol.signing import fingerprint, key_id_for, proves

OVERLAP = timedelta(hours=1)
_NONCE_KEPT = timedelta(seconds=2 * SIGNATURE_WINDOW_S + 60)
"""Longer than any signature holds, whose maker's clock may be ahead by one window and ours behind by another."""


class KeyRefused(Exception):  # noqa: N818 - reads as what happened
    """This cannot be the next key; the text may be shown to a technician."""


class Repeated(KeyRefused):
    """The very request was taken before."""


def _whole() -> QuerySet[TerminalKey]:
    related = "terminal__desired", "terminal__release_report", "terminal__configuration_report"
    return TerminalKey.objects.select_related(*related).filter(key_id="").order_by()


_by_id = Prepared(_whole)


def signer(key_id: str, *, for_records: bool = False) -> TerminalKey | None:
    """Return the key with this id if it counts, with its terminal and what that is to do: one look-up.

    `for_records`: also that of a machine that was replaced and may still hand in what it holds.
    """
    known, now = _by_id(key_id), timezone.now()
    if known is None or known.counts(now):
        return known
    late = for_records and known.records_until is not None and now < known.records_until
    return known if late else None


def note_use(key: TerminalKey) -> None:
    """End the others when a key is used for the first time. Call it when the signature has been checked."""
    now = timezone.now()
    if key.used_at is not None or not key.counts(now):
        return
    with transaction.atomic():
        TerminalKey.objects.filter(pk=key.pk, used_at=None).update(used_at=now)
        _end(_counting(key.terminal).filter(pk__lt=key.pk))


def add(terminal: Terminal, public_key: str, *, records_until: datetime | None = None) -> TerminalKey:
    """Give a terminal that enrols its only key, `public_key` in base64; whatever it had has ended.

    `records_until`: until then records are still taken under what it had.
    """
    _counting(terminal).update(ended_at=timezone.now(), records_until=records_until)
    return _made(terminal, public_key)


def end_late_records(terminal: Terminal) -> int:
    """Take no more records from machines that this one replaced, from the next request on; return from how many."""
    now = timezone.now()
    return TerminalKey.objects.filter(terminal=terminal, records_until__gt=now).update(records_until=now)


@transaction.atomic
def rotate(present: TerminalKey, wish: RotateKey) -> TerminalKey:
    """Make `wish.public_key` a key of the terminal that signed with `present`.

    Asked again with the same key and another nonce, it gives the same again: a reply may be lost.

    Raises:
        Repeated: the nonce was seen.
        KeyRefused: it is no key, it is not proven, or it has served before.
    """
    once(wish.nonce)
    raw, proof = _decoded(wish.public_key), _decoded(wish.proof)
    terminal = Terminal.objects.select_for_update().get(pk=present.terminal_id)
    if len(raw) != 32 or not proves(proof, raw, terminal.pk, wish.nonce):
        raise KeyRefused("the proof is not of this key, terminal and nonce")
    canonical = base64.b64encode(raw).decode()
    known = TerminalKey.objects.filter(public_key=canonical).first()
    if known is not None:
        if known.terminal_id != terminal.pk or known.pk == present.pk or not known.counts(timezone.now()):
            raise KeyRefused("this key has served before")
        return known
    _end(_counting(terminal).exclude(pk=present.pk))
    TerminalKey.objects.filter(pk=present.pk, ended_at=None).update(ended_at=timezone.now() + OVERLAP)
    made = _made(terminal, canonical)
    Desired.objects.filter(terminal=terminal).update(rotate_key=False)
    audit.record(f"terminal:{terminal.pk}", "terminal.rotate_key", terminal, made.fingerprint)
    return made


@transaction.atomic
def ask_to_rotate(terminal: Terminal, who: str) -> None:
    """Have the terminal change its key at its next heartbeat."""
    Desired.objects.update_or_create(terminal=terminal, defaults={"rotate_key": True})
    audit.record(who, "terminal.ask_to_rotate_key", terminal)


def once(nonce: str) -> None:
    """Take a nonce, once. Within the caller's transaction: what fails afterwards gives it back.

    Raises:
        Repeated: it was taken.
    """
    try:
        with transaction.atomic():
            Nonce.objects.create(nonce=nonce)
    except IntegrityError:
        raise Repeated("this request was taken before") from None


def forget_nonces() -> None:
    """Drop those whose requests' signatures hold no longer."""
    Nonce.objects.filter(at__lt=timezone.now() - _NONCE_KEPT).delete()


def _made(terminal: Terminal, public_key: str) -> TerminalKey:
    raw = base64.b64decode(public_key)
    return TerminalKey.objects.create(
        terminal=terminal,
        key_id=key_id_for(terminal.pk, raw),
        public_key=public_key,
        fingerprint=fingerprint(raw),
    )


def _counting(terminal: Terminal) -> QuerySet[TerminalKey]:
    now = timezone.now()
    return TerminalKey.objects.filter(Q(ended_at=None) | Q(ended_at__gt=now), terminal=terminal)


def _end(keys: QuerySet[TerminalKey]) -> None:
    keys.update(ended_at=timezone.now())


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise KeyRefused("key and proof must be base64") from None
