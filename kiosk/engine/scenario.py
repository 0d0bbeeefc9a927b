"""Scenarios: examples in a flow's folder that must pass before it may be published.

A scenario is a list of lines. Each says what happens (`do`) and what must then be so (`expect`):

    - do: {submit: {preset: last_year}}
      expect: {step: statement, doing: calling, input: {first: 2025-01}}

A reply names a file by a PDF of the folder: `{reply: {file: scenarios/licence.pdf}}`. It says only that there is a
portrait, which is nobody's here: `{reply: {portrait: true}}`; nor is a face that is sent: `{face: SEEN}`.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from drivers.faults import Fault, Role
from kiosk.engine.advance import advance, begin
from kiosk.engine.effects import Call, Effect, MarkIssue, MarkPayment, PostMail, PrintDocument, RecordOrder
from kiosk.engine.effects import Rate as RateEffect
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
from kiosk.engine.parts import outcomes
from kiosk.engine.rules import RuleError
from kiosk.engine.samples import CROP, PAGE, PHOTO, sample_portrait
from kiosk.engine.scope import CARD_FIELDS
from kiosk.engine.session import Asking, Facts, Session, Troubled, Working
from kiosk.engine.trouble import DraftFault, FileFault, PlatformFault
from kiosk.protocol.faces import FaceGuide, FaceHint, FaceTask
from kiosk.protocol.faults import NO_PHOTO, NO_VERIFIER, FaceReason, IdentityFault
from kiosk.protocol.files import file_places
from kiosk.protocol.flow import Flow
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import CallStep

_SESSION = str(UUID(int=0))
_RESUME_CODE, _EXPIRES_ON = "0000-0000-0000-0000-0000", "2026-12-01"

KnownFiles = Mapping[str, Mapping[str, Any]]
"""What is known of each PDF in the flow's folder, by its name there, see `kiosk.protocol.files.FACTS`."""
NO_FILES: KnownFiles = MappingProxyType({})


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


_Then = Literal[
    "mended",
    "receipt",
    "card_removed",
    "social_card_removed",
    "page",
    "page_found",
    "sheet_lifted",
    "document_taken",
    "document_left_lying",
    "mail_kept",
    "work_failed",
]


class _Failure(_Strict):
    role: Role
    fault: Fault


class _Guided(_Strict):
    """`task` is the `done`-th of `of`, counted from 0."""

    task: FaceTask
    done: int = 0
    of: int = 1
    hint: FaceHint | None = None


class _Fetched(_Strict):
    """What an earlier session kept, by step, then by field."""

    version: int
    kept: dict[str, dict[str, Any]]


class Do(_Strict):
    """What happens; exactly one of these."""

    submit: Any = None
    change: str | None = Field(
        None, description="form.field out of the list of a review, or a step that asks one thing"
    )
    card: dict[str, str] | None = None
    social_card: dict[str, str] | None = Field(None, description="name, number, and valid_to if it has one")
    scanned: str | None = Field(None, description="what a code held")
    code_sent: str | None = Field(None, description="the phone, as far as it is shown: 138****1234")
    person: dict[str, str] | None = Field(None, description="who it is, as central knows: name and number")
    wrong_code: int | None = Field(None, description="how often another may be tried")
    not_identified: IdentityFault | None = None
    reply: dict[str, Any] | None = None
    refuse: str | None = None
    unreachable: PlatformFault | FileFault | None = None
    guided: _Guided | None = Field(None, description="what is to be done before the camera, and to be mended first")
    face: Literal["VERIFIED", "SEEN", "NO_VERIFIER", "NO_PHOTO"] | FaceReason | None = None
    payment: Literal["offered", "paid", "closed", "asked_again"] | None = None
    payment_held_up: PlatformFault | None = None
    draft: Literal["sent", "waits"] | None = Field(None, description="what was entered is kept, and gone from here")
    fetched: _Fetched | None = None
    draft_refused: DraftFault | None = None
    composed: int | None = Field(None, description="pages")
    printed: int | None = Field(None, description="sheets, of all copies")
    sheets_out: int | None = Field(None, description="sheets that came out so far, of all copies")
    fail: _Failure | None = None
    held_up: _Failure | None = None
    timer: Timer | None = None
    tap: Literal["back", "leave", "retry", "go_on", "skip", "keep", "touch"] | None = None
    then: _Then | None = None

    @model_validator(mode="after")
    def _one(self) -> "Do":
        if len(self.model_fields_set) != 1:
            raise ValueError(f"say one thing that happens; known are {', '.join(Do.model_fields)}")
        return self


