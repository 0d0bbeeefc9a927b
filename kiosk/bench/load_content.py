"""What terminals of a city say and report, for a bench: 577 of them with 228 services each."""

import base64
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from kiosk.protocol.api import Heartbeat, IntakeRequest
from kiosk.protocol.identifiers import uuid7
from kiosk.protocol.records import Envelope, IssueRecord, IssueState, Outcome, RatingRecord, Record, TransactionRecord
from kiosk.protocol.signing import public_key_of

TERMINALS, SERVICES = 577, 228
_SCREENS_EVERY = 5
"""One terminal in so many shows another screen than a minute ago."""
_SERVICE, _ITEM = "housing/provident-fund-statement", "420000-BENCH"
_LIFE = (IssueState.RESERVED, IssueState.PRINTING, IssueState.PRESENTED, IssueState.TAKEN)
CASE_RECORDS = len(_LIFE) + 2


@dataclass(frozen=True)
class Seat:
    """A terminal with its private key."""

    terminal_id: str
    private_key: bytes
    key_id: str


def seated(number: int) -> list[Seat]:
    """Put so many approved terminals into the database, as if they had joined long ago."""
    from django.db import transaction
    from django.utils import timezone

    from kiosk.central.fleet import keys
    from kiosk.central.fleet.models import Terminal, TerminalKey

    seats = []
    with transaction.atomic():
        for one in range(number):
            private_key = secrets.token_bytes(32)
            terminal = Terminal.objects.create(terminal_id=f"LD{one:05d}", state=Terminal.State.APPROVED, model="bench")
            key = keys.add(terminal, base64.b64encode(public_key_of(private_key)).decode())
            TerminalKey.objects.filter(pk=key.pk).update(used_at=timezone.now())
            seats.append(Seat(terminal.pk, private_key, key.key_id))
    return seats


def heartbeat(at: int, minute: int) -> bytes:
    """Return what terminal number `at` says in a minute."""
    return (
        Heartbeat(
            software="1.0.0",
            engine=3,
            release_seq=17,
            release_tried=17,
            release_state="activated",
            flows={f"department-{one % 12}/service-{one:03d}": 4 for one in range(SERVICES)},
            devices=dict.fromkeys(("id_card", "document_printer", "receipt_printer", "face_camera"), "online"),
            screen="identify/who" if minute % 2 and at % _SCREENS_EVERY == 0 else "",
        )
        .model_dump_json()
        .encode()
    )


def case() -> bytes:
    """Return a batch: the records of one resident who got a document."""
    transaction_id, issue_id, serial = _new_id(), _new_id(), f"LD-{secrets.token_hex(8)}"
    records: list[Record] = [
        IssueRecord(
            issue_id=issue_id,
            transaction_id=transaction_id,
            service=_SERVICE,
            flow_version=1,
            serial=serial,
            verification_code="ABCD-EFGH-JKMN",
            document_title="住房公积金缴存证明",
            pages=1,
            digest=secrets.token_hex(32),
            state=state,
            sequence=sequence,
        )
        for sequence, state in enumerate(_LIFE, 1)
    ]
    records.append(RatingRecord(transaction_id=transaction_id, service=_SERVICE, item_code=_ITEM, satisfaction=5))
    records.append(_transaction(transaction_id, Outcome.COMPLETED))
    return _batch(iter(records))


def waited(count: int) -> bytes:
    """Return a batch of records that waited for a network: residents who looked and went."""
    return _batch(_transaction(_new_id(), Outcome.LEFT) for _ in range(count))


def _transaction(transaction_id: str, outcome: Outcome) -> TransactionRecord:
    return TransactionRecord(
        transaction_id=transaction_id,
        service=_SERVICE,
        flow_version=1,
        item_code=_ITEM,
        outcome=outcome,
        last_step="done",
        started_at=_now(),
        ended_at=_now(),
    )


def _batch(records: Iterator[Record]) -> bytes:
    items = [Envelope(id=_new_id(), occurred_at=_now(), record=one).model_dump(mode="json") for one in records]
    return IntakeRequest(items=items).model_dump_json().encode()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _new_id() -> str:
    return uuid7(time.time_ns() // 1_000_000, secrets.token_bytes(10))
