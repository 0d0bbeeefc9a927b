"""The way through a flow, derived from the answers. Back, progress and resume fall out of it and are stored nowhere."""

from dataclasses import dataclass

from kiosk.engine import parts, questions
from kiosk.engine.rules import RuleError, evaluate
from kiosk.engine.scope import scope_of
from kiosk.engine.session import Session
from kiosk.engine.steps import choose
from kiosk.protocol.records import PaymentState
from kiosk.protocol.steps import (
    AnyStep,
    CallStep,
    ChooseStep,
    EndStep,
    FormStep,
    IdentifyStep,
    IssueStep,
    RateStep,
    SendStep,
    VerifyFaceStep,
)
from kiosk.protocol.steps.detours import detour_of


def applies(session: Session, step: AnyStep) -> bool:
    """True unless the step's `when` says otherwise, or its part was given up."""
    if step.part is not None and step.part in parts.given_up(session):
        return False
    return _is_wanted(session, step)


def _is_wanted(session: Session, step: AnyStep) -> bool:
    return step.when is None or evaluate(step.when, scope_of(session)).reveal() is True


def current(session: Session) -> AnyStep:
    """Return the first step that applies and has no answer; the last step when each has one."""
    answers, flow = session.answers, session.flow
    over = parts.given_up(session) if flow.parts else None
    for step_id in flow.order:
        if step_id in answers:
            continue
        step = flow.step(step_id)
        if not (over and step.part in over) and (step.when is None or _is_wanted(session, step)):
            return step
    return flow.steps[-1]


def last(session: Session) -> AnyStep:
    """Return the end that this way leads to, as far as the answers tell; else the flow's last step, which is one."""
    ends = (step for step in session.flow.steps if isinstance(step, EndStep))
    return next((step for step in ends if may_apply(session, step) is True), session.flow.steps[-1])


def may_apply(session: Session, step: AnyStep) -> bool | None:
    """Say whether `step` applies; None while that hangs on an answer that is not there yet."""
    if step.id in session.answers:
        return True
    try:
        return applies(session, step)
    except RuleError:
        return None


def shown(step: AnyStep) -> bool:
    """True for steps that residents count; a `call` only makes them wait."""
    return not isinstance(step, CallStep | EndStep)


PAYING = (PaymentState.ORDERED, PaymentState.PAID)
"""Money is under way, or was taken for just these answers."""


def asked(session: Session, step: AnyStep) -> bool:
    """True for steps that residents count on this way: a choice between one thing answers itself."""
    return shown(step) and not (isinstance(step, ChooseStep) and choose.asks_nothing(session, step))


_DONE = (IdentifyStep, VerifyFaceStep, IssueStep, SendStep)
"""What is not asked again on the way back: a card stays read, a face seen, paper is out, a mail is on its way."""


def changing(session: Session) -> bool:
    """True while an answer is changed out of a list: only then is the present step answered, see `changing`."""
    return session.step_id in session.answers and isinstance(session.flow.step(session.step_id), FormStep | ChooseStep)


def stays_read(session: Session, step: AnyStep) -> bool:
    """A card that was read is not asked for again, nor a face that was compared; what could not be done may be."""
    answer = session.answers.get(step.id)
    return (
        isinstance(step, IdentifyStep | VerifyFaceStep) and answer is not None and not detour_of(step, answer.reveal())
    )


def back_target(session: Session) -> AnyStep | None:
    """Return the step that Back leads to, or None when there is none: at the start, or once printing or paying began.

    A card that was read stays read, and a face compared, so Back passes over both; over a document that could not be
    printed; and over a choice that answered itself. A form that has asked an earlier field is its own target, and
    `identify` where one of several ways was chosen. A part of a joint service that is over stays so: nothing of it is
    done twice. From an answer that is being changed, Back leads to the list that it was changed out of.
    """
    here = session.flow.step(session.step_id)
    if changing(session):
        return current(session)
    if isinstance(here, FormStep) and questions.earlier(session, here) is not None:
        return here
    if isinstance(here, IdentifyStep) and len(here.ways) > 1 and session.identifying is not None:
        return here
    if session.presented or isinstance(here, IssueStep | RateStep | EndStep):
        return None
    if session.payment is not None and session.payment.state in PAYING:
        return None
    before = session.flow.steps[: session.flow.steps.index(here)]
    for step in reversed(before):
        if step.part not in {None, here.part} and step.id in session.answers:
            return None
        if step.id in session.answers and asked(session, step) and not isinstance(step, _DONE):
            return step
    return None


@dataclass(frozen=True)
class Progress:
    """`step` of `total`, counted from 1."""

    step: int
    total: int


def counted(session: Session) -> tuple[AnyStep, ...]:
    """Return the steps of this way that residents see, with those that may yet come; the present step among them."""
    way: list[AnyStep] = []
    for step in session.flow.steps:
        may = True if step.id == session.step_id else may_apply(session, step)
        if may is not False and asked(session, step):
            way.append(step)
        if isinstance(step, EndStep) and may is True:
            break
    return tuple(way)


def following(session: Session) -> AnyStep | None:
    """Return the step after this one among those that residents see; None when there is none, as far as can be told."""
    way = counted(session)
    here = next((number for number, step in enumerate(way) if step.id == session.step_id), len(way))
    return way[here + 1] if here + 1 < len(way) else None


def progress(session: Session) -> Progress:
    """Return where the session stands among the steps that residents see."""
    order = {step.id: number for number, step in enumerate(session.flow.steps)}
    way = counted(session)
    done = sum(order[step.id] <= order[session.step_id] for step in way)
    return Progress(max(1, done), len(way))
