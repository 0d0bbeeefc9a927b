"""Ratings in the names of the national interface (GB/T 39735), as JSON or CSV, for the platform that gathers them.

By when they became known here: whoever takes each day's ratings misses none that a terminal sent late. A rating that
replaced one by default comes again, with the same `projectNo` and `assessNumber`. Nothing is about a person; what is
left out and why stands in `national.LEFT_OUT`.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from kiosk.central.accounts.scope import Scope, paths_of, within
from kiosk.central.intake.models import Transaction
from kiosk.central.ratings import national
from kiosk.central.ratings.models import FIRST, Rating, Redress
from kiosk.central.ratings.naming import service_titles
from kiosk.central.ratings.period import Period
from kiosk.central.ratings.rules import Rules, rules
from kiosk.central.spreadsheet import BYTE_ORDER_MARK, csv_line

_AT_ONCE = 2000
Record = dict[str, str]


def records(period: Period, scope: Scope) -> Iterator[Record]:
    """Yield the ratings that became known in the period, the oldest first, by field name."""
    titles, site = service_titles(), rules()
    for rating in _found(period, scope).iterator(_AT_ONCE):
        yield _record(rating, titles, site)


def as_json(found: Iterable[Record]) -> Iterator[str]:
    """Yield one JSON array, a record a line."""
    before = "[\n"
    for record in found:
        yield before + json.dumps(record, ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def as_csv(found: Iterable[Record]) -> Iterator[str]:
    """Yield lines for a spread sheet, the names first."""
    yield BYTE_ORDER_MARK + csv_line(national.FIELDS)
    for record in found:
        yield csv_line(record[name] for name in national.FIELDS)


def _found(period: Period, scope: Scope) -> "QuerySet[Rating]":
    case = Transaction.objects.filter(pk=OuterRef("transaction_id"))
    redress = Redress.objects.filter(rating__transaction_id=OuterRef("transaction_id"))
    return (
        Rating.objects.filter(within(scope, paths_of(Rating)))
        .filter(received_at__gte=period.since, received_at__lt=period.until)
        .select_related("terminal__place__district")
        .annotate(
            begun_at=Coalesce(Subquery(case.values("started_at")[:1]), F("started_at")),
            done_at=Coalesce(Subquery(case.values("ended_at")[:1]), F("ended_at")),
            redress_state=Subquery(redress.values("state")[:1]),
        )
        .order_by("received_at", "pk")
    )


def _record(rating: Rating, titles: dict[str, str], site: Rules) -> Record:
    place = rating.terminal.place
    district = place.district if place else None
    ended_at = getattr(rating, "done_at", None)
    department = rating.service.partition("/")[0]
    known = site.departments.get(department)
    said = {
        "areaCode": district.code if district else "",
        "areaName": district.name if district else "",
        "deptCode": national.department_code(rating.item_code),
        "taskCode": national.task_code(rating.item_code),
        "taskHandleItem": national.handling_code(rating.item_code),
        "taskName": titles.get(rating.service, rating.service),
        "projectNo": rating.transaction_id,
        "proStatus": national.DONE if ended_at else national.IN_HANDLING,
        "proDepart": known.name.zh if known else department,
        "pf": str(rating.pf),
        "acceptDate": _moment(getattr(rating, "begun_at", None)),
        "serviceTime": _moment(ended_at or rating.rated_at),
        "taskType": national.task_type(rating.item_code),
        "satisfaction": str(rating.satisfaction),
        "evalDetail": ",".join(map(str, rating.reasons)),
        "assessTime": _moment(rating.rated_at),
        "assessNumber": str(rating.assess_number),
        "resultDate": _moment(ended_at),
        "rectification": _rectification(rating, site),
    }
    return {name: said.get(name) or site.export.constants.get(name, "") for name in national.FIELDS}


def _rectification(rating: Rating, site: Rules) -> str:
    state = getattr(rating, "redress_state", None)
    if state is None or rating.assess_number != FIRST:
        return ""
    return site.export.rectification.get("closed" if state == Redress.State.CLOSED else "open", "")


def _moment(at: datetime | None) -> str:
    """Return civil time as the interface writes it; nothing while it is not known."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}" if at else ""
