"""identify: who the resident is. Of several ways one is chosen first, and another one is never far.

    choosing → reading a card
             → scanning a code → central says whose it is
             → the number is typed → a code is sent → the code is typed → central says whether it is the one
    from anywhere beyond choosing, troubles included: back to choosing

What central knows of a number, and whether it knows it at all, nobody learns here before the code is right.
"""

import dataclasses
import re

from drivers.faults import Fault, Role
from kiosk.engine.effects import STOPPED, AskCredential, CheckCode, ReadCard, ScanCode, SendCode, StartTimer
from kiosk.engine.events import (
    CallFailed,
    CardRead,
    CodeScanned,
    CodeSent,
    DeviceFailed,
    Event,
    Identified,
    NotIdentified,
    Retried,
    Submitted,
    Timer,
    TimerFired,
    WorkFailed,
)
from kiosk.engine.fields import Wrong, citizen_number
from kiosk.engine.photos import with_photo
from kiosk.engine.remedies import met
from kiosk.engine.scope import OF_EVERY_WAY
from kiosk.engine.session import ASKING, Asking, Change, Doing, Identifying, Session, Troubled, Working, replace
from kiosk.engine.trouble import PlatformFault, Trouble, of_device, of_platform
from kiosk.protocol.faults import CARD_EXPIRED, INTERNAL, IdentityFault
from kiosk.protocol.fields import CitizenNumberField
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import IdentifyStep, Way

NUMBER = CitizenNumberField(id="number", kind="citizen_number", label="identify.number")
"""How the number is typed; its label is the terminal's own word."""
CODE_DIGITS = 6
_CODE = re.compile(r"\d{6}", re.ASCII)
_PLATFORM_S = 15.0


def enter(session: Session, step: IdentifyStep) -> Change:
    """Ask for the way, unless there is but one."""
    return _begin(session, step, step.ways[0]) if len(step.ways) == 1 else (replace(session, state=ASKING), ())


def back(session: Session, step: IdentifyStep) -> Change:
    """Ask for the way again; what is still to come from the one before is too late."""
    return enter(_anew(session, None), step)[0], (STOPPED[Timer.STEP],)


def handle(session: Session, step: IdentifyStep, event: Event) -> Change:
    match event:
        case Submitted(value=value):
            return _submitted(session, step, value)
        case Retried():
            return _retried(session, step)
        case TimerFired(timer=Timer.STEP):
            return _may_send_again(session), ()
        case _ if isinstance(session.state, Working) and session.identifying is not None:
            return _answered(session, step, session.identifying, event)
        case _:
            return session, ()


def _answered(session: Session, step: IdentifyStep, now: Identifying, event: Event) -> Change:
    """Take what readers and central answer; whatever comes a second time finds another ticket, or no work."""
    match event:
        case CardRead():
            return _card(session, step, event)
        case CodeScanned(code=code) if session.state == Working(Doing.SCANNING_CODE):
            session = replace(_anew(session, now), state=Working(Doing.CHECKING_CREDENTIAL))
            return session, (AskCredential(session.ticket, code, _PLATFORM_S),)
        case CodeSent(challenge=challenge, phone=phone, again_s=again_s):
            sent = dataclasses.replace(now, challenge=challenge, phone=phone, again=False)
            session = replace(session, identifying=sent, state=Asking(field="code"))
            return session, (StartTimer(Timer.STEP, again_s),)
        case Identified(person=person):
            return _person(session, step, now, person.reveal())
        case NotIdentified(fault=IdentityFault.WRONG, left=left):
            return replace(session, state=Asking("identify.wrong_code", "code", (("left", left),))), ()
        case NotIdentified(fault=fault):
            return _met(session, step, Trouble(now.way.value, fault.value))
        case DeviceFailed(role=role, fault=fault):
            return _met(session, step, of_device(role, fault))
        case CallFailed(fault=PlatformFault() as fault):
            return _met(session, step, of_platform(fault))
        case WorkFailed():
            return _met(session, step, Trouble("terminal", INTERNAL))
        case _:
            return session, ()


def _begin(session: Session, step: IdentifyStep, way: Way) -> Change:
    session = replace(session, identifying=Identifying(way))
    match way:
        case Way.ID_CARD:
            return replace(session, state=Working(Doing.READING_CARD)), (ReadCard(session.ticket, step.timeout_s),)
        case Way.SOCIAL_CARD:
            read = ReadCard(session.ticket, step.timeout_s, Role.SOCIAL_CARD)
            return replace(session, state=Working(Doing.READING_CARD)), (read,)
        case Way.E_CREDENTIAL:
            return replace(session, state=Working(Doing.SCANNING_CODE)), (ScanCode(session.ticket, step.timeout_s),)
        case Way.PHONE_CODE:
            return replace(session, state=Asking(field="number")), ()


