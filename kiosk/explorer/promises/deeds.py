"""What holds of every single effect, in the world as it is when its turn comes."""

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import get_args, get_type_hints

from kiosk.engine.effects import (
    AskPayment,
    Call,
    CancelWork,
    CloseTransaction,
    Effect,
    LookForForgottenCard,
    LookForForgottenDocument,
    LookForForgottenSheet,
    MarkIssue,
    MarkPayment,
    OpenTransaction,
    PrintClaim,
    PrintDocument,
    PrintReceipt,
    StopTimer,
    WatchDocument,
    Wipe,
)
from kiosk.explorer.moment import Deed
from kiosk.explorer.till import asked_for_twice
from kiosk.explorer.world import Paper
from kiosk.ledger.issues import NEXT
from kiosk.ledger.payments import NEXT as PAYMENT_NEXT
from kiosk.protocol.faces import FACE_FIELD
from kiosk.protocol.records import IssueState, PaymentState
from kiosk.protocol.steps.issue import is_number_of_copies

_ON_PAPER = {IssueState.PRESENTED, IssueState.TAKEN}
_AFTER_THE_END = (
    CancelWork | LookForForgottenCard | LookForForgottenSheet | LookForForgottenDocument | PrintClaim | StopTimer | Wipe
)
_KINDS: tuple[type[Effect], ...] = get_args(Effect)
_LEAST_TELLING = 4
"""Shorter answers (true, a level, 示例) are parts of other words by chance."""


def on_disk_before_it_is_done(deed: Deed) -> str:
    world = deed.world
    match deed.effect:
        case OpenTransaction():
            return ""
        case _ if not world.opened:
            return f"{_name(deed)} before the transaction is on disk"
        case PrintDocument(issue_id=issue_id):
            issue = world.issue(issue_id)
            state = issue.state if issue else "not on disk"
            return "" if state is IssueState.PRINTING else f"the printer is sent a document that is {state}"
        case PrintReceipt() | WatchDocument():
            shown = any(one.state in _ON_PAPER for one in world.issues)
            return "" if shown else f"{_name(deed)} before the document is on record as presented"
        case AskPayment(payment_id=payment_id):
            ordered = any(one.payment_id == payment_id for one in world.payments)
            return "" if ordered else "the payment system hears of an order before it is on disk"
        case PrintClaim():
            due = any(one.state is PaymentState.REFUND_DUE for one in world.payments)
            return "" if due else "a claim is printed before it is on disk"
        case Wipe():
            return "" if world.closed else "everything is forgotten before the end is on disk"
        case _:
            return ""


def no_document_is_issued_twice(deed: Deed) -> str:
    effect = deed.effect
    if not isinstance(effect, PrintDocument):
        return ""
    issue = deed.world.issue(effect.issue_id)
    if issue is None:
        return "a document that was never composed is sent to the printer"
    again = [one for one in deed.world.issues if one.step == issue.step and one.paper is not Paper.NONE]
    return f"the document of {issue.step} is printed though it {_came(again[0].paper)}" if again else ""


def _came(paper: Paper) -> str:
    return "came out already" if paper is Paper.OUT else "may have come out already"


def the_ledger_takes_every_mark(deed: Deed) -> str:
    effect, world = deed.effect, deed.world
    if isinstance(effect, OpenTransaction | CloseTransaction):
        again = world.opened if isinstance(effect, OpenTransaction) else world.closed
        return f"{_name(deed)} twice" if again else ""
    if isinstance(effect, MarkPayment):
        return _marked(deed, effect.payment_id, effect.state)
    if not isinstance(effect, MarkIssue):
        return ""
    if effect.fulfils and (wrong := _marked(deed, effect.fulfils, PaymentState.FULFILLED)):
        return wrong
    issue = world.issue(effect.issue_id)
    if issue is None:
        return f"a document that was never reserved is marked {effect.state}"
    return "" if effect.state in NEXT[issue.state] else f"a document that is {issue.state} is marked {effect.state}"


def all_copies_are_on_record(deed: Deed) -> str:
    """Before they are printed how many; and of those in doubt how many sheets the printer had counted."""
    match deed.effect:
        case MarkIssue(state=IssueState.PRINTING, copies=copies):
            return "" if is_number_of_copies(copies) else f"a document goes to the printer in {copies} copies on record"
        case PrintDocument(issue_id=issue_id, copies=copies):
            issue = deed.world.issue(issue_id)
            known = issue.copies if issue else 0
            return "" if copies == known else f"{copies} copies are printed, and {known} are on record"
        case MarkIssue(issue_id=issue_id, state=IssueState.DOUBTFUL, sheets_out=sheets):
            issue = deed.world.issue(issue_id)
            told = issue.told_out if issue else 0
            return "" if (sheets or 0) == told else f"the printer counted {told} sheets, and {sheets} are on record"
        case _:
            return ""


