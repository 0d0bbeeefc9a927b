"""Which days must be counted, and counting them.

A day is due when something of it was heard of since the last look; by central's clock, so that what lay in an outbox
for days makes its own day due. Each is counted in one database transaction with its entry here: whatever ends the
process, it is counted whole, or still due.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Min, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from kiosk.central.alarms.models import Alarm, AlarmEvent
from kiosk.central.intake.models import Transaction
from kiosk.central.ratings.models import Rating
from kiosk.central.reports.counting import count_cases, count_ratings
from kiosk.central.reports.days import through
from kiosk.central.reports.models import Due, Mark
from kiosk.central.reports.outages import count_outages
from kiosk.central.retention.models import Batch

What = Due.What
_RECORDS = {What.CASES: "transactions", What.RATINGS: "ratings", What.OUTAGES: "alarms"}
"""By which name retention knows what each is counted from."""
_AGAIN = timedelta(minutes=10)
"""What was written before the last look may be seen only after it; nothing takes so long."""
_AGAIN_EVENTS = 2_000
_LONGEST = timedelta(days=400)
"""So far back an alarm makes days due; a terminal whose clock is wrong may say any year."""


def count_due(now: datetime, *, within_s: float = 60.0) -> int:
    """Count what is due, for about so long at most; return how many days that were. The rest waits for its turn."""
    _find(What.CASES, now)
    _find(What.RATINGS, now)
    _find_outages(now)
    begun_s, counted = monotonic(), 0
    while monotonic() - begun_s < within_s and _count_one(now):
        counted += 1
    return counted


def recount(first: date, last: date) -> None:
    """Make a window of days due again, as after terminals were put into other districts; of what is archived none."""
    for what in What:
        _put(what, through(first, last))


def rated_anew(at: datetime) -> None:
    """Make the day of a rating that is replaced due: nothing of what comes in its place tells of it."""
    _put(What.RATINGS, [_day(at)])


def not_counted(what: Due.What, since: date, until: date) -> set[date]:
    """Return which of these days, both included, the tables do not hold as they stand; their records are all there."""
    gone = _gone_until(what)
    waiting = Due.objects.filter(what=what, day__range=(since, until)).values_list("day", flat=True)
    return {day for day in _changed(what) | set(waiting) if since <= day <= until and day > gone}


def counted_until() -> datetime | None:
    """Return until when everything that was heard of is in the tables; None before the first count."""
    if Due.objects.exists():
        return None
    return Mark.objects.filter(what=What.CASES).values_list("at", flat=True).first()


@transaction.atomic
def _count_one(now: datetime) -> bool:
    """Count the newest day that is due; False when none is."""
    waiting = Due.objects.select_for_update(skip_locked=_can_skip()).order_by("-day", "what")
    due = waiting.first()
    if due is None:
        return False
    due.delete()
    match due.what:
        case What.CASES:
            count_cases(due.day)
        case What.RATINGS:
            count_ratings(due.day)
        case _:
            count_outages(due.day, now)
    return True


def _can_skip() -> bool:
    return bool(connection.features.has_select_for_update_skip_locked)


@transaction.atomic
def _find(what: Due.What, now: datetime) -> None:
    _put(what, _changed(what))
    Mark.objects.update_or_create(what=what, defaults={"at": now})


def _changed(what: Due.What) -> set[date]:
    """Return the days of which something was heard since the last look; without one all days."""
    mark = Mark.objects.filter(what=what).first()
    since = mark.at - _AGAIN if mark else None
    days = _days_of_cases(since)
    return days | _days_of_ratings(since) if what == What.RATINGS else days


def _days_of_cases(since: datetime | None) -> set[date]:
    """Of a session both days: a record that replaced an earlier one may have moved it over midnight."""
    heard = Transaction.objects.filter(heard_at__gte=since) if since else Transaction.objects.all()
    return _days(heard, "started_at") | _days(heard, "ended_at")


def _days_of_ratings(since: datetime | None) -> set[date]:
    """Of a rating its own day, and that of its case, on which the case becomes a rated one."""
    heard = Rating.objects.filter(received_at__gte=since) if since else Rating.objects.all()
    days = _days(heard, "rated_at") | _days(heard.filter(ended_at__isnull=False), "ended_at")
    if since is None:
        return days  # days of all cases are due anyway
    given = heard.exclude(source=Rating.Source.DEFAULT).values("transaction_id")
    return days | _days(Transaction.objects.filter(pk__in=given), "ended_at")


def _days(rows: "QuerySet[Any]", moment: str) -> set[date]:
    return set(rows.order_by().values_list(TruncDate(moment), flat=True).distinct())


@transaction.atomic
def _find_outages(now: datetime) -> None:
    """What is still out grows by itself: the days since the last look are always due.

    Of an alarm that changed all days are, to this one: it may have been counted as still open.
    """
    mark = Mark.objects.filter(what=What.OUTAGES).first()
    number = AlarmEvent.objects.aggregate(newest=Max("id"))["newest"] or 0
    alarms = Alarm.objects.filter(terminal__isnull=False)
    days = {_day(now)}
    if mark is not None:
        days.update(through(_day(mark.at), _day(now)))
        alarms = alarms.filter(Q(heard_at__gte=mark.at - _AGAIN) | Q(events__id__gt=mark.number - _AGAIN_EVENTS))
    if (first := alarms.aggregate(raised=Min("raised_at"))["raised"]) is not None:
        days.update(through(_day(max(first, now - _LONGEST)), _day(now)))
    _put(What.OUTAGES, days)
    Mark.objects.update_or_create(what=What.OUTAGES, defaults={"at": now, "number": number})


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


def _put(what: Due.What, days: Iterable[date]) -> None:
    """Make days due, but for those whose records have left the database: counted again they would lose them."""
    gone = _gone_until(what)
    Due.objects.bulk_create((Due(what=what, day=day) for day in days if day > gone), ignore_conflicts=True)


def _gone_until(what: Due.What) -> date:
    """Return the last day of which records were moved away or deleted; a session may have ended the day after."""
    moved = Batch.objects.filter(kind=_RECORDS[what], deed__in=(Batch.Deed.ARCHIVED, Batch.Deed.DELETED))
    last: date | None = moved.aggregate(last=Max("day"))["last"]
    return last or date.min
