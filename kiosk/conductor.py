"""Carries out what sessions ask for, and brings back what came of it.

    post(event) → advance(session, event) → ledger first → devices, departments, clocks → post(…)

- One session at a time, on one thread: `post` may be called from any thread and only queues.
- What goes to the ledger is on disk before anything that follows it begins; if the ledger cannot write, nothing
  that follows is done.
- A defect never strands a resident: it is logged without a word about the person, the session ends and is wiped.
"""

import logging
from collections.abc import Callable, Mapping
from typing import assert_never

from drivers.faults import Role
from drivers.lights import Flash, Light
from kiosk.defects import where
from kiosk.documents.binder import Binder
from kiosk.documents.composer import Document
from kiosk.documents.errors import DocumentError
from kiosk.engine import advance, begin
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
from kiosk.engine.events import Composed, Event, Ticket, Timer, TimerFired, WorkFailed
from kiosk.engine.guide_lights import DARK, guide_lights
from kiosk.engine.session import Change, Facts, Session
from kiosk.engine.trouble import Trouble
from kiosk.handing import ask_hands
from kiosk.joint_results import joint_results
from kiosk.keeping import Keeping
from kiosk.ledger.booking import book
from kiosk.ledger.clock import Clock
from kiosk.ledger.errors import LedgerError
from kiosk.ledger.ledger import Ledger
from kiosk.place import Place
from kiosk.ports import Deliver, Departments, Drafts, Hands, Identities, Payments, Timers
from kiosk.posting import post_mail
from kiosk.protocol.package import FlowPackage
from kiosk.protocol.personal import Personal, revealed
from kiosk.protocol.records import AlarmRecord, Outcome
from kiosk.step_watch import StepWatch
from kiosk.witness import Witness

_log = logging.getLogger(__name__)
_APOLOGY_S = 20.0


