"""What a session has set going outside itself: clocks, work, ledger, paper, the card. Pure, like the engine.

The explorer believes nothing that a session says of the world: it keeps its own books, from effects and answers alone.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeGuard, assert_never, get_args

from drivers.faults import Fault, Role
from kiosk.engine.effects import (
    AskCredential,
    AskPayment,
    Call,
    CancelWork,
    CheckCode,
    ClosePayment,
    CloseTransaction,
    Compose,
    Effect,
    FetchDraft,
    KeepDraft,
    KeepFiles,
    LookForForgottenCard,
    LookForForgottenDocument,
    LookForForgottenSheet,
    LookForVerifier,
    MarkIssue,
    MarkPayment,
    OpenTransaction,
    PostMail,
    PrintClaim,
    PrintDocument,
    PrintReceipt,
    PrintResumeSlip,
    Rate,
    ReadCard,
    RecordOrder,
    ScanCode,
    SendCode,
    StartTimer,
    StopTimer,
    TakePage,
    VerifyFace,
    WatchCard,
    WatchDocument,
    WatchMat,
    Wipe,
)
from kiosk.engine.events import (
    CallDone,
    CallFailed,
    CallRefused,
    CardRead,
    CardRemoved,
    DeviceFailed,
    DeviceHeldUp,
    DocumentLeftLying,
    DocumentPrinted,
    Event,
    FaceGuided,
    FaceSeen,
    FaceVerified,
    PageTaken,
    PaymentHeldUp,
    PaymentOffered,
    SheetLifted,
    SheetsOut,
    Ticket,
    Timer,
    TimerFired,
    WorkFailed,
)
from kiosk.engine.replacing import replace
from kiosk.explorer import till
from kiosk.ledger.issues import LEFT_BEHIND
from kiosk.protocol.records import IssueState, PaymentState

Work = (
    ReadCard
    | WatchCard
    | LookForVerifier
    | VerifyFace
    | TakePage
    | WatchMat
    | ScanCode
    | AskCredential
    | SendCode
    | CheckCode
    | WatchDocument
    | Call
    | AskPayment
    | ClosePayment
    | KeepDraft
    | FetchDraft
    | Compose
    | PrintDocument
    | PrintReceipt
    | PostMail
)
"""Effects that may answer, under their ticket."""
_WORK = frozenset(get_args(Work))

_ASKS_IDENTITY = (AskCredential, SendCode, CheckCode)
_ANSWERED_ONCE = (
    ReadCard,
    LookForVerifier,
    VerifyFace,
    TakePage,
    ScanCode,
    *_ASKS_IDENTITY,
    WatchDocument,
    Call,
    AskPayment,
    ClosePayment,
    KeepDraft,
    FetchDraft,
    Compose,
    PrintDocument,
    PrintReceipt,
    PostMail,
)

NOBODY_KNOWS = frozenset({Fault.JOB_ABORTED, Fault.JOB_DOUBTFUL})
"""Faults after which paper may have come out, as `drivers.faults` says."""


class Paper(StrEnum):
    """Whether a document came out of the printer."""

    NONE = "none"
    MAYBE = "maybe"
    OUT = "out"


@dataclass(frozen=True)
class Issue:
    """A document as ledger and printer have it. `step` composed it; `told_out`: sheets, as the printer counts."""

    issue_id: str
    step: str
    state: IssueState = IssueState.RESERVED
    paper: Paper = Paper.NONE
    copies: int = 0
    told_out: int = 0


@dataclass(frozen=True)
class World:
    """`work`: what may still answer, oldest first. `asked`: all that was asked under the session's present ticket.

    `verified`: the steps at which a face was found to be the same; `seen`: the step at which one was seen that an
    authority is to compare. `faced`: the visit of a step that the camera for faces was last started at.
    """

    timers: frozenset[Timer] = frozenset()
    work: tuple[Work, ...] = ()
    asked: frozenset[type[Work]] = frozenset()
    issues: tuple[Issue, ...] = ()
    payments: till.Payments = ()
    claimed: bool = False
    called: Call | None = None
    opened: bool = False
    closed: bool = False
    wiped: bool = False
    cards: frozenset[Role] = frozenset()
    looked_for_cards: frozenset[Role] = frozenset()
    verified: frozenset[str] = frozenset()
    seen: str = ""
    faced: str = ""
    sheet: bool = False
    looked_for_sheet: bool = False
    looked_for_paper: bool = False

    def issue(self, issue_id: str) -> Issue | None:
        return next((one for one in self.issues if one.issue_id == issue_id), None)


def is_work(effect: Effect) -> TypeGuard[Work]:
    """True for what may answer; asked of each effect, and many kinds may."""
    return type(effect) in _WORK


def arrived(world: World, event: Event) -> World:  # noqa: C901, PLR0912 - one arm an event
    """Return the world in which `event` has just happened."""
    ticket = getattr(event, "ticket", "")
    if world.payments and _is_at_the_till(world, ticket):
        world = replace(world, payments=till.told(world.payments, event))
    match event:
        case TimerFired(timer=timer):
            return replace(world, timers=world.timers - {timer})
        case _ if not ticket:
            return world
        case DeviceHeldUp() | FaceGuided() | DocumentLeftLying() | PaymentOffered() | PaymentHeldUp():
            return world
        case SheetsOut(sheets=sheets):
            return _paper(world, ticket, told_out=sheets)
        case CardRead(role=role):
            return replace(_without(world, ticket), cards=world.cards | {role})
        case CardRemoved(role=role):
            watches = (one for one in world.work if one.ticket == ticket and isinstance(one, WatchCard))
            ended = [one for one in watches if one.role is role]
            work = tuple(one for one in world.work if one not in ended)
            return replace(world, work=work, cards=world.cards - {role})
        case FaceVerified():
            return replace(_without(world, ticket), verified=world.verified | {_step_of(ticket)})
        case FaceSeen():
            return replace(_without(world, ticket), seen=_step_of(ticket))
        case CallDone() | CallRefused() | CallFailed() if world.seen and world.seen == _step_of(ticket):
            same = isinstance(event, CallDone) and event.data.reveal() == {"same": True}
            found = frozenset({world.seen} if same else ())
            return replace(_without(world, ticket), seen="", verified=world.verified | found)
        case PageTaken():
            return replace(_without(world, ticket), sheet=True)
        case SheetLifted():
            return replace(_without(world, ticket, WatchMat), sheet=False)
        case DocumentPrinted():
            return _without(_paper(world, ticket, paper=Paper.OUT), ticket)
        case DeviceFailed(fault=fault):
            paper = Paper.MAYBE if fault in NOBODY_KNOWS else Paper.NONE
            return _without(_paper(world, ticket, paper=paper), ticket)
        case WorkFailed():
            return _without(_paper(world, ticket, paper=Paper.MAYBE), ticket)
        case _:
            return _without(world, ticket)


def carried_out(world: World, effect: Effect, step: str) -> World:  # noqa: C901, PLR0912 - one arm an effect
    """Return the world after `effect`; `step` is the session's present one."""
    match effect:
        case StartTimer(timer=timer):  # what happens most
            return world if timer in world.timers else replace(world, timers=world.timers | {timer})
        case StopTimer(timer=timer):
            return world if timer not in world.timers else replace(world, timers=world.timers - {timer})
        case OpenTransaction():
            return replace(world, opened=True)
        case MarkIssue(issue_id=issue_id, state=state, fulfils=paid):
            payments = till.marked(world.payments, paid, PaymentState.FULFILLED) if paid else world.payments
            changes = {"state": state, "told_out": 0} | ({"copies": effect.copies} if effect.copies else {})
            return replace(_changed(world, issue_id, **changes), payments=payments)
        case RecordOrder(payment_id=payment_id):
            return replace(world, payments=(*world.payments, till.Payment(payment_id, step)))
        case MarkPayment(payment_id=payment_id, state=state):
            return replace(world, payments=till.marked(world.payments, payment_id, state))
        case PrintClaim():
            return replace(world, claimed=True)
        case Rate() | KeepFiles():
            return world
        case CloseTransaction():
            return replace(settled(world), closed=True)
        case Compose():
            known = world.issue(effect.issue_id) or Issue(effect.issue_id, step)
            others = tuple(one for one in world.issues if one.issue_id != effect.issue_id)
            return replace(world, issues=(*others, known), work=(*world.work, effect))
        case PrintDocument():
            return replace(_changed(world, effect.issue_id, paper=Paper.MAYBE, told_out=0), work=(*world.work, effect))
        case Call():
            return replace(world, work=(*world.work, effect), called=effect)
        case PrintResumeSlip():
            return world
        case VerifyFace(ticket=ticket):
            return replace(world, work=(*world.work, effect), faced=visit_of(ticket))
        case LookForVerifier():  # what an earlier one would answer is told by this one
            work = tuple(one for one in world.work if not isinstance(one, LookForVerifier))
            return replace(world, work=(*work, effect))
        case (
            AskPayment()
            | ClosePayment()
            | KeepDraft()
            | FetchDraft()
            | ReadCard()
            | WatchCard()
            | WatchDocument()
            | PrintReceipt()
            | TakePage()
            | WatchMat()
            | PostMail()
        ):
            return replace(world, work=(*world.work, effect))
        case ScanCode() | AskCredential() | SendCode() | CheckCode():
            return replace(world, work=(*world.work, effect))
        case CancelWork(ticket=ticket):  # devices answer all the same; nobody else is waited for any more
            return _without(world, ticket, Call, AskPayment, ClosePayment, *_ASKS_IDENTITY)
        case LookForForgottenCard(role=role):
            return replace(world, looked_for_cards=world.looked_for_cards | {role})
        case LookForForgottenSheet():
            return replace(world, looked_for_sheet=True)
        case LookForForgottenDocument():
            return replace(world, looked_for_paper=True)
        case Wipe():
            return replace(world, wiped=True)
        case _:
            assert_never(effect)


