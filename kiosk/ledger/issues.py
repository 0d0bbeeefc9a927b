"""The life of an issued document, as a table."""

import secrets
from dataclasses import dataclass
from types import MappingProxyType

from kiosk.ledger.errors import LedgerError
from kiosk.ledger.journal import Journal
from kiosk.protocol.identifiers import document_serial, verification_code
from kiosk.protocol.records import AlarmRecord, IssueRecord, IssueState

NEXT = MappingProxyType(
    {
        IssueState.RESERVED: frozenset({IssueState.PRINTING, IssueState.VOIDED}),
        IssueState.PRINTING: frozenset({IssueState.PRESENTED, IssueState.VOIDED, IssueState.DOUBTFUL}),
        IssueState.PRESENTED: frozenset({IssueState.TAKEN, IssueState.VOIDED}),
        IssueState.TAKEN: frozenset(),
        IssueState.VOIDED: frozenset(),
        IssueState.DOUBTFUL: frozenset(),
    }
)
"""Which states may follow which. Nothing leads back to the printer: a document is printed at most once.
A doubtful one waits for a person's ruling (`kiosk.ledger.rulings`)."""

LEFT_BEHIND = MappingProxyType(
    {IssueState.PRINTING: IssueState.DOUBTFUL, IssueState.RESERVED: IssueState.VOIDED},
)
"""What an issue becomes when nobody is at work on it any more."""


@dataclass(frozen=True)
class ReservedIssue:
    """What is printed on the document, fixed before the first byte goes to the printer."""

    issue_id: str
    serial: str
    verification_code: str


def reserve(
    journal: Journal, issue_id: str, transaction_id: str, title: str, *, terminal_id: str, day: str, first: int
) -> IssueRecord:
    """Fix serial and verification code and report them; the same id again is the issue that stands.

    `terminal_id` issues; `day` is YYYYMMDD; `first` is the first number that a day has in this database.

    Raises:
        LedgerError: the transaction is not open, the issue is another's, or the terminal has no id.
    """
    held = journal.issue(issue_id)
    if held is not None:
        if held.transaction_id != transaction_id:
            raise LedgerError(f"issue {issue_id} belongs to another transaction")
        return held
    opened = journal.opened(transaction_id)
    if not terminal_id:
        raise LedgerError("nothing is issued before enrolment: the terminal has no id for the serial")
    record = IssueRecord(
        issue_id=issue_id,
        transaction_id=transaction_id,
        service=opened.service,
        flow_version=opened.flow_version,
        serial=document_serial(terminal_id, day, journal.next_number(day, first)),
        verification_code=verification_code(secrets.token_bytes(16)),
        document_title=title,
        pages=0,
        digest="",
        state=IssueState.RESERVED,
        sequence=1,
    )
    journal.add_issue(record)
    journal.report(record)
    return record


def mark(
    journal: Journal,
    issue_id: str,
    state: IssueState,
    *,
    pages: int | None = None,
    digest: str | None = None,
    copies: int | None = None,
    sheets_out: int | None = None,
) -> IssueRecord:
    """Move an issue to `state` and report it; a doubtful one also raises its alarm. What is not given stays.

    Raises:
        LedgerError: it was never reserved, or that step does not exist.
        SealBroken: its row was changed.
    """
    held = journal.issue(issue_id)
    if held is None:
        raise LedgerError(f"issue {issue_id} was never reserved")
    if state not in NEXT[held.state]:
        raise LedgerError(f"issue {issue_id} is {held.state}: it cannot become {state}")
    said = {"pages": pages, "digest": digest, "copies": copies, "sheets_out": sheets_out}
    record = move(journal, held, state, **{name: value for name, value in said.items() if value is not None})
    if state is IssueState.DOUBTFUL:
        journal.report(doubt(record.serial))
    return record


def move(journal: Journal, held: IssueRecord, state: IssueState, **said: int | str) -> IssueRecord:
    """Let the issue stand as `state` and report it; the caller has seen that this step exists."""
    record = held.model_copy(update={**said, "state": state, "sequence": held.sequence + 1})
    journal.change_issue(record)
    journal.report(record)
    return record


def doubt(serial: str) -> AlarmRecord:
    """Return the alarm that sends a person to the tray."""
    return AlarmRecord(source="ledger", code="ISSUE_DOUBTFUL", detail=serial)