class Conductor:
    """Owns the session. Everything but `post` is called on the thread that `deliver` delivers to."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        binder: Binder,
        hands: Hands,
        departments: Departments,
        payments: Payments,
        drafts: Drafts,
        identities: Identities,
        timers: Timers,
        deliver: Deliver,
        clock: Clock,
        place: Place,
        witness: Witness | None = None,
        step_watch: StepWatch | None = None,
    ) -> None:
        self._ledger, self._binder = ledger, binder
        self._hands, self._departments, self._payments, self._identities = hands, departments, payments, identities
        self._timers, self._deliver, self._clock, self._place = timers, deliver, clock, place
        self._witness, self._keeping = witness, Keeping(ledger, hands, drafts, clock, place)
        self._step_watch = step_watch or StepWatch()
        self._session: Session | None = None
        self._package: FlowPackage | None = None
        self._apology: Trouble | None = None
        self._lights: Mapping[Light, Flash] = DARK
        self._subscribers: list[Callable[[], None]] = []

    @property
    def session(self) -> Session | None:
        """The session at hand; None between residents."""
        return self._session

    @property
    def package(self) -> FlowPackage | None:
        """The package that the session at hand is pinned to, whatever is published meanwhile."""
        return self._package

    @property
    def apology(self) -> Trouble | None:
        """What is told to whoever stands there when a defect ended a session; None again after a while."""
        return self._apology

    def subscribe(self, changed: Callable[[], None]) -> None:
        """Call `changed` after each change of the session."""
        self._subscribers.append(changed)

    def begin(
        self, package: FlowPackage, *, session_id: str, today: str, resuming: Personal[str] | None = None
    ) -> None:
        """Start one, unless one is running; `today` is the local day, YYYY-MM-DD, `resuming` an earlier one's code."""
        if self._session is not None:
            return
        self._package = package
        facts = Facts(today, self._place.terminal_id(), self._place.name)
        self._take(lambda: begin(package.flow, session_id=session_id, facts=facts, resuming=resuming), session_id)

    def post(self, event: Event) -> None:
        """Hand an event to the session. From any thread; answered later, in order."""
        self._deliver(lambda: self._advance(event))

    def _advance(self, event: Event) -> None:
        if (session := self._session) is not None:
            self._take(lambda: advance(session, event), session.id, event)

    def _take(self, change: Callable[[], Change], session_id: str, event: Event | None = None) -> None:
        before = self._session
        try:
            session, effects = change()
            self._session = session
            self._step_watch.saw(before, session)
            for effect in effects:
                self._carry_out(effect, session)
        except Exception as error:  # noqa: BLE001 - here and in the device host only: nobody may be stranded
            self._break_off(session_id, error, event)
            return
        if self._witness is not None:
            self._witness.saw(before, event, session)
        if session.ended:
            self._session = self._package = None
        if session is not before:
            self._tell()

    def _tell(self) -> None:
        if (lights := guide_lights(self._session)) != self._lights:
            self._lights = lights
            self._hands.light(lights)
        for changed in self._subscribers:
            changed()

    def _break_off(self, session_id: str, error: Exception, event: Event | None) -> None:
        """End a session that met a defect: cancel, report, wipe."""
        session = self._session
        step = session.step_id if session else ""
        _log.error("session broken off at step %r: %s", step, where(error))
        if session is not None:
            self._cancel(session.ticket)
        for timer in Timer:
            self._timers.stop(timer)
        if self._witness is not None:
            self._witness.broke_off(session, event)
        self._wipe()
        self._session = self._package = None
        self._report_defect(session_id, step, where(error))
        self._apology = Trouble("terminal", "BROKEN_OFF")
        self._timers.start(Timer.STEP, _APOLOGY_S, self._apologised)
        self._tell()

    def _apologised(self) -> None:
        self._apology = None
        self._tell()

    def _report_defect(self, session_id: str, step: str, detail: str) -> None:
        try:
            self._ledger.alarm(AlarmRecord(source="terminal", code="INTERNAL", detail=f"step {step}: {detail}"))
            self._ledger.close_transaction(session_id, Outcome.FAILED, step, self._step_watch.told())
        except LedgerError as error:  # the ledger may be what is broken; what is open is settled at the next start
            _log.error("the defect could not be reported: %s", where(error))

    def _carry_out(self, effect: Effect, session: Session) -> None:  # noqa: C901, PLR0912 - one arm an effect
        match effect:
            case OpenTransaction() | MarkIssue() | RecordOrder() | MarkPayment() | Rate() | CloseTransaction():
                book(self._ledger, effect, session.id, self._step_watch.told())
            case ReadCard() | ScanCode() | VerifyFace() | WatchCard() | TakePage() | WatchMat() | WatchDocument():
                ask_hands(self._hands, effect, post=self.post, forgotten=self._forgotten)
            case LookForForgottenCard() | LookForForgottenSheet() | LookForForgottenDocument() | LookForVerifier():
                ask_hands(self._hands, effect, post=self.post, forgotten=self._forgotten)
            case AskCredential() | SendCode() | CheckCode():
                self._identities.ask(effect, transaction_id=session.id, post=self.post)
            case Call():
                self._departments.call(effect, transaction_id=session.id, service=session.flow.service, post=self.post)
            case KeepFiles():
                self._binder.keep(effect.files.reveal())
            case AskPayment():
                self._ask_payment(effect, session)
            case ClosePayment():
                self._payments.close(effect.ticket, effect.payment_id, post=self.post)
            case KeepDraft() | FetchDraft() | PrintResumeSlip():
                self._keeping.carry_out(effect, session, self._pinned(), self.post)
            case PrintClaim():
                self._print_claim(effect)
            case Compose():
                self._compose(effect, session)
            case PrintDocument():
                self._print_document(effect)
            case PrintReceipt():
                self._print_receipt(effect, session)
            case PostMail():
                self.post(post_mail(self._ledger, self._binder, self._pinned(), effect, session))
            case CancelWork():
                self._cancel(effect.ticket)
            case StartTimer():
                timer = effect.timer
                self._timers.start(timer, effect.after_s, lambda: self._advance(TimerFired(timer)))
            case StopTimer():
                self._timers.stop(effect.timer)
            case Wipe():
                self._wipe()
            case _:
                assert_never(effect)

    def _wipe(self) -> None:
        self._binder.wipe()
        self._hands.forget()

    def _cancel(self, ticket: Ticket) -> None:
        for works in (self._hands, self._departments, self._payments, self._identities, self._keeping):
            works.cancel(ticket)

    def _ask_payment(self, effect: AskPayment, session: Session) -> None:
        description = self._pinned().text("zh", effect.purpose)
        asked = {"transaction_id": session.id, "service": session.flow.service, "description": description}
        self._payments.ask(effect, **asked, post=self.post)

    def _forgotten(self, role: Role, code: str) -> None:
        """Report what was left behind; called from that device's thread."""
        try:
            self._ledger.alarm(AlarmRecord(source=role, code=code))
        except LedgerError as error:
            _log.error("%s could not be reported: %s", code, where(error))
        self._deliver(self._tell)  # so that it is sent soon

    def _compose(self, effect: Compose, session: Session) -> None:
        package = self._pinned()
        title = package.text("zh", effect.title)
        reserved = self._ledger.reserve_issue(effect.issue_id, session.id, title)

        def done(result: Document | DocumentError) -> None:
            if isinstance(result, DocumentError):
                _log.error("no document: %s", result)
                self.post(WorkFailed(effect.ticket))
            else:
                serial, code = reserved.serial, reserved.verification_code
                self.post(Composed(effect.ticket, result.pages, result.digest, serial, code))

        imprint = self._place.imprint(reserved, self._clock.now())
        if effect.file is not None:
            self._binder.take(effect.issue_id, effect.file.reveal(), imprint=imprint, done=done)
            return
        data, part = revealed(effect.data), session.flow.step(session.step_id).part
        self._binder.compose(
            package, effect.issue_id, template=effect.template, data=data, imprint=imprint, part=part, done=done
        )

    def _print_document(self, effect: PrintDocument) -> None:
        self._hands.print_document(
            effect.ticket,
            self._binder.document(effect.issue_id).pdf,
            job_name=effect.issue_id,
            pages=effect.pages,
            copies=effect.copies,
            timeout_s=effect.timeout_s,
            post=self.post,
        )

    def _print_receipt(self, effect: PrintReceipt, session: Session) -> None:
        package, data = self._pinned(), revealed(effect.data)
        try:
            if session.issue is not None:
                issue = session.issue
                receipt = self._binder.receipt(
                    package, issue.issue_id, template=effect.template, data=data, copies=issue.copies
                )
            else:
                parts = joint_results(session, package)
                receipt = self._binder.joint_receipt(package, parts, template=effect.template, data=data)
        except DocumentError as error:
            _log.error("no receipt: %s", error)
            self.post(WorkFailed(effect.ticket))
            return
        self._hands.print_receipt(effect.ticket, receipt, post=self.post)

    def _print_claim(self, effect: PrintClaim) -> None:
        receipt = self._place.claim(effect, self._pinned().text("zh", self._pinned().flow.title), self._clock.now())
        self._hands.print_receipt(effect.ticket, receipt, post=self.post)

    def _pinned(self) -> FlowPackage:
        assert self._package is not None, "a session has a package"
        return self._package
