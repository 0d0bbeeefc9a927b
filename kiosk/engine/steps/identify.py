"""identify: the resident's card is read."""

from types import MappingProxyType

from drivers.faults import Fault, Role
from kiosk.engine.effects import ReadCard
from kiosk.engine.events import CardRead, DeviceFailed, Event, Retried
from kiosk.engine.remedies import met
from kiosk.engine.session import Change, Doing, Session, Working, replace
from kiosk.engine.trouble import Trouble, of_device
from kiosk.protocol.faults import CARD_EXPIRED
from kiosk.protocol.steps import IdentifyStep, VerifyFaceStep


def enter(session: Session, step: IdentifyStep) -> Change:
    return replace(session, state=Working(Doing.READING_CARD)), (ReadCard(session.ticket, step.timeout_s),)


def handle(session: Session, step: IdentifyStep, event: Event) -> Change:
    match event:
        case CardRead():
            session = replace(session, card_on_reader=True)
            trouble = _objection(session, step, event)
            if trouble is None:
                return _photo_kept(session, step, event).answered(step.id, event.card), ()
            return met(session, step, trouble), ()
        case DeviceFailed(fault=fault):
            return met(session, step, of_device(Role.ID_CARD, fault)), ()
        case Retried():
            return enter(replace(session, attempt=session.attempt + 1), step)
        case _:
            return session, ()


def _photo_kept(session: Session, step: IdentifyStep, event: CardRead) -> Session:
    """Keep the photo only where a face will be compared with it."""
    wanted = any(isinstance(other, VerifyFaceStep) and other.against == step.id for other in session.flow.steps)
    if event.photo is None or not wanted:
        return session
    return replace(session, photos=MappingProxyType({**session.photos, step.id: event.photo}))


def _objection(session: Session, step: IdentifyStep, event: CardRead) -> Trouble | None:
    card = event.card.reveal()
    if card["kind"] not in step.accept:
        return of_device(Role.ID_CARD, Fault.WRONG_CARD)
    if card["valid_to"] and card["valid_to"] < session.facts.today:
        return Trouble(Role.ID_CARD.value, CARD_EXPIRED)
    return None
