"""Which guide lights belong to where a session is: the light is where the hand should go. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

from drivers.faults import Role
from drivers.lights import Flash, Light
from kiosk.engine.session import Doing, Session, Troubled, Working
from kiosk.protocol.steps import EndStep, IdentifyStep, IssueStep, SummaryStep

_OF_READERS = {Role.ID_CARD: Light.CARD_READER, Role.SOCIAL_CARD: Light.CONTACTLESS, Role.CODE_SCANNER: Light.SCANNER}
DARK: Mapping[Light, Flash] = MappingProxyType({})


def guide_lights(session: Session | None) -> Mapping[Light, Flash]:
    """Return the lights that are not off."""
    if session is None or session.ended or isinstance(session.state, Troubled):
        return DARK
    match session.flow.step(session.step_id):
        case IdentifyStep():
            return _identifying(session)
        case IssueStep():
            return _printing(session)
        case SummaryStep() if isinstance(session.state, Working):
            return {Light.RECEIPT_PRINTER: Flash.CONTINUOUS}
        case EndStep():
            return _to_be_taken(session)
        case _:
            return DARK


def _identifying(session: Session) -> Mapping[Light, Flash]:
    """Where to put the card, or to show the code; dark while there is nothing to hold anywhere."""
    way = session.identifying.way if session.identifying is not None else None
    waits = isinstance(session.state, Working) and session.state.doing in (Doing.READING_CARD, Doing.SCANNING_CODE)
    return {_OF_READERS[way.role]: Flash.MEDIUM} if waits and way and way.role else DARK


def _printing(session: Session) -> Mapping[Light, Flash]:
    if session.presented:
        return {Light.DOCUMENT_PRINTER: Flash.MEDIUM, Light.RECEIPT_PRINTER: Flash.CONTINUOUS}
    if session.state == Working(Doing.PRINTING_DOCUMENT):
        return {Light.DOCUMENT_PRINTER: Flash.CONTINUOUS}
    return DARK


def _to_be_taken(session: Session) -> Mapping[Light, Flash]:
    lights: dict[Light, Flash] = {}
    lights |= {_OF_READERS[role]: Flash.MEDIUM for role in session.cards}
    if session.printed and not session.taken:
        lights[Light.DOCUMENT_PRINTER] = Flash.QUICK if session.left_lying else Flash.MEDIUM
    if session.receipt_printed:
        lights[Light.RECEIPT_PRINTER] = Flash.MEDIUM
    return lights
