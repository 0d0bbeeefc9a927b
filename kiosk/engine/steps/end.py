"""end: take your card and your papers. Then, in any case, everything is wiped."""

from dataclasses import replace

from kiosk.engine.effects import MarkIssue, StartTimer, WatchCard
from kiosk.engine.events import CardRemoved, Event, Submitted, Timer, TimerFired
from kiosk.engine.session import Asking, Change, Session
from kiosk.protocol.flow import EndStep
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import IssueState


def enter(session: Session, step: EndStep) -> Change:
    watch = (WatchCard(session.ticket, step.timeout_s),) if session.card_on_reader else ()
    return replace(session, state=Asking()), (StartTimer(Timer.STEP, step.timeout_s), *watch)


def handle(session: Session, step: EndStep, event: Event) -> Change:
    match event:
        case CardRemoved():
            return replace(session, card_on_reader=False), ()
        case Submitted():
            taken = (
                (MarkIssue(session.issue.issue_id, IssueState.TAKEN),)
                if session.issue is not None and session.presented
                else ()
            )
            return session.answered(step.id, Personal(True)), taken
        case TimerFired(timer=Timer.STEP):
            return session.answered(step.id, Personal(False)), ()
        case _:
            return session, ()
