"""Sends owners what they are told of: of one owner all that waits in one mail, tried again as notices of alarms are."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q

from kiosk.central.alarms.sending import NotSent, mail, pause_s
from kiosk.central.audit import service as audit
from kiosk.central.ratings.history import note
from kiosk.central.ratings.letter import letter
from kiosk.central.ratings.models import Redress, RedressEvent, RedressNotice
from kiosk.central.ratings.rules import rules

State, Kind = RedressNotice.State, RedressEvent.Kind
_AT_ONCE = 50
Batch = Sequence[RedressNotice]


def send_due(now: datetime, connect: Callable[[], BaseEmailBackend] = get_connection) -> int:
    """Send what is due; return how many notices were taken."""
    _withdraw()
    return sum(_send(batch, now, connect) for batch in _batches(now))


def _withdraw() -> None:
    """Nobody is told of what is closed, or somebody else's by now."""
    over = Q(redress__state=Redress.State.CLOSED) | ~Q(redress__owner=F("owner"))
    RedressNotice.objects.filter(over, state=State.WAITING).update(state=State.WITHDRAWN)


def _batches(now: datetime) -> Sequence[Batch]:
    """Return what is to be sent now: of one owner all that is new together, and again what was together before."""
    due = RedressNotice.objects.filter(state=State.WAITING, due_at__lte=now)
    new = due.filter(batch__isnull=True)
    for owner in new.order_by("owner").values_list("owner", flat=True).distinct()[:_AT_ONCE]:
        new.filter(owner=owner).update(batch=uuid.uuid4())
    found: dict[uuid.UUID | None, list[RedressNotice]] = {}
    of_redress = ("owner", "redress__rating", "redress__terminal__place")
    for notice in due.filter(batch__isnull=False).select_related(*of_redress).order_by("redress__due_at", "pk"):
        found.setdefault(notice.batch, []).append(notice)
    return list(found.values())[:_AT_ONCE]


def _send(batch: Batch, now: datetime, connect: Callable[[], BaseEmailBackend]) -> int:
    try:
        to = _address(batch[0].owner)
        mail(lambda backend: letter(batch, to, now, backend), connect)
    except NotSent as error:
        _put_off(batch, now, str(error))
        return 0
    _sent(batch, now)
    return len(batch)


def _address(owner: User) -> str:
    if not (owner.is_active and owner.email):
        raise NotSent("the account has no mail address, or is closed")
    return owner.email


@transaction.atomic
def _sent(batch: Batch, now: datetime) -> None:
    chosen = RedressNotice.objects.filter(pk__in=[notice.pk for notice in batch])
    chosen.update(state=State.SENT, sent_at=now, tries=F("tries") + 1, error="")
    for notice in batch:
        _written(notice, Kind.MAILED, "redress.mail", now)


@transaction.atomic
def _put_off(batch: Batch, now: datetime, error: str) -> None:
    """Not now: try again after a longer pause, or give up what has waited for too long."""
    chosen = RedressNotice.objects.filter(pk__in=[notice.pk for notice in batch], state=State.WAITING)
    later = now + timedelta(seconds=pause_s(batch[0].tries))
    chosen.update(tries=F("tries") + 1, due_at=later, error=error[:200])
    too_old = now - timedelta(hours=rules().notices.give_up_h)
    for notice in batch:
        if notice.created_at <= too_old and chosen.filter(pk=notice.pk).update(state=State.GIVEN_UP):
            _written(notice, Kind.NOT_MAILED, "redress.mail_failed", now, error)


def _written(notice: RedressNotice, kind: RedressEvent.Kind, action: str, now: datetime, error: str = "") -> None:
    owner = notice.owner.get_username()
    note(notice.redress, kind, now, audit.SYSTEM, value=owner, text=error)
    told = f"{notice.occasion}: {owner}" + (f": {error}" if error else "")
    audit.record(audit.SYSTEM, action, notice.redress, told)
