"""What was answered before is answered again by the rules as they are now; what does not fit any more is asked.

Two ways lead here: a draft that an earlier session kept (`kiosk.engine.resume`), and an answer that a review let the
resident change (`kiosk.engine.changing`). What is not taken up yet waits in `Session.resumed`.
"""

from types import MappingProxyType
from typing import Any

from kiosk.engine import fields, questions
from kiosk.engine.fields.again import typed_again
from kiosk.engine.reply import MisfitError
from kiosk.engine.rules import RuleError
from kiosk.engine.session import Asking, Session, replace
from kiosk.engine.steps import choose
from kiosk.protocol.fields import AnyField
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import ChooseStep, FormStep


def take_up(session: Session, step: FormStep | ChooseStep) -> Session:
    """Answer `step` with what waits for it, as far as it fits; a form then asks the first field that has no answer."""
    if isinstance(step, ChooseStep):
        item = _waiting(session, step.id).get(step.id)
        return _chosen(_left(session, step.id, {}), step, item)
    session, field = onward(session, step, questions.applying(session, step)[0])
    if field is None:
        return session.answered(step.id, Personal(questions.answer(session, step)))
    return replace(session, state=Asking(field=field.id if step.fields else ""))


def onward(session: Session, step: FormStep, field: AnyField | None) -> tuple[Session, AnyField | None]:
    """Return the field to ask, from `field` on: fields that were answered before, and may be so still, are gone past.

    None when there is none, and all of the form that applies has its answer among the drafts.
    """
    known = _known(session, step)
    while field is not None and field.id in known:
        value = fields.parse(field, typed_again(field, known[field.id]), questions.scope(session, step, field))
        if isinstance(value, fields.Wrong):
            break
        session = questions.kept(session, step, field, value)
        field = questions.following(session, step, field)
    return _ahead(session, step, field), field


def _known(session: Session, step: FormStep) -> dict[str, Any]:
    """While an answer is changed, the rest of its form counts as it was answered."""
    if step.id in session.answers:
        return questions.answered(session, step)
    return _waiting(session, step.id)


def _waiting(session: Session, step_id: str) -> dict[str, Any]:
    waiting = session.resumed.get(step_id)
    return {} if waiting is None else dict(waiting.reveal())


def _ahead(session: Session, step: FormStep, field: AnyField | None) -> Session:
    """Forget what waited for fields up to `field`: they are answered, or asked now."""
    waiting = _waiting(session, step.id)
    if not waiting and step.id not in session.resumed:
        return session
    order = [one.id for one in step.asked]
    behind = order[order.index(field.id) + 1 :] if field is not None else []
    return _left(session, step.id, {name: waiting[name] for name in behind if name in waiting})


def _left(session: Session, step_id: str, waiting: dict[str, Any]) -> Session:
    others = {name: kept for name, kept in session.resumed.items() if name != step_id}
    if waiting:
        others[step_id] = Personal(waiting)
    return replace(session, resumed=MappingProxyType(others))


def _chosen(session: Session, step: ChooseStep, item: Any) -> Session:
    """The very item, if it is still among what there is to choose from."""
    try:
        items = choose.items(session, step).reveal()
    except (RuleError, MisfitError):
        return session
    return session.answered(step.id, Personal(item)) if item in items else session
