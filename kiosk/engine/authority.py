"""An authority compares a face: what it is asked, and what its answer comes to. The session never holds the picture."""

from kiosk.engine.effects import Call
from kiosk.engine.events import CallDone, CallFailed, CallRefused
from kiosk.engine.reply import MisfitError, fit
from kiosk.engine.scope import evaluated
from kiosk.engine.session import Session
from kiosk.engine.trouble import PlatformFault, Trouble, of_call, of_platform
from kiosk.protocol.face_crop import RESULT, written
from kiosk.protocol.faces import FACE_FIELD
from kiosk.protocol.faults import NO_PHOTO
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import VerifyFaceStep


def question(session: Session, step: VerifyFaceStep, crop: Personal[bytes]) -> Call:
    """Return what `step` asks about the face of `crop`, a JPEG.

    Another picture is another question: its key has the attempt, or what was said of an earlier one would answer it.
    """
    assert step.operation is not None, "only an authority is asked"
    named = evaluated(session, step.input).reveal()
    return Call(
        ticket=session.ticket,
        operation=step.operation,
        input=Personal({**named, FACE_FIELD: written(crop.reveal())}),
        timeout_s=step.call_timeout_s,
        idempotency_key=f"{session.id}:{step.id}:{session.visit}:{session.attempt}",
    )


def answer(step: VerifyFaceStep, event: CallDone | CallRefused | CallFailed) -> bool | Trouble:
    """Return whether it is the same face, or why nobody knows.

    An authority refuses where it has nothing to compare with; the flow may have words for its reasons.
    """
    match event:
        case CallRefused(code=code):
            return Trouble("face", NO_PHOTO, text=step.refusals.get(code, ""))
        case CallFailed(fault=fault):
            return of_call(fault)
        case CallDone(data=data):
            try:
                return bool(fit(data.reveal(), RESULT)["same"])
            except MisfitError:
                return of_platform(PlatformFault.DEPARTMENT_DOWN)
