"""The open alarms as the first page and programs ask for them."""

from collections.abc import Collection

from django.db.models import QuerySet

from kiosk.central.alarms.models import Alarm


def open_alarms(districts: Collection[str] | None = None) -> QuerySet[Alarm]:
    """Return what is open, the worst first and of those the oldest; terminals told of by their area are left out.

    Args:
        districts: codes of the districts whose alarms are asked for; None for all.
    """
    found = Alarm.objects.filter(cleared_at__isnull=True, part_of__isnull=True)
    found = found if districts is None else found.filter(district__in=districts)
    return found.select_related("terminal__place__district", "district", "owner").order_by("-severity", "raised_at")
