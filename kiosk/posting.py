"""A receipt by mail: filled from the flow's template, put on disk, and from there on central's to send."""

import logging

from drivers.receipt_printer.role import Pair, QrCode, Receipt, ReceiptPart, Rule, TextLine
from kiosk.documents.binder import Binder
from kiosk.documents.errors import DocumentError
from kiosk.documents.receipts import receipt_from
from kiosk.engine.effects import PostMail
from kiosk.engine.events import Event, MailKept, WorkFailed
from kiosk.engine.session import Session
from kiosk.ledger.ledger import Ledger
from kiosk.protocol.mail import MailLine
from kiosk.protocol.package import FlowPackage
from kiosk.protocol.personal import Personal, revealed
from kiosk.protocol.records import MailRecord

_log = logging.getLogger(__name__)


def post_mail(ledger: Ledger, binder: Binder, package: FlowPackage, effect: PostMail, session: Session) -> Event:
    """Return what the session is told: kept, or that there is no such receipt.

    Raises:
        LedgerError: not written; nothing will be sent.
    """
    try:
        receipt = _filled(binder, package, effect, session)
    except DocumentError as error:
        _log.error("no receipt to send: %s", error)
        return WorkFailed(effect.ticket)
    record = MailRecord(
        mail_id=effect.mail_id,
        transaction_id=session.id,
        service=session.flow.service,
        language="zh" if effect.language == "zh" else "en",
        address=effect.address,
        subject=package.text(effect.language, package.flow.title)[:100],
        lines=Personal(mail_lines(receipt)),
    )
    ledger.post_mail(record)
    return MailKept(effect.ticket)


def mail_lines(receipt: Receipt) -> tuple[MailLine, ...]:
    """Return the receipt as its mail has it: without what only paper has."""
    return tuple(line for part in receipt.parts if (line := _line(part)) is not None)


def _line(part: ReceiptPart) -> MailLine | None:
    match part:
        case TextLine(text=text, bold=strong):
            return MailLine(kind="text", value=text, strong=strong)
        case Pair(label=label, value=value, bold=strong):
            return MailLine(kind="pair", label=label, value=value, strong=strong)
        case QrCode(data=data):
            return MailLine(kind="code", value=data)
        case Rule():
            return MailLine(kind="rule")
        case _:
            return None


def _filled(binder: Binder, package: FlowPackage, effect: PostMail, session: Session) -> Receipt:
    data = revealed(effect.data)
    if session.issue is not None:
        return binder.receipt(package, session.issue.issue_id, template=effect.template, data=data)
    return receipt_from(package.files[effect.template], data, name=effect.template)
