"""review: the document is composed, with its serial, and its real pages are shown before anything is printed."""

import uuid

from kiosk.engine.effects import Compose, MarkIssue
from kiosk.engine.events import Composed, Event, Retried, Submitted, WorkFailed
from kiosk.engine.remedies import met
from kiosk.engine.scope import evaluated
from kiosk.engine.session import Asking, Change, Doing, IssueInHand, Session, Working, replace
from kiosk.engine.trouble import Trouble
from kiosk.protocol.faults import COMPOSE_FAILED
from kiosk.protocol.records import IssueState
from kiosk.protocol.steps import ReviewStep


def enter(session: Session, step: ReviewStep) -> Change:
    compose = Compose(
        ticket=session.ticket,
        issue_id=issue_id(session),
        template=step.template,
        title=step.document_title,
        data=evaluated(session, step.data),
    )
    return replace(session, state=Working(Doing.COMPOSING), issue=None), (compose,)


def handle(session: Session, step: ReviewStep, event: Event) -> Change:
    match event:
        case Composed():
            issue = IssueInHand(issue_id(session), event.pages, event.digest, event.serial, event.verification_code)
            return replace(session, state=Asking(), issue=issue), ()
        case WorkFailed():
            return met(session, step, Trouble("terminal", COMPOSE_FAILED)), ()
        case Retried():
            return enter(replace(session, attempt=session.attempt + 1), step)
        case Submitted(value=value) if value.reveal() is True:
            return session.answered(step.id, value), ()
        case _:
            return session, ()


def discard(session: Session) -> Change:
    """Void the composed document: the resident goes back or leaves without printing it."""
    if session.issue is None or session.presented:
        return session, ()
    void = MarkIssue(session.issue.issue_id, IssueState.VOIDED, session.issue.pages, session.issue.digest)
    return replace(session, issue=None), (void,)


def issue_id(session: Session) -> str:
    """Name the issue of this visit; a second try of the same visit keeps its serial."""
    return str(uuid.uuid5(uuid.UUID(session.id), str(session.visit)))
