"""Which module carries a step: an arm for each kind, so that a new kind does not type-check before it has one.

Arms are told apart by the kind's name: half the cost of asking for its class, and the last arm is a long way down.
"""

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
from kiosk.protocol.steps import AnyStep


def enter(session: Session, step: AnyStep, *, from_behind: bool) -> Change:  # noqa: C901, PLR0912 - an arm for each kind
    """Begin `step`, where the session has just come; `from_behind`: by going back."""
    match step.kind:
        case "notice":
            return notice.enter(session, step)
        case "identify":
            return identify.enter(session, step)
        case "verify_face":
            return verify_face.enter(session, step)
        case "form":
            return form.enter(session, step, from_behind=from_behind)
        case "choose":
            return choose.enter(session, step)
        case "call":
            return call.enter(session, step)
        case "capture":
            return capture.enter(session, step)
        case "show":
            return show.enter(session, step)
        case "send":
            return send.enter(session, step)
        case "sign":
            return sign.enter(session, step)
        case "summary":
            return summary.enter(session, step)
        case "review":
            return review.enter(session, step)
        case "pay":
            return pay.enter(session, step)
        case "issue":
            return issue.enter(session, step)
        case "rate":
            return rate.enter(session, step)
        case "end":
            return end.enter(session, step)
        case _:
            assert_never(step)


def handle(session: Session, step: AnyStep, event: Event) -> Change:  # noqa: C901, PLR0912 - an arm for each kind
    """Let `step`, where the session is, answer an event."""
    match step.kind:
        case "notice":
            return notice.handle(session, step, event)
        case "identify":
            return identify.handle(session, step, event)
        case "verify_face":
            return verify_face.handle(session, step, event)
        case "form":
            return form.handle(session, step, event)
        case "choose":
            return choose.handle(session, step, event)
        case "call":
            return call.handle(session, step, event)
        case "capture":
            return capture.handle(session, step, event)
        case "show":
            return show.handle(session, step, event)
        case "send":
            return send.handle(session, step, event)
        case "sign":
            return sign.handle(session, step, event)
        case "summary":
            return summary.handle(session, step, event)
        case "review":
            return review.handle(session, step, event)
        case "pay":
            return pay.handle(session, step, event)
        case "issue":
            return issue.handle(session, step, event)
        case "rate":
            return rate.handle(session, step, event)
        case "end":
            return end.handle(session, step, event)
        case _:
            assert_never(step)
