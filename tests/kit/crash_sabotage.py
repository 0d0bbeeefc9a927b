"""Promises broken on purpose in a process that will be killed, to see that the matrix notices."""

from collections.abc import Callable, Mapping

from kiosk.ledger import ledger as journal_keeper
from kiosk.ledger import payments, recovery
from kiosk.ledger.ledger import Ledger
from kiosk.protocol.api import IntakeReply, ItemResult
from kiosk.protocol.records import IssueState
from kiosk.sync.client import PlatformClient


def _nothing() -> None:
    """Keep every promise."""


def _takes_a_sending_for_an_answer() -> None:
    def sent(_: PlatformClient, envelopes: list) -> IntakeReply:
        return IntakeReply(results=[ItemResult(id=envelope.id, status="accepted") for envelope in envelopes])

    PlatformClient.intake = sent


def _forgets_what_was_open() -> None:
    Ledger.recover = lambda _: recovery.Recovery()


def _voids_what_is_at_the_printer() -> None:
    both = dict.fromkeys((IssueState.RESERVED, IssueState.PRINTING), IssueState.VOIDED)
    recovery.LEFT_BEHIND = journal_keeper.LEFT_BEHIND = both


def _keeps_the_money() -> None:
    recovery.leave = payments.leave = lambda journal, payment_id: journal.payment(payment_id)


SABOTAGES: Mapping[str, Callable[[], None]] = {
    "": _nothing,
    "takes a sending for an answer": _takes_a_sending_for_an_answer,
    "forgets what was open": _forgets_what_was_open,
    "voids what is at the printer": _voids_what_is_at_the_printer,
    "keeps the money": _keeps_the_money,
}
