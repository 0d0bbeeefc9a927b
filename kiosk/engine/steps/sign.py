"""sign: the resident signs with a finger. Answer: the line that was drawn, see `kiosk.engine.signature`."""

from kiosk.engine import signature
from kiosk.engine.events import Event, Submitted
from kiosk.engine.session import Asking, Change, Session, replace
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import SignStep


def enter(session: Session, _step: SignStep) -> Change:
    return session, ()


def handle(session: Session, step: SignStep, event: Event) -> Change:
    """Take the strokes; what nobody can have drawn changes nothing."""
    if not isinstance(event, Submitted):
        return session, ()
    strokes = signature.read(event.value.reveal())
    if strokes is None:
        return session, ()
    if signature.length(strokes) < signature.LEAST_LENGTH:
        return replace(session, state=Asking("sign.too_short")), ()
    return session.answered(step.id, Personal(signature.answer(strokes))), ()