def _step_of(ticket: Ticket) -> str:
    return ticket.split("/")[1]


def visit_of(ticket: Ticket) -> str:
    """Return what all tickets of one visit of a step begin with."""
    return ticket.rpartition("/")[0]


def settled(world: World) -> World:
    """Return the world after the ledger settled what nobody is at work on: at the end, and after a power cut."""
    issues = tuple(replace(one, state=LEFT_BEHIND.get(one.state, one.state)) for one in world.issues)
    return replace(world, issues=issues, payments=till.settled(world.payments))


def _is_at_the_till(world: World, ticket: Ticket) -> bool:
    """True when the work that `ticket` names is a payment's."""
    return any(one.ticket == ticket and isinstance(one, AskPayment | ClosePayment) for one in world.work)


def _without(world: World, ticket: Ticket, *kinds: type[Work]) -> World:
    """Leave out what was asked under `ticket`. A watch at the printer's mouth answers apart from all else."""
    gone = kinds or _ANSWERED_ONCE
    return replace(world, work=tuple(one for one in world.work if one.ticket != ticket or not isinstance(one, gone)))


def _paper(world: World, ticket: Ticket, **changes: Any) -> World:
    printing = next((one for one in world.work if one.ticket == ticket and isinstance(one, PrintDocument)), None)
    return _changed(world, printing.issue_id, **changes) if isinstance(printing, PrintDocument) else world


def _changed(world: World, issue_id: str, **changes: Any) -> World:
    issues = tuple(replace(one, **changes) if one.issue_id == issue_id else one for one in world.issues)
    return replace(world, issues=issues)
