"""What nobody acknowledges is told to the next level, by the minutes that the table names for its severity."""

from datetime import datetime

from django.db import transaction

from kiosk.central.alarms import muting, telling
from kiosk.central.alarms.models import Alarm, AlarmEvent, Notice
from kiosk.central.alarms.rules import level_due
from kiosk.central.alarms.severity import Severity
from kiosk.central.alarms.table import table
from kiosk.central.alarms.timeline import note
from kiosk.central.audit.service import SYSTEM


def escalate_due(now: datetime) -> int:
    """Tell the next level where it is time; return of how many alarms. One step at a time, so that none is left out."""
    waiting = Alarm.objects.filter(
        cleared_at__isnull=True,
        acknowledged_at__isnull=True,
        flapping_since__isnull=True,
        part_of__isnull=True,
        awaited_since__isnull=False,
        level__gte=1,
    ).exclude(terminal__in=muting.standing(now).values("terminal"))
    return sum(_escalate(alarm, now) for alarm in waiting)


def _escalate(alarm: Alarm, now: datetime) -> bool:
    after_min = table().rules.escalate_min.get(Severity(alarm.severity), ())
    if alarm.awaited_since is None or level_due(after_min, now - alarm.awaited_since) <= alarm.level:
        return False
    level = alarm.level + 1
    with transaction.atomic():
        if Alarm.objects.filter(pk=alarm.pk, level=alarm.level, acknowledged_at__isnull=True).update(level=level):
            note(alarm, AlarmEvent.Kind.ESCALATED, now, SYSTEM, str(level))
            telling.tell(alarm, Notice.Occasion.ESCALATED, now, level)
    return True
