"""A receipt by mail or short message: filled from the flow's template, on disk, and from there on central's to send."""

import logging

from drivers.receipt_printer.role import Receipt
from kiosk.documents.binder import Binder
from kiosk.documents.errors import DocumentError
from kiosk.documents.mail import mail_lines
from kiosk.documents.receipts import receipt_from
from kiosk.engine.effects import PostMail
from kiosk.engine.events import Event, MailKept, WorkFailed
from kiosk.engine.session import Session
from kiosk.ledger.ledger import Ledger
from kiosk.protocol.mail import MOST_SIGNS, message_of
from kiosk.protocol.package import FlowPackage
from kiosk.protocol.personal import Personal, revealed
from kiosk.protocol.records import MailRecord

_log = logging.getLogger(__name__)


def post_mail(ledger: Ledger, binder: Binder, package: FlowPackage, effect: PostMail, session: Session) -> Event:
    """Return what the session is told: kept, or that there is no such receipt, or none that fits into a message.

    Raises:
        LedgerError: not written; nothing will be sent.
    """
    try:
        receipt = _filled(binder, package, effect, session)
    except DocumentError as error:
        _log.error("no receipt to send: %s", error)
        return WorkFailed(effect.ticket)
    lines = mail_lines(receipt)
    if effect.way == "phone" and not 0 < (signs := len(message_of(lines))) <= MOST_SIGNS:
        _log.error("no receipt to send: %s has %d signs, of 1 to %d", effect.template, signs, MOST_SIGNS)
        return WorkFailed(effect.ticket)
    record = MailRecord(
        mail_id=effect.mail_id,
        transaction_id=session.id,
        service=session.flow.service,
        language="zh" if effect.language == "zh" else "en",
        way=effect.way,
        address=effect.address,
        subject=package.text(effect.language, package.flow.title)[:100],
        lines=Personal(lines),
    )
    ledger.post_mail(record)
    return MailKept(effect.ticket)


def _filled(binder: Binder, package: FlowPackage, effect: PostMail, session: Session) -> Receipt:
    data = revealed(effect.data)
    if session.issue is not None:
        issue = session.issue
        return binder.receipt(package, issue.issue_id, template=effect.template, data=data, copies=issue.copies)
    return receipt_from(package.files[effect.template], data, name=effect.template)
