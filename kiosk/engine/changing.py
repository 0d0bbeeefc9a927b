"""An answer is changed out of the list that a `review` shows: one question, and straight back to the list.

    review → Changed(step, field) → that question, all answers as they were → another answer → review
                                                                            → Back → review, nothing changed

- Until the question is answered nothing is dropped: Back, or leaving it as it was, leads to the list as it stood.
- With another answer, what followed is answered again by the rules as they are now: forms and choices by themselves
  where they still fit, departments by asking again. A resident meets only what is new, or does not fit any more.
- Not once money is under way or paper is out, and never into a part that is over, nor past one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from kiosk.engine import path, questions
from kiosk.engine.effects import Effect
from kiosk.engine.events import Changed
from kiosk.engine.parts import trouble_of
from kiosk.engine.session import Asking, Change, Session, replace
from kiosk.engine.steps import choose, review
from kiosk.protocol.fields import AnyField
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import (
    AnyStep,
    CaptureStep,
    ChooseStep,
    FormStep,
    IdentifyStep,
    IssueStep,
    NoticeStep,
    PayStep,
    ReviewStep,
    SendStep,
    VerifyFaceStep,
)


@dataclass(frozen=True)
class Listed:
    """One answer; `value` is None where it was left empty. `field`: None for an item, which is told by its title.

    `event`: what happens when its key is touched; it has none unless it `may_be_changed`.
    """

    field: AnyField | None
    value: Any
    event: Changed
    may_be_changed: bool


def listed(session: Session) -> Personal[tuple[Listed, ...]]:
    """Return the answers that the review at hand lists, in its order; none of steps that were passed over.

    Raises:
        RuleError: the title of an item cannot be evaluated.
    """
    step = session.flow.step(session.step_id)
    names = step.answers or () if isinstance(step, ReviewStep) else ()
    return Personal(tuple(row for name in names for row in _rows(session, session.flow.step(name))))


def _rows(session: Session, step: AnyStep) -> Iterator[Listed]:
    if step.id not in session.answers or trouble_of(session.answers[step.id]) is not None:
        return
    free = may_be_changed(session, step.id)
    if isinstance(step, FormStep):
        given = questions.answered(session, step)
        for field in step.asked:
            if field.id in given:
                yield Listed(field, given[field.id], Changed(step.id, field.id if step.fields else None), free)
    elif isinstance(step, ChooseStep) and session.answers[step.id].reveal():
        yield Listed(None, choose.title(session, step).reveal(), Changed(step.id), free)


def may_be_changed(session: Session, step_id: str) -> bool:
    """True when the list that is shown now has a key for answers of that step."""
    here = session.flow.step(session.step_id)
    if not isinstance(here, ReviewStep) or not isinstance(session.state, Asking) or step_id not in (here.answers or ()):
        return False
    if session.ended or session.presented or step_id not in session.answers:
        return False
    if session.payment is not None and session.payment.state in path.PAYING:
        return False
    step, order = session.flow.step(step_id), session.flow.order
    if isinstance(step, ChooseStep) and (choose.asks_nothing(session, step) or not session.answers[step_id].reveal()):
        return False
    since = session.flow.steps[order[step_id] : order[here.id]]
    return not any(_bars(session, here, one) for one in since if one.id in session.answers)


def offered(session: Session, event: Changed) -> bool:
    """True when the list that is shown now has a key for just this."""
    if not may_be_changed(session, event.step):
        return False
    step = session.flow.step(event.step)
    if isinstance(step, FormStep) and step.fields:
        return event.field in questions.answered(session, step)
    return event.field is None


def begun(session: Session, event: Changed) -> Session:
    """Return the session at that question, with what was answered there as draft."""
    step = session.flow.step(event.step)
    draft: Personal[Any] = session.answers[step.id]
    if isinstance(step, FormStep) and step.fields:
        draft = Personal(questions.answered(session, step))
    session = session.drafted(step.id, draft)
    return replace(
        session,
        step_id=step.id,
        visit=session.visit + 1,
        attempt=0,
        identifying=None,
        state=Asking(field=event.field or ""),
    )


def settled(before: Session, after: Session) -> Change:
    """Return the session whose changed step was answered: what followed from the old answer is dropped, or waits."""
    name = before.step_id
    if after.answers[name].reveal() == before.answers[name].reveal():
        return after, ()
    behind = after.flow.steps[after.flow.order[name] + 1 :]
    return dropped(after, tuple(step for step in behind if not _stays(after, step)), taking_up=True)


def dropped(session: Session, steps: tuple[AnyStep, ...], *, taking_up: bool = False) -> Change:
    """Take back the answers of `steps`, which become drafts; what was composed out of them is void.

    `taking_up`: forms and choices among them are not asked again where their answers still fit.
    """
    gone = {step.id: session.answers[step.id] for step in steps if step.id in session.answers}
    resumed = dict(session.resumed)
    if taking_up:
        for step in steps:
            if isinstance(step, FormStep | ChooseStep) and step.id in gone and (known := _given(session, step)):
                resumed[step.id] = Personal(known)
    effects: tuple[Effect, ...] = ()
    if any(isinstance(step, ReviewStep) and step.answers is None for step in steps):
        session, effects = review.discard(session)
    kept = {name: answer for name, answer in session.answers.items() if name not in gone}
    session = replace(
        session,
        answers=MappingProxyType(kept),
        drafts=MappingProxyType({**session.drafts, **gone}),
        resumed=MappingProxyType(resumed),
    )
    return session, effects


def _given(session: Session, step: FormStep | ChooseStep) -> dict[str, Any]:
    if isinstance(step, FormStep):
        return questions.answered(session, step)
    item = session.answers[step.id].reveal()
    return {step.id: item} if item else {}


def _bars(session: Session, here: ReviewStep, step: AnyStep) -> bool:
    """True for an answered step that nothing leads back over."""
    if step.part not in {None, here.part}:
        return True
    sent = isinstance(step, SendStep) and session.answers[step.id].reveal() is True
    return sent or isinstance(step, IssueStep | PayStep)


def _stays(session: Session, step: AnyStep) -> bool:
    """Who somebody is, a consent whose words cannot differ, and papers on the mat hang on no answer."""
    if isinstance(step, IdentifyStep | VerifyFaceStep):
        return path.stays_read(session, step)
    listed = isinstance(step, ReviewStep) and step.answers is not None
    return listed or isinstance(step, CaptureStep | SendStep) or (isinstance(step, NoticeStep) and not step.values)
