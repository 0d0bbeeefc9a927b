"""The one function that moves a session.

- Pure: the same session and event give the same session and effects.
- An ended session stays ended. A stale answer, whose ticket is not the session's, changes nothing.
- Whatever happens, the idle clock runs whenever the resident is to act, and a session that ends is wiped.
"""

from kiosk.engine import answered_before, changing, kinds, parts, path, resume
from kiosk.engine.clocks import idle_clock, work_clock
from kiosk.engine.effects import (
    STOPPED,
    Effect,
    OpenTransaction,
)
from kiosk.engine.ending import cancelled, finish
from kiosk.engine.events import (
    ByResident,
    Changed,
    Event,
    Left,
    PartSkipped,
    Retried,
    Submitted,
    Timer,
    TimerFired,
    WentBack,
    WentOn,
    WorkFailed,
)
from kiosk.engine.remedies import met
from kiosk.engine.session import (
    ASKING,
    Asking,
    Change,
    Facts,
    Parting,
    Session,
    Troubled,
    Working,
    replace,
)
from kiosk.engine.shown import values_of
from kiosk.engine.steps import capture, form, identify, issue, pay
from kiosk.engine.trouble import Trouble
from kiosk.protocol.faults import INTERNAL
from kiosk.protocol.flow import Flow
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import Outcome
from kiosk.protocol.steps import AnyStep, ChooseStep, EndStep, FormStep, IdentifyStep

_STEP_STOPPED = STOPPED[Timer.STEP]


def begin(flow: Flow, *, session_id: str, facts: Facts, resuming: Personal[str] | None = None) -> Change:
    """Start a session of `flow`, which it keeps to its end whatever is published meanwhile.

    `resuming`: the code of an earlier session; whoever continues it is identified first.
    """
    session = Session(id=session_id, flow=flow, facts=facts, step_id=flow.steps[0].id, resuming=resuming)
    opened = OpenTransaction(flow.service, flow.version, flow.item_code)
    first = resume.first_step(session) if resuming is not None else None
    session, effects = _enter(session, first or path.current(session))
    return session, (opened, *effects, *idle_clock(session), *work_clock(None, session))


def advance(session: Session, event: Event) -> Change:
    """Return the session after `event`, and what is to be done about it."""
    if session.outcome is not None or _stale(session, event):
        return session, ()
    after, effects = _moved(session, event)
    if after.outcome is not None:
        return after, effects
    if isinstance(event, ByResident):
        after = replace(after, warned=False) if after.warned else after
    elif after is session:
        return session, effects
    return after, (*effects, *idle_clock(after), *work_clock(session, after))


def _stale(session: Session, event: Event) -> bool:
    ticket = getattr(event, "ticket", None)
    return ticket is not None and ticket != session.ticket


def _moved(session: Session, event: Event) -> Change:  # noqa: C901 - an arm an event
    match event:
        case Submitted(step=step_id):  # what happens most
            if step_id != session.step_id or not isinstance(session.state, Asking):
                return session, ()  # not of this very state's screen: a late second tap does nothing
            return _settle(session, *kinds.handle(session, session.flow.step(step_id), event))
        case Left():
            return _leave(session)
        case WentBack() if not pay.holds_order(session):
            return _back(session)
        case TimerFired(timer=timer) if timer is not Timer.STEP:
            return _ran_out(session, timer)
        case _ if resume.concerns(session, event):
            return _resume(session, event)
        case _ if isinstance(session.state, Parting):
            return session, ()
        case Changed():
            return (changing.begun(session, event) if changing.offered(session, event) else session), ()
        case PartSkipped():
            return _settle(session, *_give_up_part(session))
        case Retried() | WentOn() if not _offered(session, event):
            return session, ()
        case WorkFailed():
            return _settle(session, *_failed(session, event))
        case _:
            return _settle(session, *kinds.handle(session, session.flow.step(session.step_id), event))


def _ran_out(session: Session, timer: Timer) -> Change:
    """Meet a clock that is nobody's own: the resident is gone, or the work hangs."""
    match timer:
        case Timer.IDLE:
            return replace(session, warned=True), ()
        case Timer.IDLE_END:
            return _end(session, Outcome.TIMED_OUT)
        case _:
            return _give_up(session)


def _resume(session: Session, event: Event) -> Change:
    after, effects = resume.handle(session, event)
    return _enter(after, path.current(after)) if resume.over(session, after) else (after, effects)


def _failed(session: Session, event: WorkFailed) -> Change:
    """Let the step say what a defect means to it; a step that does not know shows it and may be tried again."""
    if not isinstance(session.state, Working):
        return session, ()
    step = session.flow.step(session.step_id)
    after, effects = kinds.handle(session, step, event)
    if after is session:
        after = met(session, step, Trouble("terminal", INTERNAL))
    return after, effects


