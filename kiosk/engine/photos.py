"""The photos of a session: each is kept only where a face will be compared with it, and only the last of its step."""

from types import MappingProxyType

from kiosk.engine.photo import Portrait
from kiosk.engine.session import Session, replace
from kiosk.protocol.flow import Flow
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import VerifyFaceStep


def with_photo(session: Session, step_id: str, photo: Personal[Portrait] | None) -> Session:
    """Return the session with `photo` as that of `step_id`; None: there is none any more."""
    others = {name: kept for name, kept in session.photos.items() if name != step_id}
    if photo is not None and is_compared(session.flow, step_id):
        return replace(session, photos=MappingProxyType({**others, step_id: photo}))
    return replace(session, photos=MappingProxyType(others)) if len(others) < len(session.photos) else session


def photo_of(session: Session, step_id: str) -> Personal[Portrait] | None:
    """Return the photo that `step_id` gave on this way; None when it gave none, or was not come by."""
    return session.photos.get(step_id) if step_id in session.answers else None


def is_compared(flow: Flow, step_id: str) -> bool:
    """True when a face will be compared with what `step_id` gives."""
    return any(isinstance(step, VerifyFaceStep) and step.against == step_id for step in flow.steps)