def _marked(deed: Deed, payment_id: str, state: PaymentState) -> str:
    payment = next((one for one in deed.world.payments if one.payment_id == payment_id), None)
    if payment is None:
        return f"a payment that was never ordered is marked {state}"
    return "" if state in PAYMENT_NEXT[payment.state] else f"a payment that is {payment.state} is marked {state}"


def money_is_asked_for_once(deed: Deed) -> str:
    effect = deed.effect
    again = isinstance(effect, AskPayment) and asked_for_twice(deed.world.payments, effect)
    return "money is asked for while that of another order was taken, or may still be" if again else ""


def nothing_begins_after_the_end(deed: Deed) -> str:
    if not deed.world.closed or isinstance(deed.effect, _AFTER_THE_END | CloseTransaction):
        return ""
    return f"{_name(deed)} after the transaction was closed"


def a_repeated_call_keeps_its_key(deed: Deed) -> str:
    """So that a department that got the first one does nothing twice; a new question is not taken for an old one.

    A face that is to be compared is another picture, and so another question, each time that it was looked at.
    """
    effect, before = deed.effect, deed.world.called
    if not isinstance(effect, Call) or before is None:
        return ""
    same_visit = effect.ticket.rpartition("/")[0] == before.ticket.rpartition("/")[0]
    same = effect.ticket == before.ticket if FACE_FIELD in effect.input.reveal() else same_visit
    if same and effect.idempotency_key != before.idempotency_key:
        return f"{effect.operation} is asked again under another key: the department cannot know it is the same"
    if not same and effect.idempotency_key == before.idempotency_key:
        return f"{effect.operation} is a new question under an old key: the department would answer the old one"
    return ""


def what_is_personal_says_so(deed: Deed) -> str:
    """No part of an answer is in plain view in an effect: ledger, logs and alarms hold nothing about a person."""
    plain = [text for name in _TELLING[type(deed.effect)] for text in texts(getattr(deed.effect, name))]
    leaked = plain and any(secret in text for secret in deed.secrets for text in plain)
    return f"{_name(deed)} carries a part of an answer that is not marked as personal" if leaked else ""


def _telling(kind: type[Effect]) -> tuple[str, ...]:
    """Return the fields that may hold texts: no number does, nor a word of a closed list."""
    hints = get_type_hints(kind)
    return tuple(
        name for name in hints if not (isinstance(hints[name], type) and issubclass(hints[name], Enum | float | int))
    )


_TELLING = {kind: _telling(kind) for kind in _KINDS}


def texts(value: object) -> Iterator[str]:
    """Yield every text in `value` that is long enough to tell something, but no `Personal`."""
    if isinstance(value, str) and not isinstance(value, Enum) and len(value) >= _LEAST_TELLING:
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)


def _name(deed: Deed) -> str:
    return type(deed.effect).__name__


DEEDS: tuple[Callable[[Deed], str], ...] = (
    on_disk_before_it_is_done,
    no_document_is_issued_twice,
    the_ledger_takes_every_mark,
    all_copies_are_on_record,
    money_is_asked_for_once,
    nothing_begins_after_the_end,
    a_repeated_call_keeps_its_key,
    what_is_personal_says_so,
)

_ABOUT: Mapping[Callable[[Deed], str], frozenset[type[Effect]]] = {
    no_document_is_issued_twice: frozenset({PrintDocument}),
    all_copies_are_on_record: frozenset({MarkIssue, PrintDocument}),
    the_ledger_takes_every_mark: frozenset({OpenTransaction, CloseTransaction, MarkIssue, MarkPayment}),
    money_is_asked_for_once: frozenset({AskPayment}),
    a_repeated_call_keeps_its_key: frozenset({Call}),
    what_is_personal_says_so: frozenset(kind for kind in _KINDS if _TELLING[kind]),
}
"""Of which effects a promise speaks; of all, where nothing is said."""
PROMISED: Mapping[type[Effect], tuple[Callable[[Deed], str], ...]] = {
    kind: tuple(promise for promise in DEEDS if kind in _ABOUT.get(promise, {kind})) for kind in _KINDS
}
"""What is promised of each kind of effect."""
