"""issue: the document is printed, then the receipt.

- A file that no review showed is first taken in hand, with a serial of its own.
- All copies are one job, one document, one serial: what holds of one holds of all, and some out of several is doubt.
- On disk as `printing`, with how many copies, before the first byte goes to the printer.
- Printed again only when certainly no sheet came out; otherwise doubtful, reported, and never repeated by itself.
- A receipt that cannot be printed never holds back the document. Answer: whether there is a receipt.
- Leaving while the printer works first stops the printer and waits for what it says; if the sheets came out
  all the same, the session goes on, because they have to be taken.
"""

import dataclasses

from drivers.faults import Fault, Role
from kiosk.engine.effects import CancelWork, Effect, MarkIssue, PrintDocument, PrintReceipt
from kiosk.engine.events import (
    Composed,
    DeviceFailed,
    DeviceHeldUp,
    DocumentPrinted,
    Event,
    Left,
    ReceiptPrinted,
    Retried,
    SheetsOut,
    WentOn,
    WorkFailed,
)
from kiosk.engine.parts import leave_the_rest
from kiosk.engine.remedies import met
from kiosk.engine.rules import RuleError, evaluate
from kiosk.engine.scope import evaluated, scope_of
from kiosk.engine.session import ASKING, Change, Doing, IssueInHand, Session, Troubled, Working, replace
from kiosk.engine.steps import pay, review
from kiosk.engine.trouble import UNCERTAIN, Trouble, of_device
from kiosk.protocol.faults import COMPOSE_FAILED, RECEIPT_FAILED
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import IssueState
from kiosk.protocol.steps import IssueStep
from kiosk.protocol.steps.issue import MOST_COPIES, is_number_of_copies


def enter(session: Session, step: IssueStep) -> Change:
    session = replace(session, presented=False, taken=False, left_lying=False)
    return _begin(session, step) if step.file is None else _take_in_hand(session, step)


def _take_in_hand(session: Session, step: IssueStep) -> Change:
    assert step.document_title is not None, "the flow model sees to that"
    return review.ready(session, step.document_title, file=step.file)


def _begin(session: Session, step: IssueStep) -> Change:
    issue = dataclasses.replace(_in_hand(session), copies=copies_wanted(session, step))
    mark = MarkIssue(issue.issue_id, IssueState.PRINTING, issue.pages, issue.digest, issue.copies)
    session, effects = _print_document(replace(session, issue=issue), step)
    return session, (mark, *effects)


def copies_wanted(session: Session, step: IssueStep) -> int:
    """Return how many are wanted.

    Raises:
        RuleError: the flow gives no number of copies; to print another number would be a guess.
    """
    if isinstance(step.copies, int):
        return step.copies
    copies = evaluate(step.copies, scope_of(session)).reveal()
    if not is_number_of_copies(copies):
        raise RuleError(f"{step.copies!r}: is no number of copies, 1 to {MOST_COPIES}")
    return int(copies)


def handle(session: Session, step: IssueStep, event: Event) -> Change:
    if session.issue is None:
        return _handle_taking(session, step, event)
    if session.presented:
        return _handle_receipt(session, step, event)
    return _handle_printing(session, step, event)


def _handle_printing(session: Session, step: IssueStep, event: Event) -> Change:
    if _is_doubtful(session):  # left to a person: whatever the printer may still say changes nothing
        return session, ()
    match event:
        case DocumentPrinted():
            return _presented(session, step)
        case SheetsOut(sheets=sheets):
            return replace(session, sheets_out=max(sheets, session.sheets_out)), ()
        case DeviceHeldUp(role=role, fault=fault):
            held_up = of_device(role, fault) if fault else None
            return replace(session, state=Working(Doing.PRINTING_DOCUMENT, held_up)), ()
        case DeviceFailed(fault=fault) if fault in UNCERTAIN:
            return _doubtful(session, step, fault)
        case DeviceFailed(fault=fault):
            return _not_printed(session, step, fault)
        case WorkFailed():
            return _doubtful(session, step, Fault.JOB_DOUBTFUL)
        case Retried():
            return _print_document(replace(session, attempt=session.attempt + 1), step)
        case Left() if isinstance(session.state, Working):
            return replace(session, leaving=True), (CancelWork(session.ticket, Role.DOCUMENT_PRINTER),)
        case _:
            return session, ()


