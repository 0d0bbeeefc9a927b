"""Ledgers for tests, and the ids that they are asked about."""

from pathlib import Path

from kiosk.ledger.ledger import Ledger
from kiosk.protocol.identifiers import uuid7
from kiosk.protocol.records import IssueState
from kit.set_clock import SetClock

KEY = bytes(range(32))
SERVICE, ITEM = "housing/fund", "123456789012"
TERMINAL = "T0001"


def record_id(number: int) -> str:
    return uuid7(1_770_000_000_000 + number, bytes(10))


TRANSACTION, ISSUE = record_id(1), record_id(2)

WALKS = {
    IssueState.RESERVED: (),
    IssueState.PRINTING: (IssueState.PRINTING,),
    IssueState.PRESENTED: (IssueState.PRINTING, IssueState.PRESENTED),
    IssueState.TAKEN: (IssueState.PRINTING, IssueState.PRESENTED, IssueState.TAKEN),
    IssueState.VOIDED: (IssueState.VOIDED,),
    IssueState.DOUBTFUL: (IssueState.PRINTING, IssueState.DOUBTFUL),
}
"""The shortest way from a reservation to each state."""


def open_ledger(folder: Path, *, clock: SetClock | None = None, **options) -> Ledger:
    return Ledger(
        folder / "ledger.db",
        options.pop("key", KEY),
        options.pop("terminal_id", TERMINAL),
        clock or SetClock(),
        **options,
    )


def walk_to(ledger: Ledger, state: IssueState, *, transaction=TRANSACTION, issue=ISSUE) -> None:
    """Open a transaction with one issue and bring that to `state`."""
    ledger.open_transaction(transaction, SERVICE, 3, ITEM)
    ledger.reserve_issue(issue, transaction, "缴存证明")
    for step in WALKS[state]:
        ledger.mark_issue(issue, step)


def records(ledger: Ledger) -> list:
    return [envelope.record for envelope in ledger.pending(1000)]
