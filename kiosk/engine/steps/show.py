"""show: facts, tables and the progress of an application, until the resident goes on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.engine.events import Event, Submitted, WentOn
from kiosk.engine.remedies import met
from kiosk.engine.reply import MisfitError
from kiosk.engine.rules import evaluate
from kiosk.engine.scope import scope_of
from kiosk.engine.session import Change, Session
from kiosk.engine.shown import evaluated_to_show, shown
from kiosk.engine.trouble import Trouble
from kiosk.protocol.faults import SHOW_FAILED
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import ShowStep
from kiosk.protocol.steps.show import Table, Timeline


@dataclass(frozen=True)
class Rows:
    """Values in the order of the columns, None where there is none. `totals` is empty when no column has one."""

    rows: tuple[tuple[Any, ...], ...]
    totals: tuple[Any, ...]


@dataclass(frozen=True)
class Content:
    """What the step shows, in the order of its model. `now` counts the stages from 0; `days` stand beside them."""

    facts: tuple[Any, ...] = ()
    tables: tuple[Rows, ...] = ()
    now: int = 0
    days: tuple[Any, ...] = ()


def enter(session: Session, step: ShowStep) -> Change:
    """Find out before anything is shown whether it can be: nothing is shown of what does not fit."""
    try:
        content(session, step)
    except MisfitError:
        return met(session, step, Trouble("terminal", SHOW_FAILED)), ()
    return session, ()


def handle(session: Session, step: ShowStep, event: Event) -> Change:
    """Go on when it was read, or without it when it cannot be shown: the answer says which."""
    match event:
        case Submitted(value=value) if value.reveal() is True:
            return session.answered(step.id, value), ()
        case WentOn():
            return session.answered(step.id, Personal(False)), ()
        case _:
            return session, ()


def content(session: Session, step: ShowStep) -> Personal[Content]:
    """Return what is to be shown.

    Raises:
        RuleError: an expression that cannot be evaluated.
        MisfitError: rows that are no records, or a stage that the flow does not know.
    """
    scope = scope_of(session)
    timeline = step.timeline
    return Personal(
        Content(
            facts=tuple(
                evaluated_to_show(fact.value, "text" if fact.image else fact.format, scope) for fact in step.facts
            ),
            tables=tuple(_rows(table, scope) for table in step.tables),
            now=_now(timeline, scope) if timeline else 0,
            days=tuple(stage.day and evaluated_to_show(stage.day, "day", scope) for stage in timeline.stages)
            if timeline
            else (),
        )
    )


def _rows(table: Table, scope: Mapping[str, Any]) -> Rows:
    given = evaluate(table.rows, scope).reveal()
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        raise MisfitError("rows: a list of records is expected")
    rows = tuple(tuple(shown(row.get(column.field), column.format) for column in table.columns) for row in given)
    return Rows(rows, _totals(table, scope) if rows else ())


def _totals(table: Table, scope: Mapping[str, Any]) -> tuple[Any, ...]:
    if all(column.total is None for column in table.columns):
        return ()
    return tuple(column.total and evaluated_to_show(column.total, column.format, scope) for column in table.columns)


def _now(timeline: Timeline, scope: Mapping[str, Any]) -> int:
    known = [stage.id for stage in timeline.stages]
    now = evaluate(timeline.now, scope).reveal()
    if now not in known:
        raise MisfitError("now: the id of a stage is expected")
    return known.index(now)
