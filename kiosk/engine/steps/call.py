"""call: a department's system is asked. The resident waits, and may leave at any time."""

from kiosk.engine.effects import Call
from kiosk.engine.events import CallDone, CallFailed, CallRefused, Event, Retried
from kiosk.engine.scope import evaluated
from kiosk.engine.session import Change, Doing, Session, Troubled, Working, replace
from kiosk.engine.trouble import Trouble, of_platform
from kiosk.protocol.steps import CallStep


def enter(session: Session, step: CallStep) -> Change:
    call = Call(
        ticket=session.ticket,
        operation=step.operation,
        input=evaluated(session, step.input),
        timeout_s=step.timeout_s,
        idempotency_key=f"{session.id}:{step.id}:{session.visit}",
    )
    return replace(session, state=Working(Doing.CALLING)), (call,)


def handle(session: Session, step: CallStep, event: Event) -> Change:
    match event:
        case CallDone(data=data):
            return session.answered(step.id, data), ()
        case CallRefused(code=code):
            trouble = Trouble(step.id, code, text=step.refusals.get(code, ""))
            return replace(session, state=Troubled(trouble, back=True)), ()
        case CallFailed(fault=fault):
            return replace(session, state=Troubled(of_platform(fault), retry=True, back=True)), ()
        case Retried():
            return enter(replace(session, attempt=session.attempt + 1), step)
        case _:
            return session, ()
