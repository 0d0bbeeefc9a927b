"""Which guide lights belong to where a session is: the light is where the hand should go. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

from drivers.lights import Flash, Light
from kiosk.engine.session import Doing, Session, Troubled, Working
from kiosk.protocol.steps import EndStep, IdentifyStep, IssueStep, SummaryStep

DARK: Mapping[Light, Flash] = MappingProxyType({})


def guide_lights(session: Session | None) -> Mapping[Light, Flash]:
    """Return the lights that are not off."""
    if session is None or session.ended or isinstance(session.state, Troubled):
        return DARK
    match session.flow.step(session.step_id):
        case IdentifyStep():
            return {Light.CARD_READER: Flash.MEDIUM}
        case IssueStep():
            return _printing(session)
        case SummaryStep() if isinstance(session.state, Working):
            return {Light.RECEIPT_PRINTER: Flash.CONTINUOUS}
        case EndStep():
            return _to_be_taken(session)
        case _:
            return DARK


def _printing(session: Session) -> Mapping[Light, Flash]:
    if session.presented:
        return {Light.DOCUMENT_PRINTER: Flash.MEDIUM, Light.RECEIPT_PRINTER: Flash.CONTINUOUS}
    if session.state == Working(Doing.PRINTING_DOCUMENT):
        return {Light.DOCUMENT_PRINTER: Flash.CONTINUOUS}
    return DARK


def _to_be_taken(session: Session) -> Mapping[Light, Flash]:
    lights: dict[Light, Flash] = {}
    if session.card_on_reader:
        lights[Light.CARD_READER] = Flash.MEDIUM
    if session.printed and not session.taken:
        lights[Light.DOCUMENT_PRINTER] = Flash.QUICK if session.left_lying else Flash.MEDIUM
    if session.receipt_printed:
        lights[Light.RECEIPT_PRINTER] = Flash.MEDIUM
    return lights
