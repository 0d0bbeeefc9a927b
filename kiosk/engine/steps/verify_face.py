"""verify_face: the resident agrees first; then the face before the camera is compared with a photo.

    asking → agrees → the camera → verified, or refused, or nothing was compared
                                 → seen → an authority compares → the same, or refused, or nobody knows
           → another way → the step that the flow names, or words that name a counter

- The camera never looks before the resident has agreed, at this visit of the step: who comes back is asked anew. So is
  who did not do what was asked: perhaps they cannot turn the head.
- Nobody gets past but by `FaceVerified`, or where the flow itself leads after a fault; where an authority compares, by
  its word about the face that was just seen. What was seen goes from event to effect, and stays in no session: when
  nobody could be asked, it is looked at anew.
- What is to be done, and what a person can mend (light, distance, who else is in the picture), is said meanwhile, as
  whoever compares tells it. What is not mended in time is tried again, and is no attempt: nothing was compared. After
  some rounds it is a fault, so that nobody stands before a camera for ever.
- Another face, or none that is alive, is an attempt. They are counted for the whole session: going back gives no more.
- Without a photo, or without anybody who can compare, it is a fault at once: nobody is asked to agree to nothing.
"""

from drivers.faults import Role
from kiosk.engine import authority
from kiosk.engine.effects import LookForVerifier, VerifyFace
from kiosk.engine.events import (
    CallDone,
    CallFailed,
    CallRefused,
    DeviceFailed,
    Event,
    FaceGuided,
    FaceRefused,
    FaceSeen,
    FaceVerified,
    NoFaceInPhoto,
    Retried,
    Submitted,
    VerifierMissing,
)
from kiosk.engine.photos import photo_of
from kiosk.engine.remedies import met
from kiosk.engine.session import Asking, Change, Doing, Session, Troubled, Working, replace
from kiosk.engine.trouble import Trouble, of_device
from kiosk.protocol.faces import Gestures
from kiosk.protocol.faults import FACE_COUNTS, NO_PHOTO, NO_VERIFIER, NOT_AGREED, NOT_VERIFIED, FaceReason
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import VerifyFaceStep

SOURCE = "face"
CONSENT = Asking(field="consent")
AGREE, AGREE_STILL, ANOTHER_WAY = "agree", "agree_still", "another_way"
"""What may be answered: the second is for whoever cannot turn the head."""
_GESTURES: dict[object, Gestures] = {AGREE: "turning", AGREE_STILL: "still"}
MOST_HINTS = 2
"""How often in a row it is tried again by itself; each round lasts as long as the step gives it."""


def enter(session: Session, step: VerifyFaceStep) -> Change:
    session = replace(session, gestures=None, hints=0)
    if attempts_left(session, step) == 0:
        return _stopped(session, step, NOT_VERIFIED), ()
    if step.against is not None and photo_of(session, step.against) is None:
        return _stopped(session, step, NO_PHOTO), ()
    return replace(session, state=CONSENT), (LookForVerifier(session.ticket),)


def handle(session: Session, step: VerifyFaceStep, event: Event) -> Change:
    match event, session.state:
        case Retried(), _:
            session = replace(session, attempt=session.attempt + 1, hints=0)
            return _begun(session, step) if session.gestures else enter(session, step)
        case Submitted(value=value), Asking():
            return _answered(session, step, value.reveal())
        case VerifierMissing(), Asking() | Working(doing=Doing.VERIFYING_FACE):
            return _stopped(session, step, NO_VERIFIER), ()
        case (CallDone() | CallRefused() | CallFailed()) as told, Working(doing=Doing.COMPARING_FACE):
            return _told(session, step, told)
        case _, Working(doing=Doing.VERIFYING_FACE):
            return _looked_at(session, step, event)
        case _:
            return session, ()


