"""Takes the values out of what happened: what stays are names that the flow and the program chose. Pure.

An answer is only ever compared; the text that stands for it is the flow's own. So nothing personal can be in a trace
whatever a resident typed or a department replied.
"""

from collections.abc import Iterator
from dataclasses import fields as fields_of
from enum import Enum
from typing import Any

from kiosk.engine import fields, questions
from kiosk.engine.events import CallDone, CallRefused, CardRead, Changed, Composed, Event, Submitted
from kiosk.engine.reply import MisfitError, fit
from kiosk.engine.rules import RuleError
from kiosk.engine.session import Asking, Session, Troubled, Working
from kiosk.engine.trace import Happened, Then
from kiosk.engine.trouble import Trouble
from kiosk.protocol.face_crop import RESULT
from kiosk.protocol.fields import (
    AnyField,
    ChoiceField,
    DateField,
    DateRangeField,
    MoneyField,
    MonthRangeField,
    MultiChoiceField,
    NumberField,
)
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import CallStep, FormStep, VerifyFaceStep
from kiosk.protocol.steps.shape import Fields

ANOTHER = "another"
"""A reason that the flow does not name: it may be anything."""
_CARDS = ("resident", "hmt", "foreign")
_WITH_LIMITS = NumberField | MoneyField | DateField | DateRangeField | MonthRangeField


def happened(before: Session, event: Event, after: Session) -> Happened:
    """Return what `event` is without its values; `after` is the session that it led to."""
    name = type(event).__name__
    match event:
        case Submitted(value=value):
            return _submitted(before, after, value.reveal())
        case Changed():
            return _changed(before, event)
        case CardRead(card=card):
            kind = _among(card.reveal().get("kind"), *_CARDS)
            return Happened(
                event=name, how=_validity(card.reveal().get("valid_to", ""), before.facts.today), of=(kind,)
            )
        case CallDone(data=data):
            return _replied(before, data.reveal())
        case CallRefused(code=code):
            return Happened(event=name, of=(_reason(before, code),))
        case Composed(pages=pages):
            return Happened(event=name, near=("one_page" if pages == 1 else "several_pages",))
        case _:
            return Happened(event=name, of=tuple(_enumerated(event)))


def then(session: Session) -> Then:
    """Return where `session` stands."""
    state = session.state
    trouble = state.trouble if isinstance(state, Troubled) else state.held_up if isinstance(state, Working) else None
    return Then(
        step=session.step_id,
        field=(state.field or None) if isinstance(state, Asking) else None,
        doing=state.doing if isinstance(state, Working) else None,
        problem=(state.problem or None) if isinstance(state, Asking) else None,
        trouble=_told(session, trouble) if trouble else None,
        outcome=session.outcome,
    )


def _submitted(before: Session, after: Session, value: Any) -> Happened:
    step = before.flow.step(before.step_id)
    problem = isinstance(after.state, Asking) and bool(after.state.problem)
    how = "nothing" if after is before else "wrong" if problem else "taken"
    if not isinstance(step, FormStep):
        return Happened(event="Submitted", how=how)
    field = questions.present(before, step)
    typed = value.get(field.id) if step.fields and isinstance(value, dict) else value
    limit = ("at_limit",) if how == "taken" and _at_limit(before, step, field, typed) else ()
    return Happened(event="Submitted", how=how, of=tuple(_options(field, typed)), near=limit)


def _changed(before: Session, event: Changed) -> Happened:
    """Step and field are names of the flow; any other name comes from elsewhere, and is left out."""
    fields_of_step = {
        step.id: {field.id for field in step.asked} for step in before.flow.steps if isinstance(step, FormStep)
    }
    step = _among(event.step, *(step.id for step in before.flow.steps))
    field = () if event.field is None else (_among(event.field, *fields_of_step.get(step, ())),)
    return Happened(event="Changed", of=(step, *field))


def _options(field: AnyField, typed: Any) -> Iterator[str]:
    """Yield the ids of the flow's own options that were chosen."""
    match field:
        case ChoiceField():
            yield from (option.id for option in field.options if option.id == typed)
        case MultiChoiceField():
            chosen = typed if isinstance(typed, list | tuple) else ()
            yield from (option.id for option in field.options if option.id in chosen)
        case MonthRangeField():
            preset = typed.get("preset") if isinstance(typed, dict) else None
            yield from (one.id for one in field.presets if one.id == preset)
        case _:
            return


def _at_limit(session: Session, step: FormStep, field: AnyField, typed: Any) -> bool:
    if not isinstance(field, _WITH_LIMITS):
        return False
    try:
        samples = fields.boundaries(field, questions.scope(session, step, field))
    except RuleError:
        return False
    return any(sample.typed == typed and not sample.problem for sample in samples)


def _validity(valid_to: str, today: str) -> str:
    if not valid_to:
        return "without_end"
    return "expired" if valid_to < today else "until_today" if valid_to == today else "valid"


def _among(value: Any, *known: str) -> str:
    return next((one for one in known if one == value), ANOTHER)


def _replied(session: Session, data: Any) -> Happened:
    step = session.flow.step(session.step_id)
    shape = step.result if isinstance(step, CallStep) else RESULT if isinstance(step, VerifyFaceStep) else None
    if shape is None:
        return Happened(event="CallDone", how="undeclared")
    try:
        fitting = fit(data, shape)
    except MisfitError:
        return Happened(event="CallDone", how="misfit")
    return Happened(event="CallDone", how="fits", near=tuple(_lists(fitting, shape)))


def _lists(data: dict[str, Any], shapes: Fields) -> Iterator[str]:
    """Yield how full each list is that the flow declares."""
    for name, shape in shapes.items():
        if isinstance(shape, list):
            yield f"{name}.{('none', 'one', 'several')[min(len(data.get(name, ())), 2)]}"


def _reason(session: Session, code: str) -> str:
    step = session.flow.step(session.step_id)
    return _among(code, *step.refusals) if isinstance(step, CallStep | VerifyFaceStep) else ANOTHER


def _told(session: Session, trouble: Trouble) -> str:
    """Trouble that a department names by a code of its own keeps only a code that the flow knows."""
    of_a_call = trouble.source == session.step_id and isinstance(session.flow.step(trouble.source), CallStep)
    return f"{trouble.source}.{_reason(session, trouble.code) if of_a_call else trouble.code}"


def _enumerated(event: Event) -> Iterator[str]:
    """Yield the words of closed lists among the parts of `event`; texts and what is personal are left out."""
    for part in fields_of(event):
        value = getattr(event, part.name)
        if isinstance(value, Enum) and not isinstance(value, Personal):
            yield str(value.value)
