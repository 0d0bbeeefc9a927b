"""form: the resident answers one field after another; what is wrong is said, and asked again."""

from typing import Any

from kiosk.engine import answered_before, fields, questions
from kiosk.engine.events import Event, Submitted
from kiosk.engine.session import Asking, Change, Session, replace
from kiosk.protocol.fields import AnyField
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import FormStep


def enter(session: Session, step: FormStep, *, from_behind: bool = False) -> Change:
    """Ask the first field; the last one of those answered before when the resident comes back from a later step."""
    asked = questions.applying(session, step)
    return replace(session, state=_asking(step, asked[-1 if from_behind else 0])), ()


def handle(session: Session, step: FormStep, event: Event) -> Change:
    """Take `{field id: typed}` for the field that is asked, in the short form what was chosen, bare."""
    if not isinstance(event, Submitted):
        return session, ()
    field, typed = questions.present(session, step), event.value.reveal()
    if step.fields:
        if not isinstance(typed, dict) or set(typed) != {field.id}:
            return session, ()  # a late touch on the question before
        typed = typed[field.id]
    return _answered(session, step, field, typed)


def back(session: Session, step: FormStep) -> Change:
    """Ask the field before the present one again."""
    field = questions.earlier(session, step)
    if field is None:
        return session, ()
    return replace(session, state=_asking(step, field)), ()


def _answered(session: Session, step: FormStep, field: AnyField, typed: Any) -> Change:
    value = fields.parse(field, typed, questions.scope(session, step, field))
    if isinstance(value, fields.Wrong):
        return replace(session, state=_asking(step, field, value)), ()
    session = questions.kept(session, step, field, value)
    session, after = answered_before.onward(session, step, questions.following(session, step, field))
    if after is not None:
        return replace(session, state=_asking(step, after)), ()
    return session.answered(step.id, Personal(questions.answer(session, step))), ()


def _asking(step: FormStep, field: AnyField, wrong: fields.Wrong | None = None) -> Asking:
    name = field.id if step.fields else ""
    return Asking(wrong.key, name, wrong.values) if wrong else Asking(field=name)
