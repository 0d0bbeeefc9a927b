"""What residents may answer: a module a kind of step, of the same name as in `kiosk.engine.steps`.

Each says which answers stand for all others. A list that is too short would leave paths unseen; the kinds are a closed
union, so that a new kind does not type-check before its answers are named here.
"""

from typing import Any, assert_never

from kiosk.engine.session import Session
from kiosk.explorer.answers import end, form, notice, rate, review
from kiosk.protocol.steps import (
    AnyStep,
    CallStep,
    EndStep,
    FormStep,
    IdentifyStep,
    IssueStep,
    NoticeStep,
    RateStep,
    ReviewStep,
)


def answers(session: Session, step: AnyStep) -> tuple[Any, ...]:
    """Return what the resident may hand in on the screen of `step`.

    Raises:
        RuleError: the screen itself cannot be shown, because an expression of it cannot be evaluated.
    """
    match step:
        case NoticeStep():
            return notice.ANSWERS
        case FormStep():
            return form.answers(session, step)
        case ReviewStep():
            return review.ANSWERS
        case RateStep():
            return rate.ANSWERS
        case EndStep():
            return end.ANSWERS
        case IdentifyStep() | CallStep() | IssueStep():  # their work answers, not the resident
            return ()
        case _:
            assert_never(step)


def tapped(step: AnyStep) -> tuple[Any, ...]:
    """Return those answers that the screen offers ready-made, whatever was answered before."""
    return form.tapped(step) if isinstance(step, FormStep) else ()