class Expect(_Strict):
    """What must be so afterwards; what is not named is not looked at."""

    step: str | None = None
    asks: str | None = Field(None, description="the field of a form, or what `identify` asks")
    doing: str | None = None
    problem: str | None = None
    trouble: str | None = None
    input: dict[str, Any] | None = Field(None, description="some of what the department was asked")
    issues: list[str] | None = Field(None, description="states of the document, in order, so far")
    prints: int | None = Field(None, description="how often a document went to the printer, so far")
    copies: int | None = Field(None, description="of the document that went to the printer last")
    sheets_out: int | None = Field(None, description="on record of the document: out of how many nobody knows the rest")
    payments: list[str] | None = Field(None, description="states of the payments, in order, so far")
    amount_fen: int | None = Field(None, description="of the last order")
    parts: dict[str, str] | None = Field(None, description="what became of each part of a joint service, by id")
    mails: int | None = Field(None, description="how many mails are on their way, so far")
    satisfaction: int | None = None
    outcome: str | None = None


class Line(_Strict):
    """One thing that happens, and what must then be so."""

    do: Do
    expect: Expect = Expect()


class Scenario(_Strict):
    """A file below `scenarios/`. `today` as YYYY-MM-DD."""

    name: str
    today: str
    resuming: bool = Field(False, description="begun with a code, see `fetched`")
    lines: list[Line] = Field(min_length=1)

    @property
    def code(self) -> Personal[str] | None:
        """The code that the session is begun with."""
        return Personal(_RESUME_CODE) if self.resuming else None


@dataclass
class _Play:
    session: Session
    effects: list[Effect] = field(default_factory=list)

    def last(self, kind: type[Effect]) -> Any:
        return next((effect for effect in reversed(self.effects) if isinstance(effect, kind)), None)


def run(scenario: Scenario, flow: Flow, files: KnownFiles = NO_FILES) -> list[str]:
    """Play `scenario` through `flow`, whose folder has `files`.

    Return what was not as expected, each with the number of its line from 1.
    """
    facts = Facts(scenario.today, "WH0000", "示范街道")
    session, effects = begin(flow, session_id=_SESSION, facts=facts, resuming=scenario.code)
    play = _Play(session, list(effects))
    problems: list[str] = []
    for number, line in enumerate(scenario.lines, start=1):
        try:
            play.session, effects = advance(play.session, event_of(play.session, line.do, files))
        except RuleError as error:  # at a terminal the session would end here
            return [*problems, f"line {number}: {error}"]
        play.effects += effects
        problems += [f"line {number}: {problem}" for problem in _differences(play, line.expect)]
    return problems


def event_of(session: Session, do: Do, files: KnownFiles = NO_FILES) -> Event:
    """Return what `do` says as the event that `session` would be told."""
    (name,) = do.model_fields_set
    if do.reply is not None:
        step, reply = session.flow.step(session.step_id), _with_files(session, do.reply, files)
        portrait = sample_portrait(step, reply) if isinstance(step, CallStep) else None
        return CallDone(session.ticket, Personal(reply), portrait=portrait)
    return _EVENTS[name](session, getattr(do, name))


def _with_files(session: Session, reply: dict[str, Any], files: KnownFiles) -> dict[str, Any]:
    """Return `reply` with what is known of a file where it names one of the folder."""
    step, whole = session.flow.step(session.step_id), deepcopy(reply)
    if isinstance(step, CallStep) and step.result is not None:
        for holder, key in file_places(whole, step.result):
            if isinstance(holder[key], str) and holder[key] in files:
                holder[key] = dict(files[holder[key]])
    return whole


def _face(session: Session, name: str) -> Event:
    if name == "VERIFIED":
        return FaceVerified(session.ticket)
    if name == "SEEN":
        return FaceSeen(session.ticket, CROP)
    if name == NO_VERIFIER:
        return VerifierMissing(session.ticket)
    if name == NO_PHOTO:
        return NoFaceInPhoto(session.ticket)
    return FaceRefused(session.ticket, FaceReason(name))


