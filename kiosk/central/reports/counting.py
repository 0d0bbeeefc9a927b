"""Counts one day anew: what stood there of it goes, what follows from its transactions, or its ratings, comes.

So a day may be counted any number of times, and what arrived meanwhile is in it once. The database counts; no
transaction and no rating is ever loaded.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Model

from kiosk.central.reports.buckets import NAMES, edges_ms
from kiosk.central.reports.days import bounds, hours
from kiosk.central.reports.dialect import dialect, execute, moment
from kiosk.central.reports.models import HOURS, ServiceRatings, StepUse, TerminalRatings, TerminalUse, Use
from kiosk.central.reports.records import Counts, finished, rated
from kiosk.protocol.records import Outcome

_OUTCOMES = tuple(outcome.value for outcome in Outcome)
_COLUMNS = ", ".join(f'"{outcome}"' for outcome in _OUTCOMES)  # one of them is a word of SQL
_GAVE_UP = f"'{Outcome.LEFT}', '{Outcome.TIMED_OUT}'"
_BROKE_OFF = f"'{Outcome.FAILED}', '{Outcome.INTERRUPTED}'"
_OF_TERMINALS = ("terminal", "department")
_OF_THE_DAY = """
    FROM intake_transaction t
    JOIN fleet_terminal f ON f.terminal_id = t.terminal_id
    LEFT JOIN fleet_place p ON p.id = f.place_id"""


@transaction.atomic
def count_cases(day: date) -> None:
    """Count how cases ended, in which hours, at which terminals, and the steps of their sessions."""
    Use.objects.filter(day=day).delete()
    StepUse.objects.filter(day=day).delete()
    _count_use(day)
    _count_steps(day)
    _write(TerminalUse, day, _OF_TERMINALS, finished([day], _OF_TERMINALS))


@transaction.atomic
def count_ratings(day: date) -> None:
    """Count what residents said, by service and district, and by terminal and department."""
    for model, by in ((ServiceRatings, ("district", "service")), (TerminalRatings, _OF_TERMINALS)):
        _write(model, day, by, rated([day], by))


def _write(model: type[Model], day: date, by: Sequence[str], found: Counts) -> None:
    """Put what was counted in the place of what stood there of the day."""
    columns = [f"{name}_id" if name == "terminal" else name for name in by]
    rows = model._default_manager  # noqa: SLF001 - Django's documented model API
    rows.filter(day=day).delete()
    counted = (dict(zip(columns, key, strict=True)) | counts for key, counts in found.items())
    rows.bulk_create((model(day=day, **values) for values in counted), batch_size=500)


def _count_use(day: date) -> None:
    said, (begin, end) = dialect(), bounds(day)
    lasted = f"{said.epoch_s.format('t.ended_at')} - {said.epoch_s.format('t.started_at')}"
    outcomes = ", ".join(f"{_sum('t.outcome = %s')}" for _outcome in _OUTCOMES)
    by_hour = ", ".join(_sum("t.ended_at >= %s AND t.ended_at < %s") for _hour in HOURS)
    edges = [moment(at) for hour in hours(day) for at in hour]
    statement = f"""
    INSERT INTO reports_use (day, weekday, district, service, flow_version, cases, {_COLUMNS},
        seconds, timed, {", ".join(HOURS)})
    SELECT %s, %s, COALESCE(p.district_id, ''), t.service, t.flow_version, COUNT(*), {outcomes},
        CAST(ROUND(SUM({said.greatest}(0, {lasted}))) AS bigint), {_sum(f"t.steps <> {said.no_steps}")}, {by_hour}
    {_OF_THE_DAY}
    WHERE t.ended_at >= %s AND t.ended_at < %s
    GROUP BY COALESCE(p.district_id, ''), t.service, t.flow_version"""
    execute(statement, day, day.weekday(), *_OUTCOMES, *edges, moment(begin), moment(end))


def _count_steps(day: date) -> None:
    """Where a session ended undone is the step where its resident gave up, or the terminal could not go on."""
    said, (begin, end) = dialect(), bounds(day)
    statement = f"""
    WITH told AS MATERIALIZED (
        SELECT COALESCE(p.district_id, '') AS district, t.service, t.flow_version, {said.step} AS step,
            {said.place} AS place, {said.visits} AS visits, {said.ms} AS ms, t.outcome, t.last_step
        {_OF_THE_DAY} CROSS JOIN {said.each_step}
        WHERE t.ended_at >= %s AND t.ended_at < %s
    )
    INSERT INTO reports_stepuse (day, district, service, flow_version, step, sessions, place_sum, visits, ms,
        gave_up, broke_off, {", ".join(NAMES)})
    SELECT %s, district, service, flow_version, step, COUNT(*), SUM(place), SUM(visits), SUM(ms),
        {_sum(f"step = last_step AND outcome IN ({_GAVE_UP})")},
        {_sum(f"step = last_step AND outcome IN ({_BROKE_OFF})")},
        {", ".join(_sum(_between(low, high)) for low, high in edges_ms())}
    FROM told
    GROUP BY district, service, flow_version, step"""  # noqa: S608 - names and numbers of our own
    execute(statement, moment(begin), moment(end), day)


def _sum(condition: str) -> str:
    return f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)"


def _between(low_ms: int, high_ms: int | None) -> str:
    return f"ms >= {low_ms}" if high_ms is None else f"ms >= {low_ms} AND ms < {high_ms}"
