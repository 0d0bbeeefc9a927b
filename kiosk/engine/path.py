"""The way through a flow, derived from the answers. Back, progress and resume fall out of it and are stored nowhere."""

from dataclasses import dataclass

from kiosk.engine.rules import evaluate
from kiosk.engine.scope import scope_of
from kiosk.engine.session import Session
from kiosk.protocol.steps import AnyStep, CallStep, EndStep, IdentifyStep, IssueStep, RateStep


def applies(session: Session, step: AnyStep) -> bool:
    """True unless the step's `when` says otherwise."""
    return step.when is None or evaluate(step.when, scope_of(session)).reveal() is True


def current(session: Session) -> AnyStep:
    """Return the first step that applies and has no answer; the last step when each has one."""
    for step in session.flow.steps:
        if step.id not in session.answers and applies(session, step):
            return step
    return session.flow.steps[-1]


def shown(step: AnyStep) -> bool:
    """True for steps that residents count; a `call` only makes them wait."""
    return not isinstance(step, CallStep | EndStep)


def back_target(session: Session) -> AnyStep | None:
    """Return the step that Back leads to, or None when there is none: at the start, or once printing began.

    A card that was read stays read, so Back passes over `identify`.
    """
    here = session.flow.step(session.step_id)
    if session.presented or isinstance(here, IssueStep | RateStep | EndStep):
        return None
    before = session.flow.steps[: session.flow.steps.index(here)]
    for step in reversed(before):
        if step.id in session.answers and shown(step) and not isinstance(step, IdentifyStep):
            return step
    return None


@dataclass(frozen=True)
class Progress:
    """`step` of `total`, counted from 1."""

    step: int
    total: int


def progress(session: Session) -> Progress:
    """Return where the session stands among the steps that residents see."""
    here = session.flow.steps.index(session.flow.step(session.step_id))
    counted = [index for index, step in enumerate(session.flow.steps) if shown(step)]
    done = sum(index <= here for index in counted)
    return Progress(max(1, done), len(counted))
