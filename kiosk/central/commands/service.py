"""Give commands, hand them to terminals, take their answers, and end what nobody answers.

    queued → delivered → waiting → started → done | failed | refused | expired
    queued → cancelled | expired
    delivered, waiting, started → timed_out, until the terminal answers after all

`Desired.commands_waiting` counts what a terminal has not answered at all (queued, delivered): a heartbeat of one that
has nothing to hear asks the database nothing more.
"""

import base64
import binascii
import secrets
import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from kiosk.central.audit import service as audit
from kiosk.central.commands.models import Attachment, Command
from kiosk.central.fleet.models import Desired, Terminal
from kiosk.protocol.commands import CommandOrder
from kiosk.protocol.identifiers import uuid7
from kiosk.protocol.records import CommandRecord, CommandState

Kind, State = Command.Kind, Command.State
ATTACHMENT_KEPT = timedelta(days=14)
ANSWER_WITHIN = timedelta(minutes=10)
"""After its deadline a command that was begun may still be at work; then it is said that nobody answered."""
_UNANSWERED = (State.QUEUED, State.DELIVERED)
_OPEN = (State.QUEUED, State.DELIVERED, State.WAITING, State.STARTED)
_SERVICE = {Kind.OUT_OF_SERVICE: True, Kind.IN_SERVICE: False}
_AT_ONCE = 1000


class CommandRefused(Exception):  # noqa: N818 - reads as what happened
    """A terminal's word about a command contradicts what central holds."""


@transaction.atomic
def give(
    terminals: Sequence[Terminal],
    kind: str,
    *,
    why: str,
    deadline: datetime,
    who: str,
    repeats: Command | None = None,
) -> list[Command]:
    """Queue one command for each of `terminals`; `why` and `deadline` were judged by the form."""
    now_ms = time.time_ns() // 1_000_000
    made = [
        Command(
            command_id=uuid7(now_ms, secrets.token_bytes(10)),
            terminal=terminal,
            kind=kind,
            why=why,
            deadline=deadline,
            asked_by=who,
            repeats=repeats,
        )
        for terminal in terminals
    ]
    Command.objects.bulk_create(made, batch_size=_AT_ONCE)
    for command in made:
        audit.record(who, "command.give", command, f"{command.terminal_id} {kind}: {why}")
    count(terminal.pk for terminal in terminals)
    return made


@transaction.atomic
def cancel(command: Command, who: str) -> bool:
    """Take back what no terminal has heard of; False when it has been delivered."""
    queued = Command.objects.filter(pk=command.pk, state=State.QUEUED)
    if queued.update(state=State.CANCELLED, ended_at=timezone.now()) != 1:
        return False
    audit.record(who, "command.cancel", command, command.terminal_id)
    count([command.terminal_id])
    return True


@transaction.atomic
def deliver(terminal: Terminal, now: datetime) -> list[CommandOrder]:
    """Return all that the terminal has not answered, the oldest first; each heartbeat brings it again until it does.

    To take a terminal out of service, or back, is something that each heartbeat says: it is said from here on.
    """
    waiting = list(
        Command.objects.select_for_update()
        .filter(terminal=terminal, state__in=_UNANSWERED, deadline__gt=now)
        .order_by("asked_at", "command_id")
    )
    fresh = [command for command in waiting if command.state == State.QUEUED]
    Command.objects.filter(pk__in=[command.pk for command in fresh], state=State.QUEUED).update(state=State.DELIVERED)
    for command in fresh:
        if command.kind in _SERVICE:
            _serve(terminal, command)
    return [
        CommandOrder(command_id=one.command_id, kind=one.kind, deadline=int(one.deadline.timestamp()))
        for one in waiting
    ]


def _serve(terminal: Terminal, command: Command) -> None:
    terminal.out_of_service = _SERVICE[Kind(command.kind)]
    Terminal.objects.filter(pk=terminal.pk).update(out_of_service=terminal.out_of_service)
    audit.record(command.asked_by, f"terminal.{command.kind}", terminal, command.why)


def hear(terminal: Terminal, record: CommandRecord, at: datetime) -> None:
    """Take a terminal's word about a command, in the transaction of the intake.

    Raises:
        CommandRefused: it is no command of this terminal's, or its file is no base64.
    """
    command = Command.objects.filter(pk=record.command_id, terminal=terminal).first()
    if command is None:
        raise CommandRefused("this terminal was given no such command")
    said: dict[str, object] = {"state": record.state.value, "sequence": record.sequence, "text": record.text}
    if record.state is CommandState.STARTED:
        said["started_at"] = at
    elif record.state is not CommandState.WAITING:
        said["ended_at"] = at
    newer = Command.objects.filter(pk=command.pk, sequence__lt=record.sequence)
    if newer.update(**said) and record.file:
        _attach(command, record)
    count([terminal.pk])


def _attach(command: Command, record: CommandRecord) -> None:
    try:
        content = base64.b64decode(record.file, validate=True)
    except binascii.Error:
        raise CommandRefused("the file is no base64") from None
    until = timezone.now() + ATTACHMENT_KEPT
    Attachment.objects.update_or_create(
        command=command, defaults={"name": record.file_name or "file", "content": content, "kept_until": until}
    )


@transaction.atomic
def end_overdue(now: datetime) -> int:
    """End what its deadline has passed by, and drop files that were kept long enough; return how many ended."""
    overdue = Command.objects.filter(deadline__lte=now, state=State.QUEUED)
    silent = Command.objects.filter(deadline__lte=now - ANSWER_WITHIN, state__in=_OPEN[1:])
    touched = set(overdue.values_list("terminal_id", flat=True)) | set(silent.values_list("terminal_id", flat=True))
    ended = overdue.update(state=State.EXPIRED, ended_at=now) + silent.update(state=State.TIMED_OUT, ended_at=now)
    count(touched)
    Attachment.objects.filter(kept_until__lte=now).delete()
    return ended


def count(terminal_ids: Iterable[str]) -> None:
    """Write down how many commands each of these terminals has not answered."""
    ids = list(terminal_ids)
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        counted = Terminal.objects.filter(pk__in=part).annotate(
            open=Count("commands", filter=Q(commands__state__in=_UNANSWERED))
        )
        Desired.objects.bulk_create(
            [Desired(terminal_id=one.pk, commands_waiting=one.open) for one in counted],
            update_conflicts=True,
            unique_fields=["terminal"],
            update_fields=["commands_waiting"],
        )
