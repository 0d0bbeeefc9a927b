"""end: take your card and your papers. Then, in any case, everything is wiped.

A sensor in the printer's mouth, where there is one, knows better than a touch whether the papers were taken.
"""

from kiosk.engine.effects import Effect, MarkIssue, StartTimer, WatchCard, WatchDocument, WatchMat
from kiosk.engine.events import (
    CardRemoved,
    DocumentLeftLying,
    DocumentTaken,
    Event,
    SheetLifted,
    Submitted,
    Timer,
    TimerFired,
)
from kiosk.engine.session import Asking, Change, Session, replace
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import IssueState
from kiosk.protocol.steps import EndStep


def enter(session: Session, step: EndStep) -> Change:
    effects: list[Effect] = [StartTimer(Timer.STEP, step.timeout_s)]
    effects += (WatchCard(session.ticket, step.timeout_s, role) for role in session.cards)
    if session.sheet_on_mat:
        effects.append(WatchMat(session.ticket, session.sheet_on_mat, step.timeout_s))
    if session.printed and not session.taken:
        effects.append(WatchDocument(session.ticket))
    return replace(session, state=Asking()), tuple(effects)


def handle(session: Session, step: EndStep, event: Event) -> Change:
    match event:
        case CardRemoved(role=removed):
            return replace(session, cards=tuple(role for role in session.cards if role != removed)), ()
        case SheetLifted():
            return replace(session, sheet_on_mat=""), ()
        case DocumentTaken():
            return _taken(replace(session, left_lying=False))
        case DocumentLeftLying():
            return replace(session, left_lying=True), ()
        case Submitted():
            session, marks = (session, ()) if session.left_lying else _taken(session)
            return session.answered(step.id, Personal(True)), marks
        case TimerFired(timer=Timer.STEP):
            return session.answered(step.id, Personal(False)), ()
        case _:
            return session, ()


def _taken(session: Session) -> Change:
    """All sheets lie in one mouth: whoever takes them takes those of every document."""
    if not session.printed or session.taken:
        return session, ()
    marks = tuple(MarkIssue(issue.issue_id, IssueState.TAKEN) for issue in session.printed)
    return replace(session, taken=True), marks
