"""summary: what became of each part of a joint service, and the receipt of all that came out.

The receipt comes first, so that whoever walks away with the papers has it. One that cannot be printed holds nothing
back. Answer: whether there is a receipt.
"""

from drivers.faults import Role
from kiosk.engine.effects import PrintReceipt
from kiosk.engine.events import DeviceFailed, Event, ReceiptPrinted, Retried, Submitted, WentOn, WorkFailed
from kiosk.engine.remedies import met
from kiosk.engine.rules import RuleError
from kiosk.engine.scope import evaluated
from kiosk.engine.session import ASKING, Asking, Change, Doing, Session, Working, replace
from kiosk.engine.trouble import Trouble, of_device
from kiosk.protocol.faults import RECEIPT_FAILED
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import SummaryStep

WITHOUT_RECEIPT = Asking("summary.no_receipt")


def enter(session: Session, step: SummaryStep) -> Change:
    """Print the receipt where there is something to receipt."""
    if step.receipt is None or not session.printed:
        return session, ()
    try:
        work = PrintReceipt(session.ticket, step.receipt, evaluated(session, step.receipt_data))
    except RuleError:
        return met(session, step, Trouble("terminal", RECEIPT_FAILED)), ()
    return replace(session, state=Working(Doing.PRINTING_RECEIPT)), (work,)


def handle(session: Session, step: SummaryStep, event: Event) -> Change:
    match event:
        case ReceiptPrinted():
            return replace(session, state=ASKING), ()
        case DeviceFailed(fault=fault):
            return met(session, step, of_device(Role.RECEIPT_PRINTER, fault)), ()
        case WorkFailed():
            return met(session, step, Trouble("terminal", RECEIPT_FAILED)), ()
        case Retried():
            return enter(replace(session, attempt=session.attempt + 1), step)
        case WentOn():
            return replace(session, state=WITHOUT_RECEIPT), ()
        case Submitted(value=value) if value.reveal() is True:
            printed = step.receipt is not None and bool(session.printed) and session.state != WITHOUT_RECEIPT
            return session.answered(step.id, Personal(printed)), ()
        case _:
            return session, ()
