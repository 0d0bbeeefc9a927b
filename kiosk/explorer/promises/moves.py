"""What holds whenever something happens."""

from collections.abc import Callable, Mapping
from typing import get_args

from kiosk.engine import changing, resume
from kiosk.engine.effects import VerifyFace
from kiosk.engine.events import (
    Changed,
    Event,
    KeptForLater,
    Left,
    PartSkipped,
    Retried,
    Submitted,
    TimerFired,
    WentBack,
    WentOn,
    WorkFailed,
)
from kiosk.engine.parts import may_be_given_up
from kiosk.engine.path import back_target
from kiosk.engine.session import Asking, Session, Troubled
from kiosk.engine.steps.verify_face import AGREE, AGREE_STILL, ANOTHER_WAY, CONSENT
from kiosk.explorer.answers import tapped
from kiosk.explorer.moment import Move
from kiosk.explorer.world import is_work, visit_of
from kiosk.protocol.faults import NOT_AGREED
from kiosk.protocol.steps import EndStep, SummaryStep, VerifyFaceStep


def an_ended_session_stays_ended(move: Move) -> str:
    changed = move.after.session is not move.before.session or move.effects
    return "something happens in a session that has ended" if move.before.session.ended and changed else ""


def leaving_is_always_possible(move: Move) -> str:
    """At once, or once the printer says what became of the document; when sheets are out, by way of the end.

    Of a joint service, what became of its parts is told first.
    """
    if not isinstance(move.event, Left) or move.before.session.ended:
        return ""
    after = move.after.session
    moved = after.step_id != move.before.session.step_id
    at_end = moved and isinstance(after.flow.step(after.step_id), EndStep | SummaryStep)
    return "" if after.ended or after.leaving or at_end else "the resident wants to leave and is kept"


def what_is_offered_does_something(move: Move) -> str:
    session, state = move.before.session, move.before.session.state
    troubled = state if isinstance(state, Troubled) else None
    match move.event:
        case Retried():
            offered, name = troubled is not None and troubled.retry, "Try again"
        case WentOn():
            offered, name = troubled is not None and troubled.go_on, "Go on"
        case KeptForLater():
            offered, name = resume.offered(session), "Continue later"
        case PartSkipped():
            offered, name = may_be_given_up(session), "Go on with the next"
        case WentBack():
            offered, name = back_target(session) is not None, "Back"
        case Changed() as event:
            offered, name = changing.offered(session, event), "Change"
        case _:
            return ""
    dead = offered and not session.ended and _alike(session, move.after.session)
    return f"{name} is offered and does nothing" if dead else ""


def what_can_be_tapped_is_taken(move: Move) -> str:
    """A period that is offered, and then refused, leaves the resident helpless; only what is typed may be wrong."""
    session, state = move.before.session, move.after.session.state
    if not isinstance(move.event, Submitted) or not isinstance(state, Asking) or not state.problem:
        return ""
    value, step = move.event.value.reveal(), session.flow.step(session.step_id)
    offered = tapped(session, step) if move.event.step == step.id else ()
    return f"{value} is offered and refused" if value in offered else ""


def a_receipt_can_be_printed(move: Move) -> str:
    """A receipt may fail for want of paper, not because of what is to stand on it."""
    state = move.after.session.state
    failed = isinstance(state, Troubled) and state.trouble.code == "RECEIPT_FAILED"
    was = isinstance(move.before.session.state, Troubled) and move.before.session.state == state
    ours = isinstance(move.event, WorkFailed | TimerFired)
    return "what the receipt is to say cannot be had: there never is one" if failed and not was and not ours else ""


def _alike(one: Session, other: Session) -> bool:
    return one is other or (one.step_id, one.state, one.visit, one.attempt) == (
        other.step_id,
        other.state,
        other.visit,
        other.attempt,
    )


def nobody_is_looked_at_unasked(move: Move) -> str:
    """The camera for faces starts when the resident agrees, and starts again only while that visit lasts."""
    if not any(isinstance(effect, VerifyFace) for effect in move.effects):
        return ""
    event = move.event
    agrees = isinstance(event, Submitted) and event.value.reveal() in (AGREE, AGREE_STILL)
    goes_on = move.before.world.faced == visit_of(move.after.session.ticket)
    return "" if agrees or goes_on else "a face is looked at, and nobody was asked whether it may be"


def who_does_not_agree_is_led_on(move: Move) -> str:
    """To another step, or to words that say where else it is done."""
    before, after, event = move.before.session, move.after.session, move.event
    if not isinstance(event, Submitted) or not isinstance(before.flow.step(before.step_id), VerifyFaceStep):
        return ""
    if event.value.reveal() != ANOTHER_WAY or before.state != CONSENT or before.ended:
        return ""
    told = isinstance(after.state, Troubled) and after.state.trouble.code == NOT_AGREED
    return "" if told or after.step_id != before.step_id else "who does not agree is kept before the camera"


def a_ticket_names_one_piece_of_work(move: Move) -> str:
    """Or a late answer to one question would be taken for the answer to another."""
    before, after = move.before, move.after
    if (after.session.visit, after.session.attempt) < (before.session.visit, before.session.attempt) and (
        after.session.visit <= before.session.visit
    ):
        return "tickets go backwards: an old answer may fit a new question"
    asked = tuple(filter(is_work, move.effects))
    if not asked:
        return ""
    wrong = [effect for effect in asked if effect.ticket != after.session.ticket]
    if wrong:
        return f"{type(wrong[0]).__name__} is asked under a ticket that is not the session's: its answer is lost"
    known = before.world.asked if before.session.ticket == after.session.ticket else frozenset()
    again = [effect for effect in asked if type(effect) in known]
    return f"{type(again[0]).__name__} is asked twice under one ticket" if again else ""


MOVES: tuple[Callable[[Move], str], ...] = (
    an_ended_session_stays_ended,
    leaving_is_always_possible,
    what_is_offered_does_something,
    what_can_be_tapped_is_taken,
    a_receipt_can_be_printed,
    nobody_is_looked_at_unasked,
    who_does_not_agree_is_led_on,
    a_ticket_names_one_piece_of_work,
)

_ABOUT: Mapping[Callable[[Move], str], frozenset[type[Event]]] = {
    leaving_is_always_possible: frozenset({Left}),
    what_is_offered_does_something: frozenset({Retried, WentOn, KeptForLater, PartSkipped, WentBack, Changed}),
    what_can_be_tapped_is_taken: frozenset({Submitted}),
    who_does_not_agree_is_led_on: frozenset({Submitted}),
}
"""Of which events a promise speaks; of all, where nothing is said."""
OF_THE_CHANGE = frozenset({a_ticket_names_one_piece_of_work})
"""What hangs on the change alone, and on the world that it is made in: held once against all that do the same."""
Promised = Mapping[type[Event], tuple[Callable[[Move], str], ...]]
PROMISED: Promised = {
    kind: tuple(promise for promise in MOVES if kind in _ABOUT.get(promise, {kind})) for kind in get_args(Event)
}
"""What is promised of each kind of event."""
PROMISED_AGAIN: Promised = {
    kind: tuple(promise for promise in promises if promise not in OF_THE_CHANGE) for kind, promises in PROMISED.items()
}
"""The same, where the change was seen before."""

AT_ARRIVAL = frozenset({a_receipt_can_be_printed})
"""What is wrong with the step that a move leads to, and not with the one that it comes from."""
