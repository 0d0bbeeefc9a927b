"""Take in a batch, item by item: each is accepted, known already, or kept as a dead letter; none harms another."""

import hashlib
import json
from typing import Any

from django.db import DatabaseError, DataError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from pydantic import ValidationError

from kiosk.central.audit import service as audit
from kiosk.central.fleet.models import Terminal
from kiosk.central.intake.models import DeadLetter, Received
from kiosk.central.intake.placing import RecordRefused, place
from kiosk.central.replies import problems
from kiosk.protocol.api import ItemResult
from kiosk.protocol.records import Envelope

_REFUSALS = (ValidationError, RecordRefused, IntegrityError, DataError, OverflowError)
"""What is wrong with one item: its shape, what it contradicts, or numbers and texts that no column can hold."""
_FOREIGN = "another terminal has this id"


def take_in_all(terminal: Terminal, items: list[dict[str, Any]], clock_offset_s: int = 0) -> list[ItemResult]:
    """Take a batch in: in one transaction, which is one wait for the disk; if anything is wrong, item by item."""
    try:
        return _accept_all(terminal, items, clock_offset_s)
    except Exception:  # noqa: BLE001 - nothing of it is there: whatever it is, the item that it belongs to shows it
        return [take_in(terminal, item, clock_offset_s) for item in items]


@transaction.atomic
def _accept_all(terminal: Terminal, items: list[dict[str, Any]], clock_offset_s: int) -> list[ItemResult]:
    """Place every item that is new, all or none."""
    envelopes = [Envelope.model_validate(item) for item in items]
    found = Received.objects.filter(pk__in={envelope.id for envelope in envelopes})
    known = dict(found.values_list("pk", "terminal_id"))
    if set(known.values()) - {terminal.pk}:
        raise RecordRefused(_FOREIGN)
    new = {envelope.id: envelope for envelope in envelopes if envelope.id not in known}
    Received.objects.bulk_create(_receipt(terminal, envelope) for envelope in new.values())
    results = []
    for envelope in envelopes:
        first = new.pop(envelope.id, None)
        if first is not None:
            place(terminal, first, clock_offset_s)
        results.append(ItemResult(id=envelope.id, status="duplicate" if first is None else "accepted"))
    return results


def _receipt(terminal: Terminal, envelope: Envelope) -> Received:
    return Received(envelope_id=envelope.id, terminal=terminal, kind=envelope.record.kind)


def take_in(terminal: Terminal, item: dict[str, Any], clock_offset_s: int = 0) -> ItemResult:
    """Take one item in, or keep it as a dead letter; either way the answer is final for the terminal.

    `clock_offset_s`: how far central's time is ahead of the clock by which the item was dated.
    """
    try:
        known = _accept_or_again(terminal, item, clock_offset_s)
    except _REFUSALS as refusal:
        error = _words(refusal)
        _bury(terminal, item, error)
        return ItemResult(id=_id_of(item), status="rejected", error=error)
    except DatabaseError:
        raise  # the database's trouble, not the item's: the terminal keeps it and tries again
    except Exception as defect:  # noqa: BLE001 - of central; sent again it would block the terminal's outbox for ever
        error = f"central: {type(defect).__name__}"
        _bury(terminal, item, error)
        return ItemResult(id=_id_of(item), status="rejected", error=error)
    return ItemResult(id=_id_of(item), status="duplicate" if known else "accepted")


def _accept_or_again(terminal: Terminal, item: dict[str, Any], clock_offset_s: int) -> bool:
    """Try once more what was there a moment after it was not: another request brought the same, and was quicker."""
    try:
        return _accept(terminal, item, clock_offset_s)
    except IntegrityError:
        return _accept(terminal, item, clock_offset_s)


@transaction.atomic
def _accept(terminal: Terminal, item: dict[str, Any], clock_offset_s: int = 0) -> bool:
    """Place the item with its receipt, both or neither. True when it was known."""
    envelope = Envelope.model_validate(item)
    received = Received.objects.filter(pk=envelope.id).first()
    if received is None:
        _receipt(terminal, envelope).save(force_insert=True)
        place(terminal, envelope, clock_offset_s)
    elif received.terminal_id != terminal.pk:
        raise RecordRefused(_FOREIGN)
    return received is not None


def replay(letter: DeadLetter, who: str) -> bool:
    """Try a dead letter again, as after a repair of central. True when it is now taken in."""
    try:
        with transaction.atomic():
            _accept(letter.terminal, letter.raw)
            taken = DeadLetter.objects.filter(pk=letter.pk)
            taken.update(resolved_at=timezone.now(), replays=F("replays") + 1)
            audit.record(who, "dead_letter.replay", letter, "accepted")
    except _REFUSALS as refusal:
        error = _words(refusal)
        DeadLetter.objects.filter(pk=letter.pk).update(error=error, replays=F("replays") + 1)
        audit.record(who, "dead_letter.replay", letter, error)
        return False
    return True


def _bury(terminal: Terminal, item: dict[str, Any], error: str) -> None:
    """Keep the item once, however often it is sent."""
    digest = hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()
    item = _without_person(item)
    DeadLetter.objects.get_or_create(
        terminal=terminal,
        raw_digest=digest,
        defaults={"envelope_id": _id_of(item)[:80], "raw": item, "error": error},
    )


def _without_person(item: dict[str, Any]) -> dict[str, Any]:
    """Leave out whom a mail is for and what it says: it cannot be sent, and staff need not read it."""
    record = item.get("record")
    if not isinstance(record, dict) or record.get("kind") != "mail":
        return item
    kept = ("kind", "mail_id", "transaction_id", "service", "language")
    return {**item, "record": {name: record[name] for name in kept if isinstance(record.get(name), str)}}


def _id_of(item: dict[str, Any]) -> str:
    return str(item.get("id", ""))


def _words(refusal: Exception) -> str:
    return problems(refusal) if isinstance(refusal, ValidationError) else str(refusal)[:500]
