"""verify_face: the face before the camera is compared with the photo of the card.

- Nobody gets past but by `FaceVerified`, or where the flow itself leads after a fault.
- What is to be done, and what a person can mend (light, distance, who else is in the picture), is said meanwhile, as
  whoever compares tells it. What is not mended in time is tried again, and is no attempt: nothing was compared. After
  some rounds it is a fault, so that nobody stands before a camera for ever.
- Another face, or none that is alive, is an attempt. They are counted for the whole session: going back gives no more.
- Without a photo, or without anybody who can compare, it is a fault at once.
"""

from drivers.faults import Role
from kiosk.engine.effects import VerifyFace
from kiosk.engine.events import DeviceFailed, Event, FaceGuided, FaceRefused, FaceVerified, Retried, VerifierMissing
from kiosk.engine.remedies import met
from kiosk.engine.session import Change, Doing, Session, Troubled, Working, replace
from kiosk.engine.trouble import Trouble, of_device
from kiosk.protocol.faults import FACE_COUNTS, NO_PHOTO, NO_VERIFIER, NOT_VERIFIED, FaceReason
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import VerifyFaceStep

SOURCE = "face"
MOST_HINTS = 2
"""How often in a row it is tried again by itself; each round lasts as long as the step gives it."""


def enter(session: Session, step: VerifyFaceStep) -> Change:
    if attempts_left(session, step) == 0:
        return _stopped(session, step, NOT_VERIFIED), ()
    photo = session.photos.get(step.against)
    if photo is None:
        return _stopped(session, step, NO_PHOTO), ()
    return replace(session, state=Working(Doing.VERIFYING_FACE)), (VerifyFace(session.ticket, photo, step.timeout_s),)


def handle(session: Session, step: VerifyFaceStep, event: Event) -> Change:
    if isinstance(event, Retried):
        return enter(replace(session, attempt=session.attempt + 1, hints=0), step)
    if not isinstance(session.state, Working):
        return session, ()
    match event:
        case FaceGuided(guide=guide):
            return replace(session, state=Working(Doing.VERIFYING_FACE, guide=guide)), ()
        case FaceVerified():
            return replace(session, hints=0).answered(step.id, Personal(True)), ()
        case FaceRefused(reason=reason) if reason in FACE_COUNTS:
            return _refused(session, step, reason), ()
        case FaceRefused(reason=reason):
            return _hinted(session, step, reason)
        case VerifierMissing():
            return _stopped(session, step, NO_VERIFIER), ()
        case DeviceFailed(fault=fault):
            return met(session, step, of_device(Role.FACE_CAMERA, fault)), ()
        case _:
            return session, ()


def attempts_left(session: Session, step: VerifyFaceStep) -> int:
    """Return how often the face may still be refused."""
    return max(0, step.attempts - session.faces_refused.count(step.id))


def _refused(session: Session, step: VerifyFaceStep, reason: FaceReason) -> Session:
    session = replace(session, faces_refused=(*session.faces_refused, step.id), hints=0)
    if attempts_left(session, step) == 0:
        return _stopped(session, step, NOT_VERIFIED)
    return replace(session, state=Troubled(Trouble(SOURCE, reason.value), retry=True))


def _hinted(session: Session, step: VerifyFaceStep, reason: FaceReason) -> Change:
    trouble = Trouble(SOURCE, reason.value)
    if session.hints >= MOST_HINTS:
        return met(replace(session, hints=0), step, trouble), ()
    session = replace(session, attempt=session.attempt + 1, hints=session.hints + 1)
    session, effects = enter(session, step)
    return replace(session, state=Working(Doing.VERIFYING_FACE, trouble)), effects


def _stopped(session: Session, step: VerifyFaceStep, code: str) -> Session:
    """It cannot be tried again, whatever the flow says of trying: only a fall-back of the flow leads on."""
    session = met(replace(session, hints=0), step, Trouble(SOURCE, code))
    state = session.state
    return replace(session, state=Troubled(state.trouble)) if isinstance(state, Troubled) else session
