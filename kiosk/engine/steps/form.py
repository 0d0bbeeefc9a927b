"""form: the resident chooses a range of months, by one tap or by hand."""

from typing import Any

from kiosk.engine.events import Event, Submitted
from kiosk.engine.months import is_month
from kiosk.engine.rules import evaluate
from kiosk.engine.scope import scope_of
from kiosk.engine.session import Asking, Change, Session, replace
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import FormStep

CUSTOM = "custom"
"""The `preset` of an answer whose months the resident chose one by one."""


def enter(session: Session, _step: FormStep) -> Change:
    return session, ()


def handle(session: Session, step: FormStep, event: Event) -> Change:
    if not isinstance(event, Submitted):
        return session, ()
    answer = _chosen(session, step, event.value.reveal())
    problem = _problem(session, step, answer)
    if problem:
        return replace(session, state=Asking(problem)), ()
    return session.answered(step.id, Personal(answer)), ()


def limits(session: Session, step: FormStep) -> tuple[str, str]:
    """Return the earliest and the latest month that may be chosen."""
    scope = scope_of(session)
    return evaluate(step.earliest, scope).reveal(), evaluate(step.latest, scope).reveal()


def _chosen(session: Session, step: FormStep, value: Any) -> dict[str, str]:
    """Turn what the screen sent, `{preset}` or `{preset: custom, first, last}`, into the answer."""
    given: dict[str, str] = value if isinstance(value, dict) else {}
    for preset in step.presets:
        if preset.id == given.get("preset"):
            scope = scope_of(session)
            first, last = evaluate(preset.first, scope).reveal(), evaluate(preset.last, scope).reveal()
            return {"preset": preset.id, "first": first, "last": last}
    first, last = str(given.get("first", "")), str(given.get("last", ""))
    return {"preset": CUSTOM, "first": first, "last": last}


def _problem(session: Session, step: FormStep, answer: dict[str, str]) -> str:
    first, last = answer["first"], answer["last"]
    if not is_month(first) or not is_month(last) or (answer["preset"] == CUSTOM and not step.custom):
        return "form.choose_period"
    earliest, latest = limits(session, step)
    if first > last:
        return "form.first_after_last"
    if first < earliest:
        return "form.too_early"
    if last > latest:
        return "form.too_late"
    return ""
