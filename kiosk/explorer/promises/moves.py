"""What holds whenever something happens."""

from collections.abc import Callable

from kiosk.engine.events import Left, Retried, WentBack, WentOn
from kiosk.engine.path import back_target
from kiosk.engine.session import Session, Troubled
from kiosk.explorer.moment import Move
from kiosk.explorer.world import Work
from kiosk.protocol.steps import EndStep


def an_ended_session_stays_ended(move: Move) -> str:
    changed = move.after.session is not move.before.session or move.effects
    return "something happens in a session that has ended" if move.before.session.ended and changed else ""


def leaving_is_always_possible(move: Move) -> str:
    """At once, or once the printer says what became of the document; when sheets are out, by way of the end."""
    if not isinstance(move.event, Left) or move.before.session.ended:
        return ""
    after = move.after.session
    at_end = isinstance(after.flow.step(after.step_id), EndStep) and after.step_id != move.before.session.step_id
    return "" if after.ended or after.leaving or at_end else "the resident wants to leave and is kept"


def what_is_offered_does_something(move: Move) -> str:
    session, state = move.before.session, move.before.session.state
    troubled = state if isinstance(state, Troubled) else None
    match move.event:
        case Retried():
            offered, name = troubled is not None and troubled.retry, "Try again"
        case WentOn():
            offered, name = troubled is not None and troubled.go_on, "Go on"
        case WentBack():
            offered, name = back_target(session) is not None, "Back"
        case _:
            return ""
    dead = offered and not session.ended and _alike(session, move.after.session)
    return f"{name} is offered and does nothing" if dead else ""


def _alike(one: Session, other: Session) -> bool:
    return one is other or (one.step_id, one.state, one.visit, one.attempt) == (
        other.step_id,
        other.state,
        other.visit,
        other.attempt,
    )


def a_ticket_names_one_piece_of_work(move: Move) -> str:
    """Or a late answer to one question would be taken for the answer to another."""
    before, after = move.before, move.after
    if (after.session.visit, after.session.attempt) < (before.session.visit, before.session.attempt) and (
        after.session.visit <= before.session.visit
    ):
        return "tickets go backwards: an old answer may fit a new question"
    asked = [effect for effect in move.effects if isinstance(effect, Work)]
    wrong = [effect for effect in asked if effect.ticket != after.session.ticket]
    if wrong:
        return f"{type(wrong[0]).__name__} is asked under a ticket that is not the session's: its answer is lost"
    under_way = {(work.ticket, type(work)) for work in before.world.work}
    again = [effect for effect in asked if (effect.ticket, type(effect)) in under_way]
    return f"{type(again[0]).__name__} is asked twice under one ticket" if again else ""


MOVES: tuple[Callable[[Move], str], ...] = (
    an_ended_session_stays_ended,
    leaving_is_always_possible,
    what_is_offered_does_something,
    a_ticket_names_one_piece_of_work,
)