def _handle_taking(session: Session, step: IssueStep, event: Event) -> Change:
    match event:
        case Composed():
            taken = review.in_hand(session, event)
            return _begin(replace(session, issue=taken, attempt=session.attempt + 1), step)
        case WorkFailed():
            return met(session, step, Trouble("terminal", COMPOSE_FAILED)), ()
        case Retried():
            return _take_in_hand(replace(session, attempt=session.attempt + 1), step)
        case _:
            return session, ()


def busy_printing(session: Session) -> bool:
    """True while the printer holds the document: leaving has to wait for its answer."""
    return isinstance(session.state, Working) and session.state.doing is Doing.PRINTING_DOCUMENT


def abandon(session: Session) -> tuple[Effect, ...]:
    """Void a document that was certainly not printed and now never will be."""
    if session.issue is None or session.issue in session.printed or _is_doubtful(session):
        return ()
    return (MarkIssue(session.issue.issue_id, IssueState.VOIDED),)


def _print_document(session: Session, step: IssueStep) -> Change:
    issue = _in_hand(session)
    work = PrintDocument(session.ticket, issue.issue_id, issue.pages, step.timeout_s, issue.copies)
    return replace(session, state=Working(Doing.PRINTING_DOCUMENT), sheets_out=0), (work,)


def _presented(session: Session, step: IssueStep) -> Change:
    issue = _in_hand(session)
    session, paid = pay.fulfil(replace(session, sheets_out=0), step)
    mark = MarkIssue(issue.issue_id, IssueState.PRESENTED, fulfils=paid)
    printed = (*session.printed, issue)
    if step.receipt is None:
        return _next_part(replace(session, printed=printed), step), (mark,)
    session = replace(session, presented=True, printed=printed, leaving=False, attempt=session.attempt + 1)
    session, effects = _print_receipt(session, step)
    return session, (mark, *effects)


def _next_part(session: Session, step: IssueStep) -> Session:
    """All parts have one receipt. Who wanted to leave while the printer worked has only to take what came out."""
    left = session.leaving
    session = replace(session, issue=None, leaving=False, state=ASKING).answered(step.id, Personal(False))
    return leave_the_rest(session) if left else session


def _doubtful(session: Session, step: IssueStep, fault: Fault) -> Change:
    mark = MarkIssue(_in_hand(session).issue_id, IssueState.DOUBTFUL, sheets_out=session.sheets_out or None)
    return met(replace(session, sheets_out=0), step, of_device(Role.DOCUMENT_PRINTER, fault)), (mark,)


def _not_printed(session: Session, step: IssueStep, fault: Fault) -> Change:
    """Certainly no sheet came out. Where the flow goes on without the document, it is void."""
    after = met(replace(session, sheets_out=0), step, of_device(Role.DOCUMENT_PRINTER, fault))
    if after.answers is session.answers:
        return after, ()
    return replace(after, issue=None), abandon(session)


def _is_doubtful(session: Session) -> bool:
    state = session.state
    return isinstance(state, Troubled) and state.trouble.code in UNCERTAIN


def _print_receipt(session: Session, step: IssueStep) -> Change:
    assert step.receipt is not None, "without one, the step was answered when its paper came out"
    try:
        work = PrintReceipt(session.ticket, step.receipt, evaluated(session, step.receipt_data))
    except RuleError:  # the paper is out: nothing may end the session before that is on record
        return _no_receipt(session, step), ()
    return replace(session, state=Working(Doing.PRINTING_RECEIPT)), (work,)


def _handle_receipt(session: Session, step: IssueStep, event: Event) -> Change:
    match event:
        case ReceiptPrinted() | WentOn():
            return session.answered(step.id, Personal(isinstance(event, ReceiptPrinted))), ()
        case DeviceFailed(role=role, fault=fault):
            return met(session, step, of_device(role, fault)), ()
        case WorkFailed():
            return _no_receipt(session, step), ()
        case Retried():
            return _print_receipt(replace(session, attempt=session.attempt + 1), step)
        case _:
            return session, ()


def _no_receipt(session: Session, step: IssueStep) -> Session:
    return met(session, step, Trouble("terminal", RECEIPT_FAILED))


def _in_hand(session: Session) -> IssueInHand:
    assert session.issue is not None, "a flow cannot issue what no review composed; the flow model sees to that"
    return session.issue
