"""The parts of a joint service, and what came of each: derived from the answers, as the way is, and kept nowhere.

A part that was given up is answered so at the step where it stopped; its other steps apply no more, and the next part
is done all the same. Nothing leads back into a part that is over.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from kiosk.engine.session import IssueInHand, Session, Troubled, replace
from kiosk.engine.trouble import Trouble
from kiosk.protocol.header import JointPart
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import PaymentState
from kiosk.protocol.steps import IssueStep

_KEY = "$given_up"  # no field of a card or of a reply can be called so
LEFT = Trouble("part", "LEFT")
"""Why the rest is not done when the resident leaves, or is gone, in the middle."""


class PartState(StrEnum):
    """What became of a part."""

    TO_COME = "to_come"
    UNDER_WAY = "under_way"
    DONE = "done"
    NOT_DONE = "not_done"


@dataclass(frozen=True)
class PartOutcome:
    """`papers`: what came out for it, in order. `trouble`: why it is not done, and `step_id` where it stopped."""

    part: JointPart
    state: PartState
    papers: tuple[IssueInHand, ...] = ()
    trouble: Trouble | None = None
    step_id: str = ""


def outcomes(session: Session) -> tuple[PartOutcome, ...]:
    """Return what became of each part, in their order."""
    papers = tuple(_papers(session)) if session.printed else ()
    return tuple(_outcome(session, part, papers) for part in session.flow.parts)


def any_done(session: Session) -> bool:
    return any(one.state is PartState.DONE for one in outcomes(session))


def given_up(session: Session) -> frozenset[str]:
    """Return the parts that were given up."""
    steps = (session.flow.step(name) for name, answer in session.answers.items() if is_given_up(answer))
    return frozenset(step.part for step in steps if step.part is not None)


def may_be_given_up(session: Session) -> bool:
    """True in trouble of this part alone: its paper is not out, and nobody wonders whether money was taken."""
    step, payment = session.flow.step(session.step_id), session.payment
    if step.part is None or not isinstance(session.state, Troubled) or session.presented:
        return False
    return payment is None or payment.state is not PaymentState.ORDERED


def give_up(session: Session, trouble: Trouble) -> Session:
    """Return the session with the present part given up at the present step."""
    return session.answered(session.step_id, Personal(_marker(trouble)))


def leave_the_rest(session: Session) -> Session:
    """Return the session with each part given up that is not over: the way goes on behind them."""
    here = session.flow.step(session.step_id)
    rest = [one.part.id for one in outcomes(session) if one.state in {PartState.TO_COME, PartState.UNDER_WAY}]
    marks: dict[str, Personal[Any]] = {}
    for part in rest:
        at = here.id if part == here.part else next(iter(session.flow.steps_of(part)))
        if at not in session.answers:
            marks[at] = Personal(_marker(LEFT))
    return replace(session, answers=MappingProxyType({**session.answers, **marks}))


def is_given_up(answer: Personal[Any]) -> bool:
    """True when the part of the step with that answer was given up there."""
    value = answer.reveal()
    return isinstance(value, dict) and _KEY in value


def trouble_of(answer: Personal[Any] | None) -> Trouble | None:
    """Return why the part of the step with that answer was given up there; None for any other answer."""
    value = None if answer is None else answer.reveal()
    told = value.get(_KEY) if isinstance(value, dict) else None
    return Trouble(**told) if told is not None else None


def _stopped(session: Session, part: str) -> Iterator[tuple[str, Trouble]]:
    answers = session.answers
    for step_id in session.flow.steps_of(part):
        if step_id in answers and (trouble := trouble_of(answers[step_id])) is not None:
            yield step_id, trouble


def _marker(trouble: Trouble) -> dict[str, Any]:
    return {_KEY: {"source": trouble.source, "code": trouble.code, "text": trouble.text}}


def _outcome(session: Session, part: JointPart, printed: Sequence[tuple[IssueStep, IssueInHand]]) -> PartOutcome:
    papers = tuple(issue for step, issue in printed if step.part == part.id)
    stopped = next(_stopped(session, part.id), None)
    if stopped is not None:
        return PartOutcome(part, PartState.NOT_DONE, papers, stopped[1], stopped[0])
    order = session.flow.order
    own, here = session.flow.steps_of(part.id), order[session.step_id]
    if own and here > order[own[-1]]:
        return PartOutcome(part, PartState.DONE, papers)
    begun = bool(own) and here >= order[own[0]]
    return PartOutcome(part, PartState.UNDER_WAY if begun else PartState.TO_COME, papers)


def _papers(session: Session) -> Iterator[tuple[IssueStep, IssueInHand]]:
    """Sheets come out in the order of their steps, each of which is answered once its document is out."""
    issued = [
        step
        for step in session.flow.steps
        if isinstance(step, IssueStep)
        and isinstance(answer := session.answers.get(step.id), Personal)
        and isinstance(answer.reveal(), bool)
    ]
    return zip(issued, session.printed, strict=False)  # the last may be out, and its step not answered yet
