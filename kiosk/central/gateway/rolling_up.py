"""Minutes that are older than a day become hours, and hours older than a year are let go."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from kiosk.central.gateway.histogram import added
from kiosk.central.gateway.models import Tally

COUNTS = (
    "done",
    "refused",
    "timed_out",
    "unreachable",
    "bad_reply",
    "limited",
    "circuit_open",
    "switched_off",
    "cached",
)
_MINUTES_KEPT, _HOURS_KEPT, _MOST_ROWS = timedelta(hours=25), timedelta(days=400), 20_000


def roll_up(now: datetime | None = None) -> None:
    """Do so for what is due; what is very much is done over several times."""
    now = now or timezone.now()
    hour = (now - _MINUTES_KEPT).replace(minute=0, second=0, microsecond=0)
    with transaction.atomic():
        due = list(Tally.objects.filter(span_s=60, begins__lt=hour).order_by("begins")[:_MOST_ROWS])
        together: dict[tuple[str, datetime], list[Tally]] = defaultdict(list)
        for row in due:
            together[row.operation, row.begins.replace(minute=0)].append(row)
        Tally.objects.bulk_create(_hour(operation, begins, rows) for (operation, begins), rows in together.items())
        Tally.objects.filter(pk__in=[row.pk for row in due]).delete()
    Tally.objects.filter(begins__lt=now - _HOURS_KEPT).delete()


def _hour(operation: str, begins: datetime, rows: list[Tally]) -> Tally:
    counts = {name: sum(getattr(row, name) for row in rows) for name in COUNTS}
    return Tally(operation=operation, begins=begins, span_s=3600, latency=added(row.latency for row in rows), **counts)
