"""A report over a year of 577 terminals: read from the counted tables, against the same sums taken from the cases.

What is measured is this module as a program of its own, on a scratch database that it fills.
"""

import functools
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.bench.databases import in_scratch_database, measured_on_each
from kiosk.bench.ratio import Ratio, median

_TIMEOUT_S = 3000
_TERMINALS, _DAYS, _SERVICES = 577, 365, 40
_CASES_A_DAY = 5  # of each terminal: a million in the year
_STEPS = ("notice", "card", "form", "statement", "preview", "paper", "rating", "done")


def measure(runs: int) -> list[Ratio]:
    """Measure on SQLite, and on PostgreSQL where its URL is set."""
    found = measured_on_each("kiosk.bench.central_reports", runs, _TIMEOUT_S)
    return [ratio for measured in found for ratio in _ratios(measured, runs)]


def _ratios(found: dict[str, Any], runs: int) -> list[Ratio]:
    name = f"a year of {_TERMINALS} terminals on {found['database']}, {found['cases']} cases"
    about = f"{name}, in {found['rows']} rows and {found['queries']} queries"
    counting = f"{name}: a day counted anew"
    return [
        Ratio(about, "median", median(found["report_ms"]), "the cases' sums", median(found["raw_ms"]), "ms", runs),
        Ratio(counting, "median", median(found["day_ms"]), "the whole year", found["year_ms"], "ms", _DAYS),
    ]


def _filled_and_measured(runs: int) -> dict[str, Any]:
    from django.contrib.auth.models import User
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from kiosk.central.intake.models import Transaction
    from kiosk.central.reports.models import StepUse, Use
    from kiosk.central.reports.page import report_of

    since, until = _fill()
    day_ms = _count()
    user = User.objects.create_superuser("bench")
    wanted = {"since": since, "until": until}
    with CaptureQueriesContext(connection) as asked:
        report = report_of(user, wanted)
    cases = Transaction.objects.count()
    if report.summary[0][1].replace(",", "") != str(cases):
        raise ValueError(f"the report says {report.summary[0][1]} of {cases} cases")
    return {
        "cases": cases,
        "rows": Use.objects.count() + StepUse.objects.count(),
        "queries": len(asked),
        "day_ms": day_ms,
        "year_ms": sum(day_ms),
        "report_ms": [_ms(lambda: report_of(user, wanted)) for _run in range(runs)],
        "raw_ms": [_ms(lambda: _from_cases(report.steps.service)) for _run in range(runs)],
    }


def _fill() -> tuple[str, str]:
    """Write terminals in all districts and a year of cases, in the database; return the first and the last day."""
    from datetime import timedelta

    from django.db import connection
    from django.utils import timezone

    from kiosk.central.fleet.models import District, LastState, Place, Terminal
    from kiosk.central.reports.days import bounds
    from kiosk.central.reports.dialect import moment

    now, today = timezone.now(), timezone.localdate()
    first = today - timedelta(days=_DAYS - 1)
    places = [Place.objects.create(name=one.name, district=one) for one in District.objects.all()]
    names = [f"WH{number:04d}" for number in range(_TERMINALS)]
    Terminal.objects.bulk_create(
        Terminal(terminal_id=name, state="approved", place=places[nr % len(places)], enrolled_at=bounds(first)[0])
        for nr, name in enumerate(names)
    )
    said = {"software": "1", "engine": 1, "interval_s": 60, "seen_at": now, "screen_since": now}
    devices = dict.fromkeys(("id_card", "document_printer", "receipt_printer", "face_camera"), "online")
    LastState.objects.bulk_create(LastState(terminal_id=name, devices=devices, **said) for name in names)
    steps = json.dumps([[step, 1, 1000 * (nr + 2)] for nr, step in enumerate(_STEPS)])
    with connection.cursor() as cursor:
        for number in range(_DAYS):
            begin = bounds(first + timedelta(days=number))[0]
            for case in range(_CASES_A_DAY):
                at = moment(begin + timedelta(hours=8 + 2 * case))
                cursor.execute(_INSERT, [f"{number:06}{case:02}", number + case, steps, at, at, moment(now)])
    return first.isoformat(), today.isoformat()


_INSERT = f"""
    INSERT INTO intake_transaction (transaction_id, terminal_id, service, flow_version, item_code, outcome, last_step,
        steps, started_at, ended_at, heard_at)
    SELECT CAST(%s AS varchar(8)) || terminal_id, terminal_id,
        'department/s' || ((CAST(SUBSTR(terminal_id, 3) AS integer) * 7 + %s) %% {_SERVICES}), 1, 'x',
        'completed', 'done', %s, %s, %s, %s
    FROM fleet_terminal"""  # noqa: S608 - numbers of our own


def _count() -> list[float]:
    """Count every day, each by itself; return what each took, in ms."""
    from django.utils import timezone

    from kiosk.central.reports import due
    from kiosk.central.reports.counting import count_cases
    from kiosk.central.reports.models import Due

    due.count_due(timezone.now(), within_s=-1)  # finds what is due and leaves it so
    days = list(Due.objects.filter(what=Due.What.CASES).order_by("day").values_list("day", flat=True))
    took = [_ms(functools.partial(count_cases, day)) for day in days]
    Due.objects.all().delete()
    return took


def _from_cases(service: str) -> None:
    """Take the report's main sums from the cases: by service, district, weekday and hour, by day, by step."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "postgresql":
        local = f"t.ended_at AT TIME ZONE '{settings.TIME_ZONE}'"
        weekday, hour, day = f"EXTRACT(ISODOW FROM {local})", f"EXTRACT(HOUR FROM {local})", f"CAST({local} AS date)"
    else:
        weekday, hour, day = (f"STRFTIME('{form}', t.ended_at, '+8 hours')" for form in ("%%w", "%%H", "%%Y-%%m-%%d"))
    endings = ", ".join(
        f"SUM(CASE WHEN t.outcome = '{one}' THEN 1 ELSE 0 END)" for one in ("completed", "left", "timed_out", "failed")
    )
    joined = (
        "FROM intake_transaction t JOIN fleet_terminal f ON f.terminal_id = t.terminal_id "
        "LEFT JOIN fleet_place p ON p.id = f.place_id"
    )
    _read(f"SELECT t.service, p.district_id, {weekday}, {hour}, COUNT(*), {endings} {joined} GROUP BY 1, 2, 3, 4")
    _read(f"SELECT {day}, COUNT(*), {endings} {joined} GROUP BY 1")
    _steps_of(service)


def _steps_of(service: str) -> None:
    from kiosk.central.reports.buckets import edges_ms
    from kiosk.central.reports.dialect import dialect

    said = dialect()
    ms = said.ms
    buckets = ", ".join(
        f"SUM(CASE WHEN {ms} >= {low}{'' if high is None else f' AND {ms} < {high}'} THEN 1 ELSE 0 END)"
        for low, high in edges_ms()
    )
    _read(
        f"SELECT {said.step}, COUNT(*), {buckets} FROM intake_transaction t CROSS JOIN {said.each_step} "  # noqa: S608
        "WHERE t.service = %s GROUP BY 1",
        service,
    )


def _read(statement: str, *parameters: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))
        cursor.fetchall()


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    in_scratch_database(Path(sys.argv[1]), functools.partial(_filled_and_measured, int(sys.argv[2])))
