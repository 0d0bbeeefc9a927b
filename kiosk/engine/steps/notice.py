"""notice: the resident reads what the service does and consents."""

from kiosk.engine.events import Event, Submitted
from kiosk.engine.session import Change, Session
from kiosk.protocol.steps import NoticeStep


def enter(session: Session, _step: NoticeStep) -> Change:
    return session, ()


def handle(session: Session, step: NoticeStep, event: Event) -> Change:
    if isinstance(event, Submitted) and event.value.reveal() is True:
        return session.answered(step.id, event.value), ()
    return session, ()
