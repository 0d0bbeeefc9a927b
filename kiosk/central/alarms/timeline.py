"""The one way to write down what happened to an alarm."""

from datetime import datetime

from kiosk.central.alarms.models import Alarm, AlarmEvent


def note(alarm: Alarm, kind: AlarmEvent.Kind, at: datetime, who: str, text: str = "") -> None:
    """Add one event, in the caller's database transaction.

    Args:
        alarm: what it happened to.
        kind: what it was.
        at: when; of a report the moment that it names.
        who: user name, `terminal:<id>` or `system`.
        text: what a reader needs besides; never personal data.
    """
    AlarmEvent.objects.create(alarm=alarm, kind=kind, at=at, who=who[:150], text=text[:500])
