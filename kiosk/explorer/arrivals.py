"""Every event that may arrive at a session: from the resident, from its clocks, from its work."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, assert_never

from drivers.catalogue import CATALOGUE
from drivers.faults import Fault, Role
from kiosk.engine import changing
from kiosk.engine.effects import (
    AskCredential,
    AskPayment,
    Call,
    CheckCode,
    ClosePayment,
    Compose,
    FetchDraft,
    KeepDraft,
    LookForVerifier,
    PostMail,
    PrintDocument,
    PrintReceipt,
    ReadCard,
    ScanCode,
    SendCode,
    TakePage,
    VerifyFace,
    WatchCard,
    WatchDocument,
    WatchMat,
)
from kiosk.engine.events import (
    CallDone,
    CallFailed,
    CallRefused,
    CardRead,
    CardRemoved,
    Changed,
    CodeScanned,
    CodeSent,
    Composed,
    DeviceFailed,
    DeviceHeldUp,
    DocumentLeftLying,
    DocumentPrinted,
    DocumentTaken,
    DraftFetched,
    DraftKept,
    DraftRefused,
    Event,
    FaceGuided,
    FaceRefused,
    FaceSeen,
    FaceVerified,
    Identified,
    KeptForLater,
    Left,
    MailKept,
    NoFaceInPhoto,
    NotIdentified,
    PageTaken,
    Paid,
    PartSkipped,
    PaymentClosed,
    PaymentHeldUp,
    PaymentOffered,
    ReceiptPrinted,
    Retried,
    SheetLifted,
    SheetsOut,
    Submitted,
    Timer,
    TimerFired,
    Touched,
    VerifierMissing,
    WentBack,
    WentOn,
    WorkFailed,
)
from kiosk.engine.photo import CardPhoto
from kiosk.engine.photos import is_compared
from kiosk.engine.samples import CROP, PAGE, PHOTO, sample_portrait
from kiosk.engine.session import Asking, Session
from kiosk.engine.steps.capture import JUDGED
from kiosk.engine.trouble import DraftFault, FileFault, PlatformFault
from kiosk.explorer.answers import answers
from kiosk.explorer.cards import cards, persons, social_cards
from kiosk.explorer.replies import Replies
from kiosk.explorer.world import Work, World
from kiosk.protocol.faces import FaceGuide, FaceHint, FaceTask
from kiosk.protocol.faults import OF_E_CREDENTIAL, OF_PHONE_CODE, FaceReason, IdentityFault
from kiosk.protocol.files import has_files
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import CallStep, FormStep, ReviewStep, VerifyFaceStep

TAPS: tuple[Event, ...] = (Left(), WentBack(), Retried(), WentOn(), PartSkipped(), KeptForLater(), Touched())
"""On any screen at any time: a finger may be quicker than the screen."""
_FIRED = tuple(map(TimerFired, Timer))
ANOTHER_REFUSAL = "of_another_kind"
"""A reason that the flow does not name: departments invent new ones."""
_PAYMENT_CODE = "https://pay.example.invalid/WH0000"
_GUIDES = (FaceGuide(FaceTask.TURN_LEFT, 1, 3), FaceGuide(FaceTask.LOOK_AHEAD, 0, 3, FaceHint.TOO_FAR))
"""The session goes on alike whichever it is: one of each kind stands for all."""
_COMPARED: tuple[Personal[dict[str, Any]], ...] = (Personal({"same": True}), Personal({"same": False}), Personal({}))
"""What an authority answers that compares a face: also what does not fit."""
_RESUME_CODE, _EXPIRES_ON = Personal("0000-0000-0000-0000-0000"), "2026-12-01"
_SHOWN, _CHALLENGE, _PHONE = "https://e.example.invalid/1", "challenge", "138****1234"
_SERIAL, _CODE, _DIGEST = "WH0000-00000000-00001", "CODE", "0" * 64


def arrivals(session: Session, world: World, replies: Replies) -> Iterator[Event]:
    """Yield them, always in the same order.

    Raises:
        RuleError: what the screen shows cannot be evaluated.
    """
    step = session.flow.step(session.step_id)
    yield from TAPS
    if isinstance(session.state, Asking) and not session.ended:
        yield from (Submitted(step.id, Personal(value)) for value in answers(session, step, replies.compared(step.id)))
    else:
        yield Submitted(step.id, Personal(True))  # a late second tap on the screen before
    yield from _changes(session)
    for work in world.work:
        yield from answers_of(work, session, replies)
    yield from (fired for fired in _FIRED if fired.timer in world.timers or session.ended)


def answers_of(work: Work, session: Session, replies: Replies) -> Iterator[Event]:  # noqa: C901, PLR0912, PLR0915 - an arm each
    """Yield whatever `work` may answer."""
    ticket = work.ticket
    match work:
        case ReadCard(role=role):
            yield from _cards(ticket, role, session)
            yield from _faults(ticket, role)
            yield WorkFailed(ticket)
        case WatchCard(role=role):
            yield CardRemoved(ticket, role)
        case ScanCode():
            yield CodeScanned(ticket, Personal(_SHOWN))
            yield from _faults(ticket, Role.CODE_SCANNER)
        case AskCredential() | SendCode() | CheckCode():
            yield from _of_central(work)
        case LookForVerifier():
            yield VerifierMissing(ticket)
        case VerifyFace():
            here = (FaceVerified(ticket), NoFaceInPhoto(ticket))
            yield from (*(here if work.photo is not None else (FaceSeen(ticket, CROP),)), VerifierMissing(ticket))
            yield from (FaceGuided(ticket, guide) for guide in _GUIDES)
            yield from (FaceRefused(ticket, reason) for reason in FaceReason)
            yield from _faults(ticket, Role.FACE_CAMERA)
        case TakePage():
            yield PageTaken(ticket, Personal(PAGE))
            yield from _faults(ticket, Role.DOCUMENT_CAMERA)
            yield from (DeviceHeldUp(ticket, Role.DOCUMENT_CAMERA, fault) for fault in (*JUDGED, None))
        case WatchMat():
            yield SheetLifted(ticket)
        case WatchDocument():
            yield from (DocumentTaken(ticket), DocumentLeftLying(ticket))
        case Call():
            yield from _of_the_platform(work, session, replies)
        case AskPayment():
            yield PaymentOffered(ticket, _PAYMENT_CODE)
            yield from (PaymentHeldUp(ticket, fault) for fault in (*PlatformFault, None))
            yield from _of_the_till(ticket)
        case ClosePayment():
            yield from _of_the_till(ticket)
        case KeepDraft():
            yield from (DraftKept(ticket, _RESUME_CODE, _EXPIRES_ON, sent) for sent in (True, False))
            yield WorkFailed(ticket)
        case FetchDraft():
            yield from (DraftFetched(ticket, version, Personal({})) for version in (1, session.flow.version + 1))
            yield from (DraftRefused(ticket, fault) for fault in DraftFault)
            yield from (CallFailed(ticket, fault) for fault in PlatformFault)
        case Compose():
            yield from (Composed(ticket, pages, _DIGEST, _SERIAL, _CODE) for pages in (1, 2))
            yield WorkFailed(ticket)
        case PrintDocument():
            yield from (SheetsOut(ticket, 1), DocumentPrinted(ticket, work.pages * work.copies))
            yield from _faults(ticket, Role.DOCUMENT_PRINTER)
            yield from _held_up(ticket, Role.DOCUMENT_PRINTER)
            yield WorkFailed(ticket)
        case PostMail():
            yield from (MailKept(ticket), WorkFailed(ticket))
        case PrintReceipt():
            yield ReceiptPrinted(ticket)
            yield from _faults(ticket, Role.RECEIPT_PRINTER)
            yield WorkFailed(ticket)
        case _:
            assert_never(work)


def _changes(session: Session) -> Iterator[Event]:
    """Yield a touch on each key of a list of answers; where there is no list, a late one on its first key."""
    rows = changing.listed(session).reveal() if isinstance(session.state, Asking) and not session.ended else ()
    yield from (row.event for row in rows)  # those without a key, too: they have to do nothing
    if not rows:
        lists = (step for step in session.flow.steps if isinstance(step, ReviewStep))
        name = next((name for step in lists for name in step.answers or ()), "")
        step = session.flow.step(name) if name else None
        if step is not None:
            yield Changed(name, step.fields[0].id if isinstance(step, FormStep) and step.fields else None)


def _photos(session: Session) -> tuple[Personal[CardPhoto] | None, ...]:
    """A card comes with a photo or, where the site cannot decode it, without; it matters where faces are compared."""
    return (Personal(PHOTO), None) if is_compared(session.flow, session.step_id) else (None,)


def _cards(ticket: str, role: Role, session: Session) -> Iterator[Event]:
    if role is Role.SOCIAL_CARD:
        yield from (CardRead(ticket, Personal(card), role=role) for card in social_cards(session.facts))
    else:
        photos = _photos(session)
        yield from (CardRead(ticket, Personal(card), photo) for card in cards(session.facts) for photo in photos)


def _of_central(work: AskCredential | SendCode | CheckCode) -> Iterator[Event]:
    """Yield what central may say about who somebody is."""
    ticket = work.ticket
    if isinstance(work, SendCode):
        yield CodeSent(ticket, _CHALLENGE, Personal(_PHONE), 60.0)
    else:
        yield from (Identified(ticket, Personal(person)) for person in persons())
    told = OF_E_CREDENTIAL if isinstance(work, AskCredential) else OF_PHONE_CODE
    yield from (NotIdentified(ticket, fault) for fault in told)
    if isinstance(work, CheckCode):
        yield NotIdentified(ticket, IdentityFault.WRONG, 2)
    yield from (CallFailed(ticket, fault) for fault in PlatformFault)


def _of_the_till(ticket: str) -> Iterator[Event]:
    yield from (Paid(ticket), PaymentClosed(ticket))
    yield from (CallFailed(ticket, fault) for fault in PlatformFault)


def _pairs(role: Role) -> list[tuple[Role, Fault]]:
    return [pair for pair in CATALOGUE if pair[0] is role]


@lru_cache  # the same work goes on in many states, one after another
def _faults(ticket: str, role: Role) -> tuple[Event, ...]:
    return tuple(DeviceFailed(ticket, role, fault) for _, fault in _pairs(role))


@lru_cache
def _held_up(ticket: str, role: Role) -> tuple[Event, ...]:
    return tuple(DeviceHeldUp(ticket, role, fault) for fault in (*(fault for _, fault in _pairs(role)), None))


def _of_the_platform(work: Call, session: Session, replies: Replies) -> Iterator[Event]:
    """Yield every class of answers: ok, empty, refused, a file that cannot be used, an error, none in time."""
    step = session.flow.step(session.step_id)
    if isinstance(step, CallStep):
        yield from (
            CallDone(work.ticket, reply, portrait=sample_portrait(step, reply.reveal())) for reply in replies.of(step)
        )
        yield from (CallRefused(work.ticket, code) for code in (*step.refusals, ANOTHER_REFUSAL))
        if has_files(step.result):
            yield from (CallFailed(work.ticket, fault) for fault in FileFault)
    elif isinstance(step, VerifyFaceStep):
        yield from (CallDone(work.ticket, reply) for reply in _COMPARED)
        yield from (CallRefused(work.ticket, code) for code in (*step.refusals, ANOTHER_REFUSAL))
    yield from (CallFailed(work.ticket, fault) for fault in PlatformFault)
