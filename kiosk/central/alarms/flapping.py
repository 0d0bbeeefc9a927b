"""The end of flapping: what was quiet for long enough."""

from datetime import datetime

from kiosk.central.alarms import service
from kiosk.central.alarms.models import Alarm


def settle_due(now: datetime) -> int:
    """Settle what flapped and is quiet; return how many there were."""
    flapping = Alarm.objects.filter(flapping_since__isnull=False, cleared_at__isnull=True)
    return sum(service.settle(alarm, now) for alarm in flapping)
