"""The way through the fields of a form, derived from what was typed so far. Pure, like `kiosk.engine.path`.

What was typed so far is the form's draft: it stays when the resident goes back, and is wiped with the session.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from kiosk.engine.fields import Scope
from kiosk.engine.rules import RuleError, evaluate
from kiosk.engine.scope import scope_of
from kiosk.engine.session import Asking, Session
from kiosk.protocol.fields import AnyField
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import FormStep


def drafted(session: Session, step: FormStep) -> dict[str, Any]:
    """Return the values so far, by field; those of fields that no longer apply may be among them."""
    draft = session.drafts.get(step.id)
    if draft is None:
        return {}
    return dict(draft.reveal()) if step.fields else {step.id: draft.reveal()}


def kept(session: Session, step: FormStep, field: AnyField, value: Any) -> Session:
    """Keep `value` as what `field` was answered with."""
    draft = {**drafted(session, step), field.id: value}
    changed = Personal(draft if step.fields else value)
    return replace(session, drafts=MappingProxyType({**session.drafts, step.id: changed}))


def applying(session: Session, step: FormStep) -> tuple[AnyField, ...]:
    """Return the fields that are asked, as far as the answers so far tell."""
    return tuple(field for field, _, applies in _walked(session, step) if applies)


def present(session: Session, step: FormStep) -> AnyField:
    """Return the field that the screen asks now."""
    name = session.state.field if isinstance(session.state, Asking) else ""
    return next((field for field in step.asked if field.id == name), step.asked[0])


def scope(session: Session, step: FormStep, field: AnyField) -> Scope:
    """Return what the expressions of `field` can see: the session, and the fields before it under the form's id."""
    before = next(values for one, values, _ in _walked(session, step) if one.id == field.id)
    return {**scope_of(session), step.id: before}


def following(session: Session, step: FormStep, field: AnyField) -> AnyField | None:
    """Return the field that is asked after `field`; None when it is the last."""
    order = [one.id for one in step.asked]
    here = order.index(field.id)
    return next((one for one in applying(session, step) if order.index(one.id) > here), None)


def earlier(session: Session, step: FormStep) -> AnyField | None:
    """Return the field that Back leads to from the present one; None at the first."""
    order = [one.id for one in step.asked]
    here = order.index(present(session, step).id)
    return next((one for one in reversed(applying(session, step)) if order.index(one.id) < here), None)


def answer(session: Session, step: FormStep) -> Any:
    """Return the form's answer: each field's value, without those that were left empty or do not apply."""
    values = drafted(session, step)
    if not step.fields:
        return values[step.id]
    told = {field.id: values.get(field.id) for field, _, applies in _walked(session, step) if applies}
    return {name: value for name, value in told.items() if value is not None}


def answered(session: Session, step: FormStep) -> dict[str, Any]:
    """Return what `step` was answered with, each field that was asked by its id; None for one that was left empty."""
    given = session.answers[step.id].reveal()
    whole = session.drafted(step.id, Personal(given))
    values = dict(given) if step.fields else {step.id: given}
    return {field.id: values.get(field.id) for field in applying(whole, step)}


@dataclass(frozen=True)
class Place:
    """Question `number` of `count`, counted from 1."""

    number: int
    count: int


def place(session: Session, step: FormStep) -> Place:
    """Return where the present field stands among those that are asked."""
    asked = [field.id for field in applying(session, step)]
    here = present(session, step).id
    return Place(asked.index(here) + 1 if here in asked else 1, len(asked))


def _walked(session: Session, step: FormStep) -> Iterator[tuple[AnyField, dict[str, Any], bool]]:
    """Yield each field, the values of those before it, and whether it applies, as far as the answers so far tell."""
    values, draft, around, open_before = dict[str, Any](), drafted(session, step), scope_of(session), False
    for field in step.asked:
        before = dict(values)
        applies = _applies(field, {**around, step.id: before}, open_before=open_before)
        yield field, before, applies
        open_before = open_before or (applies and field.id not in draft)
        if applies and draft.get(field.id) is not None:
            values[field.id] = draft[field.id]


def _applies(field: AnyField, scope: Scope, *, open_before: bool) -> bool:
    """Say whether `field` is asked; not yet, while what decides that is itself not answered."""
    try:
        return field.when is None or evaluate(field.when, scope).reveal() is True
    except RuleError:
        if open_before:
            return False
        raise