def _submitted(session: Session, step: IdentifyStep, value: Personal[object]) -> Change:
    """Take `{way}`, `{number}`, `{code}` or `{again}`; what another page than the present one hands in is too late."""
    given, now = value.reveal(), session.identifying
    field = session.state.field if isinstance(session.state, Asking) else ""
    match given:
        case {"way": str(way)} if now is None and way in set(step.ways):
            return _begin(_anew(session, None), step, Way(way))
        case {"number": typed} if field == "number":
            return _number(session, typed)
        case {"code": typed} if now is not None and now.number is not None and field == "code":
            return _code(session, now, now.number, typed)
        case {"again": True} if now is not None and now.number is not None and field == "code" and now.again:
            return _send(session, now.number)
        case _:
            return session, ()


def _number(session: Session, typed: object) -> Change:
    number = citizen_number.parse(NUMBER, typed, {"today": session.facts.today})
    if isinstance(number, Wrong):
        return replace(session, state=Asking(number.key, "number", number.values)), ()
    return _send(session, Personal(number))


def _send(session: Session, number: Personal[str]) -> Change:
    session = replace(_anew(session, Identifying(Way.PHONE_CODE, number)), state=Working(Doing.SENDING_CODE))
    return session, (STOPPED[Timer.STEP], SendCode(session.ticket, number, _PLATFORM_S))


def _code(session: Session, now: Identifying, number: Personal[str], typed: object) -> Change:
    if not isinstance(typed, str) or not _CODE.fullmatch(typed):
        return replace(session, state=Asking("identify.code_digits", "code")), ()
    session = replace(_anew(session, now), state=Working(Doing.CHECKING_CODE))
    return session, (CheckCode(session.ticket, now.challenge, number, Personal(typed), _PLATFORM_S),)


def _retried(session: Session, step: IdentifyStep) -> Change:
    """Try the same way again. A code that was sent is still good when only central could not be asked about it."""
    now, state = session.identifying, session.state
    assert now is not None, "a trouble is met on some way"
    session = _anew(session, now)
    if now.way is not Way.PHONE_CODE:
        return _begin(session, step, now.way)
    unasked = isinstance(state, Troubled) and state.trouble.source != now.way
    if now.challenge and unasked:
        return replace(session, state=Asking(field="code")), ()
    kept = Identifying(now.way, now.number)
    return replace(session, identifying=kept, state=Asking(field="number")), (STOPPED[Timer.STEP],)


def _may_send_again(session: Session) -> Session:
    now = session.identifying
    if now is None or not now.challenge:
        return session
    return replace(session, identifying=dataclasses.replace(now, again=True))


def _card(session: Session, step: IdentifyStep, event: CardRead) -> Change:
    role, card = event.role, event.card.reveal()
    session = replace(session, cards=tuple(dict.fromkeys((*session.cards, role))))
    kind = card["kind"] if role is Role.ID_CARD else citizen_number.kind_of(card["number"])
    if not kind:
        return _met(session, step, of_device(role, Fault.CARD_INVALID))
    if kind not in step.accept:
        return _met(session, step, of_device(role, Fault.WRONG_CARD))
    if card["valid_to"] and card["valid_to"] < session.facts.today:
        return _met(session, step, Trouble(role.value, CARD_EXPIRED))
    if role is Role.ID_CARD:
        known = Personal({**card, "by": Way.ID_CARD.value})
        return with_photo(session, step.id, event.photo).answered(step.id, known), ()
    return _known(session, step, Way.SOCIAL_CARD, {**card, "kind": kind})


def _person(session: Session, step: IdentifyStep, now: Identifying, person: object) -> Change:
    known = dict(person) if isinstance(person, dict) else {}
    kind = citizen_number.kind_of(str(known.get("number", "")))
    if not kind or not known.get("name"):
        return _met(session, step, of_platform(PlatformFault.DEPARTMENT_DOWN))
    if kind not in step.accept:
        return _met(session, step, Trouble(now.way.value, IdentityFault.NOT_ACCEPTED.value))
    return _known(session, step, now.way, {**known, "kind": kind})


def _known(session: Session, step: IdentifyStep, way: Way, told: dict[str, str]) -> Change:
    fields = {name: told[name] for name in OF_EVERY_WAY}
    return session.answered(step.id, Personal({**fields, "by": way.value})), ()


def _met(session: Session, step: IdentifyStep, trouble: Trouble) -> Change:
    """Meet trouble; where there are other ways, they are offered whatever the flow says."""
    after = met(session, step, trouble)
    if isinstance(after.state, Troubled) and len(step.ways) > 1:
        after = replace(after, state=dataclasses.replace(after.state, back=True))
    return after, ()


def _anew(session: Session, now: Identifying | None) -> Session:
    """Give what follows a ticket of its own, so that what was asked before is too late."""
    return replace(session, attempt=session.attempt + 1, identifying=now)
