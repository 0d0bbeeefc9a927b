"""Sends what is due: at least once, under one id; with longer and longer pauses; given up after hours, and shown.

A notice stays `waiting` until whoever takes it has said so. What a crash leaves is sent again under the same id.
"""

import smtplib
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Min

from kiosk.central.alarms.hooks import HooksError, HookTrouble, hooks
from kiosk.central.alarms.letter import content, letter
from kiosk.central.alarms.models import AlarmEvent, Contact, Notice
from kiosk.central.alarms.table import table
from kiosk.central.alarms.timeline import note
from kiosk.central.audit import service as audit
from kiosk.central.audit.service import SYSTEM

PAUSES_S = (30, 60, 300, 900, 3600)
"""Between tries; the last one again and again."""
_AT_ONCE = 50

State = Notice.State


class NotSent(Exception):  # noqa: N818 - reads as what happened
    """It was not taken, or nobody knows. The text names nobody."""


def send_due(now: datetime, connect: Callable[[], BaseEmailBackend] = get_connection) -> int:
    """Send what is due; return how many notices were taken."""
    return sum(_send(batch, now, connect) for batch in _batches(now))


def pause_s(tries: int) -> int:
    """Return how long to wait after so many tries and one more."""
    return PAUSES_S[min(tries, len(PAUSES_S) - 1)]


def _batches(now: datetime) -> list[list[Notice]]:
    """Return what is to be sent now: of one address all that is ripe together, and again what was together before."""
    waiting = Notice.objects.filter(state=State.WAITING)
    due = waiting.filter(due_at__lte=now)
    fresh = due.filter(batch__isnull=True, way=Contact.Way.EMAIL).values("address").annotate(first=Min("due_at"))
    for address in fresh.order_by("first").values_list("address", flat=True)[:_AT_ONCE]:
        ripe = waiting.filter(way=Contact.Way.EMAIL, address=address, batch__isnull=True, ripe_at__lte=now)
        ripe.update(batch=uuid.uuid4())
    posts = due.filter(batch__isnull=True).exclude(way=Contact.Way.EMAIL)
    for notice_id in posts.values_list("pk", flat=True)[:_AT_ONCE]:
        waiting.filter(pk=notice_id).update(batch=notice_id)
    found: dict[uuid.UUID | None, list[Notice]] = {}
    together = waiting.filter(batch__in=due.filter(batch__isnull=False).values("batch"))
    for notice in together.select_related("alarm__terminal__place", "alarm__district").order_by("created_at"):
        found.setdefault(notice.batch, []).append(notice)
    return list(found.values())[:_AT_ONCE]


def _send(batch: Sequence[Notice], now: datetime, connect: Callable[[], BaseEmailBackend]) -> int:
    try:
        if batch[0].way == Contact.Way.EMAIL:
            mail(lambda backend: letter(batch, backend), connect)
        else:
            _post(batch[0], now)
    except NotSent as error:
        _put_off(batch, now, str(error))
        return 0
    _sent(batch, now)
    return len(batch)


def mail(made: Callable[[BaseEmailBackend], EmailMessage], connect: Callable[[], BaseEmailBackend]) -> None:
    """Send the mail that `made` writes for a connection.

    Raises:
        NotSent: it was not taken, or nobody knows.
    """
    if not settings.EMAIL_HOST:
        raise NotSent("no mail server is set up")
    try:
        made(connect()).send()
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(_plain(error)) from None


def _plain(error: Exception) -> str:
    """Say what was raised without its words: a server's answer quotes the address."""
    code = getattr(error, "smtp_code", None)
    return f"the mail server answered {code}" if code else type(error).__name__


def _post(notice: Notice, now: datetime) -> None:
    try:
        hook = hooks().get(notice.address)
        if hook is None:
            raise NotSent(f"hooks.yaml has no {notice.address}")
        hook.post(content(notice), int(now.timestamp()))
    except (HookTrouble, HooksError) as error:
        raise NotSent(str(error)) from None


@transaction.atomic
def _sent(batch: Sequence[Notice], now: datetime) -> None:
    chosen = Notice.objects.filter(pk__in=[notice.pk for notice in batch])
    chosen.update(state=State.SENT, sent_at=now, tries=F("tries") + 1, error="")
    for notice in batch:
        note(notice.alarm, AlarmEvent.Kind.NOTIFIED, now, SYSTEM, notice.address)


@transaction.atomic
def _put_off(batch: Sequence[Notice], now: datetime, error: str) -> None:
    """Not now: try again after a longer pause, or give up what has waited for too long."""
    later = now + timedelta(seconds=pause_s(batch[0].tries))
    chosen = Notice.objects.filter(pk__in=[notice.pk for notice in batch], state=State.WAITING)
    chosen.update(tries=F("tries") + 1, due_at=later, error=error[:200])
    too_old = now - timedelta(hours=table().rules.give_up_h)
    for notice in batch:
        if notice.created_at <= too_old:
            Notice.objects.filter(pk=notice.pk, state=State.WAITING).update(state=State.GIVEN_UP)
            note(notice.alarm, AlarmEvent.Kind.NOT_NOTIFIED, now, SYSTEM, f"{notice.address}: {error}")


@transaction.atomic
def again(notice: Notice, who: str, now: datetime) -> bool:
    """Try once more what was given up; False when it was not."""
    given_up = Notice.objects.filter(pk=notice.pk, state=State.GIVEN_UP)
    if not given_up.update(state=State.WAITING, created_at=now, due_at=now, tries=0):
        return False
    audit.record(who, "notice.again", notice)
    return True
