"""Mute during repair: what happens at the terminal is recorded and wakes nobody, until a time that somebody set."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from kiosk.central.alarms import telling
from kiosk.central.alarms.models import Alarm, AlarmEvent, Mute, Notice
from kiosk.central.alarms.timeline import note
from kiosk.central.audit import service as audit
from kiosk.central.fleet.models import Terminal


@transaction.atomic
def mute(terminal: Terminal, until: datetime, reason: str, who: str, now: datetime) -> Mute:
    """Begin; what stood before ends. What was not sent yet waits for the end, too."""
    for before in standing(now).filter(terminal=terminal):
        _end(before, now, who)
    begun = Mute.objects.create(terminal=terminal, until=until, reason=reason.strip()[:200], begun_at=now, begun_by=who)
    audit.record(who, "mute.begin", begun, f"{terminal.pk} {until.isoformat(timespec='minutes')}")
    telling.withdraw(Notice.objects.filter(alarm__terminal=terminal))
    for alarm in Alarm.objects.filter(terminal=terminal, cleared_at__isnull=True):
        note(alarm, AlarmEvent.Kind.MUTED, now, who, begun.reason)
    return begun


@transaction.atomic
def unmute(muted: Mute, who: str, now: datetime) -> bool:
    """End it before its time; False when it has ended."""
    if not _end(muted, now, who):
        return False
    audit.record(who, "mute.end", muted, muted.terminal_id)
    _tell_what_stands(muted.terminal_id, now)
    return True


def end_due(now: datetime) -> int:
    """End those whose time is over, and tell what stands at their terminals; return how many there were."""
    due = list(Mute.objects.filter(ended_at__isnull=True, until__lte=now))
    for muted in due:
        with transaction.atomic():
            if _end(muted, muted.until, audit.SYSTEM):
                _tell_what_stands(muted.terminal_id, now)
    return len(due)


def standing(now: datetime) -> "QuerySet[Mute]":
    """Return the mutes that are in force."""
    return Mute.objects.filter(ended_at__isnull=True, until__gt=now)


def _end(muted: Mute, at: datetime, who: str) -> bool:
    return Mute.objects.filter(pk=muted.pk, ended_at__isnull=True).update(ended_at=at, ended_by=who) == 1


def _tell_what_stands(terminal_id: str, now: datetime) -> None:
    for alarm in Alarm.objects.filter(terminal=terminal_id, cleared_at__isnull=True):
        Alarm.objects.filter(pk=alarm.pk).update(awaited_since=now)
        telling.tell(alarm, Notice.Occasion.STILL_OPEN, now)
