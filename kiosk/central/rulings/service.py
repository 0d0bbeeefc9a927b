"""Rule on doubtful documents, tell their terminals, and hear what became of it there.

    waiting → delivered → applied | unknown | refused

A ruling stands at central from the moment it is given: the verification page says so at once, whatever the terminal
knows. `Desired.rulings_waiting` counts what a terminal has not answered, so that a heartbeat of one that has nothing
to hear asks the database nothing more.
"""

import secrets
import time
from collections.abc import Iterable
from datetime import datetime
from types import MappingProxyType

from django.db import transaction

from kiosk.central.audit import service as audit
from kiosk.central.fleet.models import Desired, Terminal
from kiosk.central.intake.models import Issue
from kiosk.central.rulings.models import Ruling
from kiosk.protocol.identifiers import uuid7
from kiosk.protocol.records import IssueState, RulingRecord
from kiosk.protocol.rulings import RulingOrder

Finding, State = Ruling.Finding, Ruling.State
STANDS_AS = MappingProxyType(
    {
        Finding.PRINTED: IssueState.TAKEN,
        Finding.NOT_PRINTED: IssueState.VOIDED,
        Finding.VOID: IssueState.VOIDED,
    }
)
"""What a document is by what was found."""
_UNANSWERED = (State.WAITING, State.DELIVERED)
_AT_ONCE = 50


class RulingRefused(Exception):  # noqa: N818 - reads as what happened
    """A terminal's word about a ruling contradicts what central holds."""


@transaction.atomic
def rule(issue: Issue, finding: Ruling.Finding, reason: str, who: str) -> bool:
    """Rule on one document, once; False when it is not (or no longer) doubtful. `reason` was judged by the form."""
    stands_as = STANDS_AS[finding]
    doubtful = Issue.objects.filter(pk=issue.pk, state=IssueState.DOUBTFUL, settled="")
    if doubtful.update(settled=stands_as.value) != 1:
        return False
    ruling = Ruling.objects.create(
        ruling_id=uuid7(time.time_ns() // 1_000_000, secrets.token_bytes(10)),
        issue=issue,
        terminal_id=issue.terminal_id,
        finding=finding,
        reason=reason,
        ruled_by=who,
    )
    audit.record(who, "issue.rule", issue, f"{ruling.pk} {finding.value}: {reason}")
    count([issue.terminal_id])
    return True


@transaction.atomic
def deliver(terminal: Terminal) -> list[RulingOrder]:
    """Return what the terminal has not answered, the oldest first; each heartbeat brings it again until it does."""
    waiting = list(
        Ruling.objects.select_for_update()
        .filter(terminal=terminal, state__in=_UNANSWERED)
        .order_by("ruled_at", "ruling_id")[:_AT_ONCE]
    )
    fresh = [ruling.pk for ruling in waiting if ruling.state == State.WAITING]
    if fresh:
        Ruling.objects.filter(pk__in=fresh).update(state=State.DELIVERED)
    return [
        RulingOrder(ruling_id=one.pk, issue_id=one.issue_id, state=STANDS_AS[Finding(one.finding)]) for one in waiting
    ]


def hear(terminal: Terminal, record: RulingRecord, at: datetime) -> None:
    """Take a terminal's answer, in the transaction of the intake; the first one counts.

    Raises:
        RulingRefused: it is no ruling on a document of this terminal's.
    """
    ruling = Ruling.objects.filter(pk=record.ruling_id, terminal=terminal).first()
    if ruling is None:
        raise RulingRefused("this terminal was told of no such ruling")
    open_still = Ruling.objects.filter(pk=ruling.pk, state__in=_UNANSWERED)
    open_still.update(state=record.result.value, answered_at=at)
    count([terminal.pk])


def count(terminal_ids: Iterable[str]) -> None:
    """Write down how many rulings each of these terminals has not answered."""
    for terminal_id in terminal_ids:
        left = Ruling.objects.filter(terminal=terminal_id, state__in=_UNANSWERED).count()
        Desired.objects.update_or_create(terminal_id=terminal_id, defaults={"rulings_waiting": left})
