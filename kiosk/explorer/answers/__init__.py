"""What residents may answer: a module a kind of step, of the same name as in `kiosk.engine.steps`.

Each says which answers stand for all others. A list that is too short would leave paths unseen; the kinds are a closed
union, so that a new kind does not type-check before its answers are named here.
"""

from collections.abc import Mapping
from typing import Any, assert_never

from kiosk.engine.session import Session
from kiosk.explorer.answers import (
    capture,
    choose,
    end,
    form,
    identify,
    notice,
    rate,
    review,
    send,
    show,
    sign,
    summary,
    verify_face,
)
from kiosk.explorer.readings import Path
from kiosk.protocol.steps import (
    AnyStep,
    CallStep,
    CaptureStep,
    ChooseStep,
    EndStep,
    FormStep,
    IdentifyStep,
    IssueStep,
    NoticeStep,
    PayStep,
    RateStep,
    ReviewStep,
    SendStep,
    ShowStep,
    SignStep,
    SummaryStep,
    VerifyFaceStep,
)


def answers(session: Session, step: AnyStep, compared: Mapping[Path, tuple[Any, ...]]) -> tuple[Any, ...]:  # noqa: C901, PLR0912 - an arm for each kind of step
    """Return what the resident may hand in on the screen of `step`.

    `compared`: what the flow compares parts of its answer with, see `kiosk.explorer.readings.literals`.

    Raises:
        RuleError: the screen itself cannot be shown, because an expression of it cannot be evaluated.
    """
    match step:
        case NoticeStep():
            return notice.ANSWERS
        case FormStep():
            field = form.asked(session, step)
            return form.answers(session, step, compared.get((step.id, field) if field else (step.id,), ()))
        case ShowStep():
            return show.ANSWERS
        case ChooseStep():
            return choose.answers(session, step)
        case CaptureStep():
            return capture.ANSWERS
        case SignStep():
            return sign.ANSWERS
        case SendStep():
            return send.ANSWERS
        case SummaryStep():
            return summary.ANSWERS
        case ReviewStep():
            return review.ANSWERS
        case RateStep():
            return rate.ANSWERS
        case EndStep():
            return end.ANSWERS
        case IdentifyStep():
            return identify.answers(session, step)
        case VerifyFaceStep():
            return verify_face.ANSWERS
        case CallStep() | PayStep() | IssueStep():
            return ()  # their work answers, not the resident
        case _:
            assert_never(step)


def tapped(session: Session, step: AnyStep) -> tuple[Any, ...]:
    """Return those answers that the screen offers ready-made."""
    match step:
        case FormStep():
            return form.tapped(session, step)
        case ChooseStep():
            return choose.tapped(session, step)
        case IdentifyStep():
            return identify.tapped(step)
        case _:
            return ()