def _answered(session: Session, step: VerifyFaceStep, given: object) -> Change:
    if given == ANOTHER_WAY:
        return met(session, step, Trouble(SOURCE, NOT_AGREED)), ()
    gestures = _GESTURES.get(given) if isinstance(given, str) else None
    return (session, ()) if gestures is None else _begun(replace(session, gestures=gestures), step)


def _begun(session: Session, step: VerifyFaceStep) -> Change:
    """Look at the face of whoever agreed."""
    photo = photo_of(session, step.against) if step.against is not None else None
    assert session.gestures is not None, "only who agreed is looked at"
    assert photo is not None or step.operation is not None, "only who can be compared is asked"
    verify = VerifyFace(session.ticket, photo, step.timeout_s, session.gestures, step.false_accept)
    return replace(session, state=Working(Doing.VERIFYING_FACE)), (verify,)


def _looked_at(session: Session, step: VerifyFaceStep, event: Event) -> Change:
    match event:
        case FaceGuided(guide=guide):
            return replace(session, state=Working(Doing.VERIFYING_FACE, guide=guide)), ()
        case FaceVerified() if step.operation is None:
            return _verified(session, step), ()
        case FaceSeen(crop=crop) if step.operation is not None:
            return replace(session, state=Working(Doing.COMPARING_FACE)), (authority.question(session, step, crop),)
        case FaceRefused(reason=reason) if reason in FACE_COUNTS:
            return _refused(session, step, reason), ()
        case FaceRefused(reason=reason):
            return _hinted(session, step, reason)
        case NoFaceInPhoto():
            return _stopped(session, step, NO_PHOTO), ()
        case DeviceFailed(fault=fault):
            return met(session, step, of_device(Role.FACE_CAMERA, fault)), ()
        case _:
            return session, ()


def _told(session: Session, step: VerifyFaceStep, event: CallDone | CallRefused | CallFailed) -> Change:
    """The authority has answered, or could not be asked: that is no attempt."""
    match authority.answer(step, event):
        case True:
            return _verified(session, step), ()
        case False:
            return _refused(session, step, FaceReason.NOT_SAME), ()
        case trouble if trouble.code == NO_PHOTO:
            return _stopped(session, step, NO_PHOTO, trouble.text), ()
        case trouble:
            return met(replace(session, hints=0), step, trouble), ()


def _verified(session: Session, step: VerifyFaceStep) -> Session:
    return replace(session, hints=0, gestures=None).answered(step.id, Personal(True))


def attempts_left(session: Session, step: VerifyFaceStep) -> int:
    """Return how often the face may still be refused."""
    return max(0, step.attempts - session.faces_refused.count(step.id))


def _refused(session: Session, step: VerifyFaceStep, reason: FaceReason) -> Session:
    session = replace(session, faces_refused=(*session.faces_refused, step.id), hints=0)
    if attempts_left(session, step) == 0:
        return _stopped(session, step, NOT_VERIFIED)
    if reason is FaceReason.NOT_LIVE:
        session = replace(session, gestures=None)
    return replace(session, state=Troubled(Trouble(SOURCE, reason.value), retry=True))


def _hinted(session: Session, step: VerifyFaceStep, reason: FaceReason) -> Change:
    trouble = Trouble(SOURCE, reason.value)
    if session.hints >= MOST_HINTS:
        return met(replace(session, hints=0), step, trouble), ()
    session = replace(session, attempt=session.attempt + 1, hints=session.hints + 1)
    session, effects = _begun(session, step)
    return replace(session, state=Working(Doing.VERIFYING_FACE, trouble)), effects


def _stopped(session: Session, step: VerifyFaceStep, code: str, text: str = "") -> Session:
    """It cannot be tried again, whatever the flow says of trying: only a fall-back of the flow leads on."""
    session = met(replace(session, hints=0), step, Trouble(SOURCE, code, text=text))
    state = session.state
    return replace(session, state=Troubled(state.trouble)) if isinstance(state, Troubled) else session