def _give_up(session: Session) -> Change:
    """Stop work that never ends. What it may still answer is stale from here on."""
    if not isinstance(session.state, Working):
        return session, ()
    failed = WorkFailed(session.ticket)
    if resume.concerns(session, failed):
        after, effects = resume.handle(session, failed)
        return replace(after, attempt=after.attempt + 1), (*cancelled(session), *effects)
    after, effects = _failed(session, failed)
    after, effects = _settle(session, replace(after, attempt=after.attempt + 1), effects)
    return after, (*cancelled(session), *effects)


def _give_up_part(session: Session) -> Change:
    """Record why, void what was not printed, claim what was paid; nothing of it holds up the next part."""
    state = session.state
    if not isinstance(state, Troubled) or not parts.may_be_given_up(session):
        return session, ()
    voided = issue.abandon(session)
    session, claimed = pay.give_back(session)
    return parts.give_up(replace(session, issue=None, state=ASKING), state.trouble), (*voided, *claimed)


def _offered(session: Session, event: Retried | WentOn) -> bool:
    """True when the screen of this very state offers what the resident did: a late second tap does nothing."""
    state = session.state
    match event:
        case Retried():
            return isinstance(state, Troubled) and state.retry
        case WentOn():
            return (isinstance(state, Troubled) and state.go_on) or capture.goes_on_early(session)


def _settle(before: Session, after: Session, effects: tuple[Effect, ...]) -> Change:
    """Follow the path after a step has handled an event: on to the next step, to the end, or stay."""
    if after.leaving and not _busy(after):
        after, more = _end(after, Outcome.LEFT)
        return after, (*effects, *more)
    if after.answers is before.answers:
        return after, effects
    if after.flow.step(after.step_id).kind == "end" and after.step_id in after.answers:
        after, more = finish(after, Outcome.COMPLETED)
        return after, (*effects, *more)
    if path.changing(before):
        after, voided = changing.settled(before, after)
        effects = (*voided, *effects)
    fetching = after.resuming is not None and resume.due(after)
    after, more = resume.fetch(after) if fetching else _enter(after, path.current(after))
    return after, (*effects, _STEP_STOPPED, *more)


def _leave(session: Session) -> Change:
    if _busy(session):
        return kinds.handle(session, session.flow.step(session.step_id), Left())
    return _end(session, Outcome.LEFT)


def _busy(session: Session) -> bool:
    """True while leaving has to wait: for what the printer says, or whether money was taken in the last second."""
    return issue.busy_printing(session) or pay.holds_order(session)


def _end(session: Session, outcome: Outcome) -> Change:
    """End the session; when sheets are out, the resident is first asked to take them.

    Of a joint service, the other parts are left, and what came of each is told and receipted first.
    """
    if not session.printed or isinstance(session.flow.step(session.step_id), EndStep):
        return finish(session, outcome)
    given_up, cancel = issue.abandon(session), cancelled(session)
    in_hand = session.issue if session.issue in session.printed else None
    session = replace(session, issue=in_hand, warned=False, leaving=False)
    in_a_part = session.flow.step(session.step_id).part is not None
    session = parts.leave_the_rest(session) if in_a_part else session
    session, effects = _enter(session, path.current(session) if in_a_part else path.last(session))
    return session, (*given_up, *cancel, *effects)


def _back(session: Session) -> Change:
    """Go back one step, or within one; its answer becomes a draft, and all that followed from it is dropped."""
    target = path.back_target(session)
    if target is None:
        return session, ()
    if isinstance(target, FormStep) and target.id == session.step_id:
        return form.back(session, target)
    if isinstance(target, IdentifyStep) and target.id == session.step_id:
        cancel = cancelled(session)
        session, effects = identify.back(session, target)
        return session, (*cancel, *effects)
    return _return_to(session, target)


def _return_to(session: Session, target: AnyStep) -> Change:
    """Ask `target` again. From a changed answer it is the list that it was changed out of, where nothing is dropped."""
    behind = () if path.changing(session) else session.flow.steps[session.flow.order[target.id] :]
    cancel = cancelled(session)
    session, voided = changing.dropped(session, tuple(step for step in behind if not path.stays_read(session, step)))
    session, effects = _enter(session, target, from_behind=True)
    return session, (*voided, *cancel, *effects)


def _enter(session: Session, step: AnyStep, *, from_behind: bool = False) -> Change:
    """Come to `step`, which asks unless it says otherwise; a step that answers itself is gone past at once."""
    here = step.id
    session = replace(session, step_id=here, visit=session.visit + 1, attempt=0, identifying=None, state=ASKING)
    if step.values:
        values_of(session, step)  # what cannot be evaluated is to fail here, and not on the screen
    if here in session.resumed and isinstance(step, FormStep | ChooseStep):
        session, effects = _taken_up(session, step)
    else:
        session, effects = kinds.enter(session, step, from_behind=from_behind)
    return _enter(session, path.current(session)) if here in session.answers else (session, effects)


def _taken_up(session: Session, step: FormStep | ChooseStep) -> Change:
    after = answered_before.take_up(session, step)
    if step.id in after.answers or isinstance(step, FormStep):
        return after, ()
    return kinds.enter(after, step, from_behind=False)