_EVENTS: dict[str, Callable[[Session, Any], Event]] = {
    "submit": lambda session, value: Submitted(session.step_id, Personal(value)),
    "change": lambda _session, name: Changed(*name.split(".", 1)),
    "card": lambda session, card: CardRead(
        session.ticket, Personal({**dict.fromkeys(CARD_FIELDS, ""), **card}), Personal(PHOTO)
    ),
    "social_card": lambda session, card: CardRead(
        session.ticket, Personal({"name": "", "number": "", "valid_to": "", **card}), role=Role.SOCIAL_CARD
    ),
    "scanned": lambda session, code: CodeScanned(session.ticket, Personal(code)),
    "code_sent": lambda session, phone: CodeSent(session.ticket, "challenge", Personal(phone), 60.0),
    "person": lambda session, person: Identified(session.ticket, Personal(person)),
    "wrong_code": lambda session, left: NotIdentified(session.ticket, IdentityFault.WRONG, left),
    "not_identified": lambda session, fault: NotIdentified(session.ticket, fault),
    "refuse": lambda session, code: CallRefused(session.ticket, code),
    "unreachable": lambda session, fault: CallFailed(session.ticket, fault),
    "guided": lambda session, told: FaceGuided(session.ticket, FaceGuide(told.task, told.done, told.of, told.hint)),
    "face": _face,
    "payment": lambda session, name: _PAYMENT[name](session),
    "payment_held_up": lambda session, fault: PaymentHeldUp(session.ticket, fault),
    "draft": lambda session, told: DraftKept(session.ticket, Personal(_RESUME_CODE), _EXPIRES_ON, told == "sent"),
    "fetched": lambda session, told: DraftFetched(session.ticket, told.version, Personal(told.kept)),
    "draft_refused": lambda session, fault: DraftRefused(session.ticket, fault),
    "composed": lambda session, pages: Composed(session.ticket, pages, "0" * 64, "WH0000-00000000-00001", "CODE"),
    "printed": lambda session, sheets: DocumentPrinted(session.ticket, sheets),
    "sheets_out": lambda session, sheets: SheetsOut(session.ticket, sheets),
    "fail": lambda session, failure: DeviceFailed(session.ticket, failure.role, failure.fault),
    "held_up": lambda session, failure: DeviceHeldUp(session.ticket, failure.role, failure.fault),
    "timer": lambda _session, timer: TimerFired(timer),
    "tap": lambda _session, name: _TAPS[name],
    "then": lambda session, name: _THEN[name](session),
}
_TAPS: dict[str, Event] = {
    "back": WentBack(),
    "leave": Left(),
    "retry": Retried(),
    "go_on": WentOn(),
    "keep": KeptForLater(),
    "skip": PartSkipped(),
    "touch": Touched(),
}
_PAYMENT: dict[str, Callable[[Session], Event]] = {
    "offered": lambda session: PaymentOffered(session.ticket, "https://pay.example.invalid/WH0000"),
    "paid": lambda session: Paid(session.ticket),
    "closed": lambda session: PaymentClosed(session.ticket),
    "asked_again": lambda session: PaymentHeldUp(session.ticket, None),
}
_THEN: dict[str, Callable[[Session], Event]] = {
    "mended": lambda session: DeviceHeldUp(session.ticket, Role.DOCUMENT_PRINTER, None),
    "receipt": lambda session: ReceiptPrinted(session.ticket),
    "card_removed": lambda session: CardRemoved(session.ticket),
    "page": lambda session: PageTaken(session.ticket, Personal(PAGE)),
    "page_found": lambda session: DeviceHeldUp(session.ticket, Role.DOCUMENT_CAMERA, None),
    "sheet_lifted": lambda session: SheetLifted(session.ticket),
    "social_card_removed": lambda session: CardRemoved(session.ticket, Role.SOCIAL_CARD),
    "document_taken": lambda session: DocumentTaken(session.ticket),
    "document_left_lying": lambda session: DocumentLeftLying(session.ticket),
    "mail_kept": lambda session: MailKept(session.ticket),
    "work_failed": lambda session: WorkFailed(session.ticket),
}


def _differences(play: _Play, expect: Expect) -> list[str]:
    found = _found(play)
    wanted = expect.model_dump(exclude_unset=True)
    if "input" in wanted:
        asked = found["input"] or {}
        found["input"] = {key: asked.get(key) for key in wanted["input"]}
    return [f"{name} should be {value!r}, is {found[name]!r}" for name, value in wanted.items() if found[name] != value]


def _found(play: _Play) -> dict[str, Any]:
    session, state = play.session, play.session.state
    call, rate, printing, mark = map(play.last, (Call, RateEffect, PrintDocument, MarkIssue))
    return {
        "step": session.step_id,
        "doing": state.doing.value if isinstance(state, Working) else None,
        "asks": state.field if isinstance(state, Asking) else None,
        "problem": state.problem if isinstance(state, Asking) else None,
        "trouble": _trouble(session),
        "input": call.input.reveal() if call else None,
        "issues": [effect.state.value for effect in play.effects if isinstance(effect, MarkIssue)],
        "payments": [told for effect in play.effects if (told := _payment_state(effect))],
        "amount_fen": session.payment.amount_fen if session.payment else None,
        "parts": {one.part.id: one.state.value for one in outcomes(session)},
        "prints": sum(isinstance(effect, PrintDocument) for effect in play.effects),
        "copies": printing.copies if printing else None,
        "sheets_out": mark.sheets_out if mark else None,
        "mails": sum(isinstance(effect, PostMail) for effect in play.effects),
        "satisfaction": rate.satisfaction if rate else None,
        "outcome": session.outcome.value if session.outcome else None,
    }


def _payment_state(effect: Effect) -> str:
    match effect:
        case RecordOrder():
            return "ordered"
        case MarkPayment(state=state):
            return state.value
        case MarkIssue(fulfils=str()):
            return "fulfilled"
        case _:
            return ""


def _trouble(session: Session) -> str | None:
    match session.state:
        case Troubled(trouble=trouble) | Working(held_up=trouble) if trouble is not None:
            return f"{trouble.source}.{trouble.code}"
        case _:
            return None
