"""send: the receipt by mail or short message, if the resident wants it.

- Over once it is on disk; that it will be sent is all that is ever said of it.
- Each visit is one mail or message: a second try of the same visit has the same id, and central sends an id once.
"""

import uuid

from kiosk.engine.effects import PostMail
from kiosk.engine.events import Event, MailKept, Retried, Submitted, WentOn, WorkFailed
from kiosk.engine.fields.email import is_address
from kiosk.engine.fields.phone import is_mobile
from kiosk.engine.remedies import met
from kiosk.engine.rules import evaluate
from kiosk.engine.scope import evaluated, scope_of
from kiosk.engine.session import ASKING, Asking, Change, Doing, Session, Working, replace
from kiosk.engine.trouble import Trouble
from kiosk.protocol.faults import SEND_FAILED
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import SendStep

LANGUAGES = ("zh", "en")


def enter(session: Session, _step: SendStep) -> Change:
    return session, ()


def handle(session: Session, step: SendStep, event: Event) -> Change:
    """Take the language to write in, or false for whoever wants no mail; anything else changes nothing."""
    match event:
        case Submitted(value=value) if value.reveal() is False:
            return session.answered(step.id, value), ()
        case Submitted(value=value) if value.reveal() in LANGUAGES:
            return _posted(session, step, value.reveal())
        case MailKept() if isinstance(session.state, Working):
            return session.answered(step.id, Personal(True)), ()
        case WorkFailed():
            return met(session, step, Trouble("terminal", SEND_FAILED)), ()
        case Retried():
            return replace(session, attempt=session.attempt + 1, state=ASKING), ()
        case WentOn():
            return session.answered(step.id, Personal(False)), ()
        case _:
            return session, ()


def address(session: Session, step: SendStep) -> Personal[str]:
    """Return where it would go. Raises RuleError: it cannot be evaluated."""
    return evaluate(step.to, scope_of(session)).map(str)


def _posted(session: Session, step: SendStep, language: str) -> Change:
    to = address(session, step)
    if step.way == "email" and not is_address(to.reveal()):
        return replace(session, state=Asking("send.no_address")), ()
    if step.way == "phone" and not is_mobile(to.reveal()):
        return replace(session, state=Asking("send.no_phone")), ()
    post = PostMail(
        ticket=session.ticket,
        mail_id=str(uuid.uuid5(uuid.UUID(session.id), f"mail/{session.visit}")),
        way=step.way,
        address=to,
        language=language,
        template=step.receipts.zh if language == "zh" else step.receipts.en,
        data=evaluated(session, step.receipt_data),
    )
    return replace(session, state=Working(Doing.POSTING)), (post,)
