"""What was entered is kept when trouble ends a session, and continued in another one, perhaps at another terminal.

    trouble → KeptForLater → keeping → on disk, sealed → Parting: the code is shown → the session ends
    begun with a code → identified first → fetching → the first step that is not answered

- Kept are what a person typed and chose: forms and choices. Never a card, a picture, a signature, or what a department
  answered: those are had again.
- Nothing is kept where money is under way or paper is out: payments are settled, and a paper is printed once.
- Each value is answered again by the rules of the flow as it is now: see `kiosk.engine.answered_before`.
"""

from types import MappingProxyType
from typing import Any

from kiosk.engine import questions
from kiosk.engine.effects import FetchDraft, KeepDraft, PrintResumeSlip
from kiosk.engine.events import (
    CallFailed,
    DraftFetched,
    DraftKept,
    DraftRefused,
    Event,
    KeptForLater,
    Retried,
    WentOn,
    WorkFailed,
)
from kiosk.engine.session import (
    NO_ANSWERS,
    Answers,
    Change,
    Doing,
    Parting,
    Session,
    Troubled,
    Working,
    replace,
)
from kiosk.engine.trouble import UNCERTAIN, DraftFault, of_draft
from kiosk.protocol.migration import migrated
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import PaymentState
from kiosk.protocol.steps import ChooseStep, FormStep, IdentifyStep
from kiosk.protocol.steps.detours import detour_of

FETCH_S = 10.0
_AT_WORK = frozenset({Doing.KEEPING, Doing.FETCHING})
_MONEY = (PaymentState.ORDERED, PaymentState.PAID, PaymentState.FULFILLED)


def offered(session: Session) -> bool:
    """True when the resident may keep what was entered."""
    state = session.state
    if not isinstance(state, Troubled) or state.trouble.source == "draft" or not session.flow.keep_days:
        return False
    if state.trouble.code in UNCERTAIN:  # paper may lie in the tray: that is a person's to settle
        return False
    if session.printed or session.leaving or (session.payment is not None and session.payment.state in _MONEY):
        return False
    return bool(_number(session)) and bool(_worth_keeping(session))


def concerns(session: Session, event: Event) -> bool:
    """True for what is handled here rather than by the step."""
    if isinstance(event, KeptForLater):
        return offered(session)
    state = session.state
    if isinstance(state, Working) and state.doing in _AT_WORK:
        return isinstance(event, DraftKept | DraftFetched | DraftRefused | CallFailed | WorkFailed)
    return isinstance(state, Troubled) and state.trouble.source == "draft" and isinstance(event, Retried | WentOn)


def handle(session: Session, event: Event) -> Change:
    """Return the session after `event`; one that is `over` its draft goes on to wherever its path leads."""
    match event:
        case KeptForLater():
            return _keep(session)
        case DraftKept():
            return _parted(session, event)
        case DraftFetched() if event.version > session.flow.version:
            return _refused(session, DraftFault.NEWER)
        case DraftFetched():
            return replace(session, resuming=None, resumed=_resumed(session, event)), ()
        case DraftRefused(fault=fault):
            return _refused(session, fault)
        case CallFailed() | WorkFailed():
            return _failed(session)
        case Retried():
            return fetch(session) if session.resuming else _keep(session)
        case _:
            return replace(session, resuming=None), ()


def over(before: Session, after: Session) -> bool:
    """True when the draft is had, or given up, and the session goes on."""
    return before.resuming is not None and after.resuming is None


def due(session: Session) -> bool:
    """True when somebody who came with a code is identified now."""
    return session.resuming is not None and bool(_number(session))


def fetch(session: Session) -> Change:
    """Ask central for what was kept."""
    code = session.resuming
    assert code is not None, "asked only of sessions that came with a code"
    session = replace(session, attempt=session.attempt + 1, state=Working(Doing.FETCHING))
    work = FetchDraft(session.ticket, code, Personal(_number(session)), FETCH_S)
    return session, (work,)


def first_step(session: Session) -> IdentifyStep | None:
    """Return the step that identifies whoever came with a code; None where that hangs on other answers first."""
    steps = (step for step in session.flow.steps if isinstance(step, IdentifyStep) and step.when is None)
    return next(steps, None)


def _keep(session: Session) -> Change:
    trouble = session.state.trouble if isinstance(session.state, Troubled) else None
    assert trouble is not None, "only trouble offers it"
    session = replace(session, attempt=session.attempt + 1, state=Working(Doing.KEEPING))
    work = KeepDraft(
        ticket=session.ticket,
        person=Personal(_number(session)),
        kept=Personal(_worth_keeping(session)),
        stopped_at=session.step_id,
        because=f"{trouble.source}.{trouble.code}",
        days=session.flow.keep_days,
    )
    return session, (work,)


def _parted(session: Session, event: DraftKept) -> Change:
    """From here on the terminal holds nothing that was entered."""
    state = Parting(event.code, event.expires_on, event.sent)
    after = replace(session, state=state, answers=NO_ANSWERS, drafts=NO_ANSWERS, resumed=NO_ANSWERS, photos=NO_ANSWERS)
    return after, (PrintResumeSlip(f"{session.id}/slip", event.code, event.expires_on),)


def _refused(session: Session, fault: DraftFault) -> Change:
    return replace(session, state=Troubled(of_draft(fault), go_on=True)), ()


def _failed(session: Session) -> Change:
    if isinstance(session.state, Working) and session.state.doing is Doing.KEEPING:
        return replace(session, state=Troubled(of_draft(DraftFault.NOT_KEPT), retry=True, back=True)), ()
    return replace(session, state=Troubled(of_draft(DraftFault.UNREACHABLE), retry=True, go_on=True)), ()


def _resumed(session: Session, event: DraftFetched) -> Answers:
    """Keep what belongs to a step that takes it, under the names of this version."""
    kept = migrated(event.kept.reveal(), event.version, session.flow.migrations)
    able = {step.id for step in session.flow.steps if isinstance(step, FormStep | ChooseStep)}
    return MappingProxyType({name: Personal(values) for name, values in kept.items() if name in able})


def _number(session: Session) -> str:
    """Return the number of whoever was identified; empty when nobody is."""
    for step in session.flow.steps:
        answer = session.answers.get(step.id)
        if isinstance(step, IdentifyStep) and answer is not None and not detour_of(step, answer.reveal()):
            return str(answer.reveal().get("number", ""))
    return ""


def _worth_keeping(session: Session) -> dict[str, dict[str, Any]]:
    kept: dict[str, dict[str, Any]] = {}
    for step in session.flow.steps:
        if isinstance(step, FormStep):
            values = _untaken(session, step.id) | questions.drafted(session, step)
            kept |= {step.id: values} if values else {}
        elif isinstance(step, ChooseStep) and (answer := session.answers.get(step.id)) is not None:
            kept |= {step.id: {step.id: answer.reveal()}} if not detour_of(step, answer.reveal()) else {}
        elif isinstance(step, ChooseStep) and (values := _untaken(session, step.id)):
            kept |= {step.id: values}
    return kept


def _untaken(session: Session, step_id: str) -> dict[str, Any]:
    """What was kept once and not come to yet is kept again."""
    resumed = session.resumed.get(step_id)
    return {} if resumed is None else dict(resumed.reveal())
