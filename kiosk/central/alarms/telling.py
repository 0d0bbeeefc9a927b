"""Who is told of an alarm, and when at the earliest: rows for `sending`, written with what they tell of.

Nobody is told of what is muted, of what is told with its area, nor of what flaps once that was said.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from kiosk.central.alarms.models import Alarm, AlarmEvent, Contact, Mute, Notice
from kiosk.central.alarms.table import table
from kiosk.central.alarms.timeline import note

Occasion = Notice.Occasion
State = Notice.State


def mute_of(terminal_id: str | None, now: datetime) -> Mute | None:
    """Return the mute that is in force at the terminal, if one is."""
    return Mute.objects.filter(terminal=terminal_id, ended_at__isnull=True, until__gt=now).first()


def tell(alarm: Alarm, occasion: Notice.Occasion, now: datetime, level: int = 1) -> None:
    """Tell whoever `level` and those before it are, for the alarm's district and severity."""
    if alarm.part_of_id is not None or (alarm.flapping_since is not None and occasion != Occasion.FLAPPING):
        return
    if muted := mute_of(alarm.terminal_id, now):
        note(alarm, AlarmEvent.Kind.MUTED, now, muted.begun_by, muted.reason)
        return
    Alarm.objects.filter(pk=alarm.pk, level__lt=level).update(level=level)
    alarm.level = max(alarm.level, level)
    wait_s = table().meaning(alarm.source, alarm.code).after_s if occasion == Occasion.RAISED else 0.0
    at_level = Contact.objects.filter(level=level) if occasion == Occasion.ESCALATED else level_up_to(alarm.level)
    _write(alarm, occasion, now, _fitting(alarm, at_level), wait_s=wait_s)


def level_up_to(level: int) -> "QuerySet[Contact]":
    return Contact.objects.filter(level__lte=level)


def tell_owner(alarm: Alarm, address: str, now: datetime) -> None:
    """Tell somebody that it is theirs now, muted or not: somebody else wants them to."""
    _write(alarm, Occasion.ASSIGNED, now, [(Contact.Way.EMAIL, address, 1)])


def tell_of_end(alarm: Alarm, now: datetime) -> None:
    """Withdraw what was not sent yet, and tell those who were told that it is over."""
    withdraw(alarm.notices.filter(state=State.WAITING))
    told = alarm.notices.filter(state=State.SENT).exclude(occasion=Occasion.CLEARED)
    if mute_of(alarm.terminal_id, now) is None:
        _write(alarm, Occasion.CLEARED, now, told.values_list("way", "address", "level"))


def withdraw(notices: "QuerySet[Notice]") -> int:
    """Send these no more; return how many there were. One that is being sent now may still arrive."""
    return notices.filter(state=State.WAITING).update(state=State.WITHDRAWN)


def _fitting(alarm: Alarm, contacts: "QuerySet[Contact]") -> Iterable[tuple[str, str, int]]:
    where = Q(district__isnull=True) | Q(district=alarm.district_id)
    fitting = contacts.filter(where, active=True, least__lte=alarm.severity).order_by("level")
    return fitting.values_list("way", "address", "level")


def _write(
    alarm: Alarm,
    occasion: Notice.Occasion,
    now: datetime,
    contacts: Iterable[tuple[str, str, int]],
    *,
    wait_s: float = 0.0,
) -> None:
    """Write one notice an address. A mail waits for what else comes within the time of a digest."""
    ripe = now + timedelta(seconds=wait_s)
    digest = now + timedelta(seconds=table().rules.digest_s)
    first = {(way, address): level for way, address, level in reversed(list(contacts))}
    Notice.objects.bulk_create(
        Notice(
            alarm=alarm,
            occasion=occasion,
            way=way,
            address=address,
            level=level,
            created_at=now,
            ripe_at=ripe,
            due_at=max(ripe, digest) if way == Contact.Way.EMAIL else ripe,
        )
        for (way, address), level in first.items()
    )
