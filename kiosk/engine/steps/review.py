"""review: the document is composed, with its serial, and its real pages are shown before anything is printed.

A file that the department gave is shown as it came: its serial stands in the records and on the receipt alone.
Answers are listed as they are; how one of them is changed stands in `kiosk.engine.changing`.
"""

import uuid
from collections.abc import Mapping
from types import MappingProxyType

from kiosk.engine.effects import Compose, MarkIssue
from kiosk.engine.events import Composed, Event, Retried, Submitted, WorkFailed
from kiosk.engine.remedies import met
from kiosk.engine.rules import evaluate
from kiosk.engine.scope import evaluated, scope_of
from kiosk.engine.session import Asking, Change, Doing, IssueInHand, Session, Working, replace
from kiosk.engine.trouble import Trouble
from kiosk.protocol.faults import COMPOSE_FAILED
from kiosk.protocol.records import IssueState
from kiosk.protocol.steps import ReviewStep

NO_DATA: Mapping[str, str] = MappingProxyType({})


def enter(session: Session, step: ReviewStep) -> Change:
    if step.answers is not None:
        return session, ()
    assert step.document_title is not None, "the flow model sees to that"
    return ready(session, step.document_title, template=step.template, data=step.data, file=step.file)


def handle(session: Session, step: ReviewStep, event: Event) -> Change:
    match event:
        case Composed():
            return replace(session, state=Asking(), issue=in_hand(session, event)), ()
        case WorkFailed():
            return met(session, step, Trouble("terminal", COMPOSE_FAILED)), ()
        case Retried():
            return enter(replace(session, attempt=session.attempt + 1), step)
        case Submitted(value=value) if value.reveal() is True:
            return session.answered(step.id, value), ()
        case _:
            return session, ()


def ready(
    session: Session,
    title: str,
    *,
    template: str | None = None,
    data: Mapping[str, str] = NO_DATA,
    file: str | None = None,
) -> Change:
    """Have a document made, or taken from the department's file that the expression `file` gives."""
    taken = None if file is None else evaluate(file, scope_of(session)).map(lambda known: str(known["sha256"]))
    compose = Compose(
        ticket=session.ticket,
        issue_id=issue_id(session),
        template=template or "",
        title=title,
        data=evaluated(session, data),
        file=taken,
    )
    return replace(session, state=Working(Doing.COMPOSING), issue=None), (compose,)


def in_hand(session: Session, composed: Composed) -> IssueInHand:
    """Return the document that is ready now."""
    return IssueInHand(issue_id(session), composed.pages, composed.digest, composed.serial, composed.verification_code)


def discard(session: Session) -> Change:
    """Void the composed document: the resident goes back or leaves without printing it."""
    if session.issue is None or session.presented:
        return session, ()
    void = MarkIssue(session.issue.issue_id, IssueState.VOIDED, session.issue.pages, session.issue.digest)
    return replace(session, issue=None), (void,)


def issue_id(session: Session) -> str:
    """Name the issue of this visit; a second try of the same visit keeps its serial."""
    return str(uuid.uuid5(uuid.UUID(session.id), str(session.visit)))
