"""Where each kind of record goes. Every function may meet its record late, twice, or after a newer one."""

from datetime import datetime

from django.utils import timezone

from kiosk.central.alarms import service as alarms
from kiosk.central.commands import service as commands
from kiosk.central.drafts import service as drafts
from kiosk.central.fleet.models import Terminal
from kiosk.central.intake.models import Issue, Payment, Rating, Transaction
from kiosk.central.mail import service as mail
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


class RecordRefused(Exception):  # noqa: N818 - reads as what happened
    """The record contradicts what central already holds."""


def place(terminal: Terminal, envelope: Envelope) -> None:
    """Put the envelope's record where it belongs.

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
        alarms.take_in(terminal, record, alarms.Stamp(at, envelope.id), timezone.now())


def _transaction(terminal: Terminal, record: TransactionRecord) -> None:
    fields = record.model_dump(exclude={"kind", "transaction_id"})
    fields |= {key: datetime.fromisoformat(fields[key]) for key in ("started_at", "ended_at")}
    made, new = Transaction.objects.get_or_create(
        transaction_id=record.transaction_id, defaults={"terminal": terminal, **fields}
    )
    _own(made.terminal_id, terminal)
    if not new:
        older = Transaction.objects.filter(pk=made.pk, ended_at__lt=fields["ended_at"])
        older.update(**fields)


def _issue(terminal: Terminal, record: IssueRecord, at: datetime) -> None:
    fields = record.model_dump(exclude={"kind", "issue_id"}) | {"changed_at": at}
    made, new = Issue.objects.get_or_create(
        issue_id=record.issue_id, defaults={"terminal": terminal, "issued_at": at, **fields}
    )
    _own(made.terminal_id, terminal)
    if new:
        return
    if (made.serial, made.verification_code) != (record.serial, record.verification_code):
        raise RecordRefused("serial and verification code of an issue never change")
    Issue.objects.filter(pk=made.pk, sequence__lt=record.sequence).update(**fields)


def _payment(terminal: Terminal, record: PaymentRecord, at: datetime) -> None:
    fields = record.model_dump(exclude={"kind", "payment_id"}) | {"changed_at": at}
    made, new = Payment.objects.get_or_create(
        payment_id=record.payment_id, defaults={"terminal": terminal, "ordered_at": at, **fields}
    )
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
    fields = record.model_dump(exclude={"kind", "transaction_id"}) | {"reasons": list(record.reasons), "rated_at": at}
    _made, new = Rating.objects.get_or_create(
        transaction_id=record.transaction_id, defaults={"terminal": terminal, **fields}
    )
    if not new:
        raise RecordRefused("this transaction is already rated")


def _own(holder: str, terminal: Terminal) -> None:
    if holder != terminal.pk:
        raise RecordRefused("another terminal has this id")
