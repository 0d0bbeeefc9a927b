"""The end of a session, however it comes: nothing half done, nothing left lying, nothing kept."""

from kiosk.engine import parts
from kiosk.engine.effects import (
    ALL_STOPPED,
    CancelWork,
    CloseTransaction,
    Effect,
    LookForForgottenCard,
    LookForForgottenDocument,
    LookForForgottenSheet,
    Wipe,
)
from kiosk.engine.session import ASKING, NO_ANSWERS, Change, Parting, Session, Troubled, Working, replace
from kiosk.engine.steps import issue, pay
from kiosk.protocol.records import Outcome
from kiosk.protocol.steps import EndStep


def finish(session: Session, outcome: Outcome) -> Change:
    """End the session: void what was not printed, close the books, wipe."""
    if session.presented or (session.flow.parts and session.printed):
        outcome = Outcome.COMPLETED
    elif isinstance(session.state, Parting):
        outcome = Outcome.FAILED
    elif session.flow.parts and not parts.any_done(session):
        outcome = Outcome.FAILED if outcome is Outcome.COMPLETED else outcome
    elif _failed_for_good(session):
        outcome = Outcome.FAILED
    look = (LookForForgottenCard(f"{session.id}/forgotten/{role}", role) for role in session.cards)
    effects: tuple[Effect, ...] = (
        *issue.abandon(session),
        CloseTransaction(outcome, session.step_id),
        *pay.claim(session),
        *cancelled(session),
        *look,
        *_look_for_sheet(session),
        *_look_for_document(session),
        *ALL_STOPPED,
        Wipe(),
    )
    return replace(
        session,
        outcome=outcome,
        state=ASKING,
        answers=NO_ANSWERS,
        drafts=NO_ANSWERS,
        photos=NO_ANSWERS,
        resumed=NO_ANSWERS,
        resuming=None,
        identifying=None,
    ), effects


def _failed_for_good(session: Session) -> bool:
    state = session.state
    return isinstance(state, Troubled) and not state.back and not session.leaving


def _look_for_sheet(session: Session) -> tuple[Effect, ...]:
    sheet = session.sheet_on_mat
    return (LookForForgottenSheet(f"{session.id}/forgotten_sheet", sheet),) if sheet else ()


def _look_for_document(session: Session) -> tuple[Effect, ...]:
    """Whoever leaves may have taken the sheets while nobody asked, and a touch may be wrong: the sensor is asked."""
    return tuple(LookForForgottenDocument(issue.issue_id) for issue in session.printed[-1:])


def cancelled(session: Session) -> tuple[Effect, ...]:
    at_work = isinstance(session.state, Working) or isinstance(session.flow.step(session.step_id), EndStep)
    return (CancelWork(session.ticket),) if at_work else ()
