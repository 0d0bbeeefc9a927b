"""The chain of seals: what was recorded cannot be changed, taken out or put in without showing.

Each event gets one seal: its position in the chain, and SHA-256 over the seal before it and the event itself. Seals
are given by one process a moment later (`audit.jobs`), so that no writer waits for another; an event whose transaction
ended late takes a later position. Invariants that `problems` looks for:

- positions run from 1 without a gap, and each seal's digest follows from the one before and its event;
- every event older than a minute has a seal (as long as somebody does the jobs);
- every head that was noted outside the database (`audit.heads`) is in the chain: without that, whoever can write the
  database could cut off its end, or calculate it anew.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from kiosk.central.audit.models import AuditEvent, Seal

FIRST = "0" * 64
_AT_ONCE = 1000
_SEALED_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True)
class Link:
    """One event with its seal, in the form in which it is hashed, exported and verified. `at`: UTC, ISO 8601."""

    position: int
    digest: str
    id: int
    at: str
    who: str
    action: str
    object_type: str
    object_id: str
    detail: str

    def follows(self, before: str) -> bool:
        return self.digest == digest_of(before, self)


@dataclass(frozen=True)
class Head:
    """The end of the chain at some moment."""

    position: int
    digest: str


def digest_of(before: str, link: Link) -> str:
    """Return the digest of a seal that follows one with the digest `before`."""
    told = {name: value for name, value in asdict(link).items() if name != "digest"}
    return hashlib.sha256(f"{before}\n{json.dumps(told, ensure_ascii=False, sort_keys=True)}".encode()).hexdigest()


@transaction.atomic
def seal_new() -> int:
    """Give seals to events that have none, oldest first; returns how many. For one process at a time."""
    last = Seal.objects.order_by("-position").first()
    position, before = (last.position, last.digest) if last else (0, FIRST)
    seals = []
    for event in AuditEvent.objects.filter(seal__isnull=True).order_by("id")[:_AT_ONCE]:
        position += 1
        before = digest_of(before, _link(event, position, ""))
        seals.append(Seal(event=event, position=position, digest=before))
    Seal.objects.bulk_create(seals)
    return len(seals)


def links(first: int = 1, last: int | None = None) -> Iterator[Link]:
    """Yield the whole chain in order, or from one position to another."""
    seals = Seal.objects.filter(position__gte=first)
    seals = seals if last is None else seals.filter(position__lte=last)
    for seal in seals.select_related("event").order_by("position").iterator(chunk_size=_AT_ONCE):
        yield _link(seal.event, seal.position, seal.digest)


def head() -> Head | None:
    """Return the end of the chain; None while it is empty."""
    last = Seal.objects.order_by("-position").first()
    return Head(last.position, last.digest) if last else None


def problems(chain: Iterable[Link], heads: Iterable[Head] = ()) -> Iterator[str]:
    """Yield what does not hold, in words for an auditor; nothing when the chain is whole."""
    wanted = {one.position: one for one in heads}
    position, before = 0, FIRST
    for link in chain:
        position += 1
        if link.position != position:
            yield f"positions {position} to {link.position - 1} are missing"
            position = link.position
        elif not link.follows(before):
            yield f"position {position} (event {link.id}): changed, or taken from elsewhere"
        before = link.digest
        noted = wanted.pop(position, None)
        if noted is not None and noted.digest != link.digest:
            yield f"position {position}: another digest was noted outside; the chain was calculated anew"
    if wanted:
        yield f"the chain ends at position {position}; {max(wanted)} was noted outside: its end was cut off"


def unsealed(now: datetime) -> int:
    """Return how many events should have a seal by now, and have none."""
    return AuditEvent.objects.filter(seal__isnull=True, at__lt=now - _SEALED_WITHIN).count()


def _link(event: AuditEvent, position: int, digest: str) -> Link:
    return Link(
        position=position,
        digest=digest,
        id=event.pk,
        at=event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        who=event.who,
        action=event.action,
        object_type=event.object_type,
        object_id=event.object_id,
        detail=event.detail,
    )
