"""Where each kind of record goes. Every function may meet its record late, twice, or after a newer one."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.utils import timezone

from kiosk.central.alarms import service as alarms
from kiosk.central.commands import service as commands
from kiosk.central.drafts import service as drafts
from kiosk.central.fleet.models import Terminal
from kiosk.central.intake.models import Issue, Payment, Transaction
from kiosk.central.mail import service as mail
from kiosk.central.ratings import service as ratings
from kiosk.central.rulings import service as rulings
from kiosk.protocol.records import (
    CommandRecord,
    DraftRecord,
    Envelope,
    IssueRecord,
    MailRecord,
    PaymentRecord,
    RatingRecord,
    Record,
    RulingRecord,
    TransactionRecord,
)

M = TypeVar("M", bound=Model)


class RecordRefused(Exception):  # noqa: N818 - reads as what happened
    """The record contradicts what central already holds."""


def place(terminal: Terminal, envelope: Envelope, clock_offset_s: int = 0) -> None:
    """Put the envelope's record where it belongs.

    Records keep the time that the terminal gave them, which stands on its papers, too. Alarms follow one another by the
    corrected one: a clock that was set back must not make the next alarm an old one.

    Raises:
        RecordRefused: it contradicts what stands.
    """
    at = datetime.fromisoformat(envelope.occurred_at)
    record: Record = envelope.record
    if isinstance(record, TransactionRecord):
        _transaction(terminal, record)
    elif isinstance(record, IssueRecord):
        _issue(terminal, record, at)
    elif isinstance(record, PaymentRecord):
        _payment(terminal, record, at)
    elif isinstance(record, RatingRecord):
        _rating(terminal, record, at)
    elif isinstance(record, DraftRecord):
        _draft(terminal, record)
    elif isinstance(record, CommandRecord):
        _command(terminal, record, at)
    elif isinstance(record, RulingRecord):
        _ruling(terminal, record, at)
    elif isinstance(record, MailRecord):
        mail.accept(terminal, record, at)
    else:
        said_at = at + timedelta(seconds=clock_offset_s)
        alarms.take_in(terminal, record, alarms.Stamp(said_at, envelope.id), timezone.now())


def _transaction(terminal: Terminal, record: TransactionRecord) -> None:
    fields = record.model_dump(exclude={"kind", "transaction_id", "steps"})
    fields |= {key: datetime.fromisoformat(fields[key]) for key in ("started_at", "ended_at")}
    fields |= {"steps": [[one.step, one.visits, one.ms] for one in record.steps], "heard_at": timezone.now()}
    made, new = _found_or_made(Transaction, record.transaction_id, terminal, fields)
    _own(made.terminal_id, terminal)
    if not new:
        older = Transaction.objects.filter(pk=made.pk, ended_at__lt=fields["ended_at"])
        older.update(**fields)


def _issue(terminal: Terminal, record: IssueRecord, at: datetime) -> None:
    fields = record.model_dump(exclude={"kind", "issue_id"}) | {"changed_at": at}
    made, new = _found_or_made(Issue, record.issue_id, terminal, {"issued_at": at, **fields})
    _own(made.terminal_id, terminal)
    if new:
        return
    if (made.serial, made.verification_code) != (record.serial, record.verification_code):
        raise RecordRefused("serial and verification code of an issue never change")
    Issue.objects.filter(pk=made.pk, sequence__lt=record.sequence).update(**fields)


def _payment(terminal: Terminal, record: PaymentRecord, at: datetime) -> None:
    fields = record.model_dump(exclude={"kind", "payment_id"}) | {"changed_at": at}
    made, new = _found_or_made(Payment, record.payment_id, terminal, {"ordered_at": at, **fields})
    _own(made.terminal_id, terminal)
    if new:
        return
    fixed = ("transaction_id", "order_number", "amount_fen")
    if any(getattr(made, name) != fields[name] for name in fixed):
        raise RecordRefused("transaction, order number and amount of a payment never change")
    Payment.objects.filter(pk=made.pk, sequence__lt=record.sequence).update(**fields)


def _draft(terminal: Terminal, record: DraftRecord) -> None:
    try:
        drafts.keep(terminal, record)
    except drafts.DraftContradicts as contradiction:
        raise RecordRefused(str(contradiction)) from None


def _command(terminal: Terminal, record: CommandRecord, at: datetime) -> None:
    try:
        commands.hear(terminal, record, at)
    except commands.CommandRefused as refusal:
        raise RecordRefused(str(refusal)) from None


def _ruling(terminal: Terminal, record: RulingRecord, at: datetime) -> None:
    try:
        rulings.hear(terminal, record, at)
    except rulings.RulingRefused as refusal:
        raise RecordRefused(str(refusal)) from None


def _rating(terminal: Terminal, record: RatingRecord, at: datetime) -> None:
    try:
        ratings.take_in(terminal, record, at, timezone.now())
    except ratings.RatingRefused as refusal:
        raise RecordRefused(str(refusal)) from None


def _found_or_made(model: type[M], pk: str, terminal: Terminal, fields: Mapping[str, Any]) -> tuple[M, bool]:
    """Return the row and whether it is new. Without a savepoint of its own: it is within one, or fails with all of it.

    Raises:
        IntegrityError: another request made it meanwhile; or it contradicts another row.
    """
    try:
        return model._default_manager.get(pk=pk), False  # noqa: SLF001 - Django's documented model API
    except ObjectDoesNotExist:
        made = model(pk=pk, terminal=terminal, **fields)
        made.save(force_insert=True)
        return made, True


def _own(holder: str, terminal: Terminal) -> None:
    if holder != terminal.pk:
        raise RecordRefused("another terminal has this id")
