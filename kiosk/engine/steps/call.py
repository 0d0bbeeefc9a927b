"""call: a department's system is asked. The resident waits, and may leave at any time."""

from kiosk.engine.effects import Call, KeepFiles
from kiosk.engine.events import CallDone, CallFailed, CallRefused, Event, Retried
from kiosk.engine.photos import with_photo
from kiosk.engine.remedies import met
from kiosk.engine.reply import MisfitError, fit
from kiosk.engine.scope import evaluated
from kiosk.engine.session import Change, Doing, Session, Troubled, Working, replace
from kiosk.engine.trouble import PlatformFault, Trouble, of_call, of_platform
from kiosk.protocol.files import has_files
from kiosk.protocol.personal import Personal
from kiosk.protocol.portraits import portrait_of
from kiosk.protocol.steps import CallStep


def enter(session: Session, step: CallStep) -> Change:
    call = Call(
        ticket=session.ticket,
        operation=step.operation,
        input=evaluated(session, step.input),
        timeout_s=step.timeout_s,
        idempotency_key=f"{session.id}:{step.id}:{session.visit}",
        result=step.result,
    )
    session = with_photo(session, step.id, None)
    return replace(session, state=Working(Doing.CALLING)), (call,)


def handle(session: Session, step: CallStep, event: Event) -> Change:
    match event:
        case CallDone():
            return _answered(session, step, event)
        case CallRefused(code=code):
            trouble = Trouble(step.id, code, text=step.refusals.get(code, ""))
            return replace(session, state=Troubled(trouble, back=True)), ()
        case CallFailed(fault=fault):
            return met(session, step, of_call(fault)), ()
        case Retried():
            return enter(replace(session, attempt=session.attempt + 1), step)
        case _:
            return session, ()


def _answered(session: Session, step: CallStep, event: CallDone) -> Change:
    """A reply that is not as declared is as good as none: the department's system is at fault."""
    if step.result is None:
        return session.answered(step.id, event.data), ()
    try:
        data = fit(event.data.reveal(), step.result)
    except MisfitError:
        return met(session, step, of_platform(PlatformFault.DEPARTMENT_DOWN)), ()
    name = portrait_of(step.result)
    if name is not None and data.get(name) and event.portrait is None:
        return met(session, step, of_platform(PlatformFault.DEPARTMENT_DOWN)), ()
    session = with_photo(session, step.id, event.portrait)
    keep = (KeepFiles(event.files),) if has_files(step.result) else ()
    return session.answered(step.id, Personal(data)), keep
