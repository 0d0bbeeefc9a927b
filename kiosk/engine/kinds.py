"""Which module carries a step: an arm for each kind, so that a new kind does not type-check before it has one."""

from typing import assert_never

from kiosk.engine.events import Event
from kiosk.engine.session import Change, Session
from kiosk.engine.steps import (
    call,
    capture,
    choose,
    end,
    form,
    identify,
    issue,
    notice,
    pay,
    rate,
    review,
    send,
    show,
    sign,
    summary,
    verify_face,
)
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


def enter(session: Session, step: AnyStep, *, from_behind: bool) -> Change:  # noqa: C901, PLR0912 - an arm for each kind
    """Begin `step`, where the session has just come; `from_behind`: by going back."""
    match step:
        case NoticeStep():
            return notice.enter(session, step)
        case IdentifyStep():
            return identify.enter(session, step)
        case VerifyFaceStep():
            return verify_face.enter(session, step)
        case FormStep():
            return form.enter(session, step, from_behind=from_behind)
        case ChooseStep():
            return choose.enter(session, step)
        case CallStep():
            return call.enter(session, step)
        case CaptureStep():
            return capture.enter(session, step)
        case ShowStep():
            return show.enter(session, step)
        case SendStep():
            return send.enter(session, step)
        case SignStep():
            return sign.enter(session, step)
        case SummaryStep():
            return summary.enter(session, step)
        case ReviewStep():
            return review.enter(session, step)
        case PayStep():
            return pay.enter(session, step)
        case IssueStep():
            return issue.enter(session, step)
        case RateStep():
            return rate.enter(session, step)
        case EndStep():
            return end.enter(session, step)
        case _:
            assert_never(step)


def handle(session: Session, step: AnyStep, event: Event) -> Change:  # noqa: C901, PLR0912 - an arm for each kind
    """Let `step`, where the session is, answer an event."""
    match step:
        case NoticeStep():
            return notice.handle(session, step, event)
        case IdentifyStep():
            return identify.handle(session, step, event)
        case VerifyFaceStep():
            return verify_face.handle(session, step, event)
        case FormStep():
            return form.handle(session, step, event)
        case ChooseStep():
            return choose.handle(session, step, event)
        case CallStep():
            return call.handle(session, step, event)
        case CaptureStep():
            return capture.handle(session, step, event)
        case ShowStep():
            return show.handle(session, step, event)
        case SendStep():
            return send.handle(session, step, event)
        case SignStep():
            return sign.handle(session, step, event)
        case SummaryStep():
            return summary.handle(session, step, event)
        case ReviewStep():
            return review.handle(session, step, event)
        case PayStep():
            return pay.handle(session, step, event)
        case IssueStep():
            return issue.handle(session, step, event)
        case RateStep():
            return rate.handle(session, step, event)
        case EndStep():
            return end.handle(session, step, event)
        case _:
            assert_never(step)
