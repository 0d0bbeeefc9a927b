"""The ledger: each call is one transaction on disk that changes the journal and puts what central must hear.

    open_transaction → reserve_issue → mark_issue(printing) → …paper… → mark_issue(presented) → rate
        → mark_issue(taken) → close_transaction
    where something costs: order_payment → …payment system… → mark_payment(paid) → …result… → mark_payment(fulfilled)

Promises: when a call has returned, a power cut loses nothing of it; when it has raised, nothing of it happened.
A serial is never given twice, an issue never goes back to the printer, and after a cut `recover` says what is in doubt
instead of guessing. Money that was taken has a result or a claim. Nothing in here is about a person.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from kiosk.ledger import payments
from kiosk.ledger.clock import Clock, civil_day, moment
from kiosk.ledger.closing import close
from kiosk.ledger.command_book import CommandBook
from kiosk.ledger.database import Database
from kiosk.ledger.dead_letters import DeadLetters
from kiosk.ledger.errors import LedgerError
from kiosk.ledger.issues import ReservedIssue, mark, reserve
from kiosk.ledger.journal import Journal, Opened
from kiosk.ledger.meta import check_key, note_alive
from kiosk.ledger.outbox import Outbox, note_set_aside
from kiosk.ledger.paying import Paying
from kiosk.ledger.ratings import rate
from kiosk.ledger.recovery import Recovery, settle
from kiosk.ledger.rulings import RulingBook
from kiosk.ledger.seal import Seal
from kiosk.protocol.rating import Satisfaction
from kiosk.protocol.records import (
    AlarmRecord,
    DraftRecord,
    Envelope,
    IssueState,
    MailRecord,
    Outcome,
    PaymentState,
    StepTime,
)

KEPT_DAYS = 30
_NUMBERS_PER_DATABASE = 10_000  # far above a day's documents; a database made anew starts in its own range
_NUMBERS_PER_MACHINE = 100 * _NUMBERS_PER_DATABASE  # one that was replaced may have printed today what is not yet known


class Ledger(Paying):
    """Journal and outbox of one terminal. Any thread may call; a call takes some milliseconds of disk."""

    def __init__(
        self,
        path: Path,
        key: bytes,
        terminal_id: Callable[[], str] | str,
        clock: Clock,
        *,
        kept_days: int = KEPT_DAYS,
        machine: Callable[[], int] = lambda: 0,
    ) -> None:
        """Open the ledger, or make it.

        Args:
            path: the database; a damaged one is set aside under another name and reported.
            key: 32 bytes, see `kiosk.ledger.key`.
            terminal_id: who issues; asked at each reservation, as it is known only after enrolment.
            clock: the time of day.
            kept_days: how long finished transactions stay after central has acknowledged all of them.
            machine: how many machines had that id before; asked as `terminal_id` is.

        Raises:
            LedgerKeyError: `key` is not the one that the database was made with.
            LedgerError: the file cannot even be read, or its version does not allow it. One that can only be read is
                `failing`: it shows what it holds and refuses every write until `try_writing` has helped.
        """
        self._terminal_id = terminal_id if callable(terminal_id) else lambda: terminal_id
        self._machine = machine
        self._clock = clock
        self._kept = timedelta(days=kept_days)
        self._seal = Seal(key)
        self._database = Database(path)
        self._outbox = Outbox(self._database, self._seal, clock)
        self._dead_letters = DeadLetters(self._database, self._seal, self._outbox, clock)
        self.commands = CommandBook(self._ready, self._outbox.put, clock)
        self.rulings = RulingBook(self._writing, clock)
        self._first_number: int | None = None
        self._unsettled = False
        try:
            self._take_over()
        except LedgerError:
            self._database.close()
            raise

    @property
    def failing(self) -> bool:
        """True when the last write failed for want of a disk that takes it, or what a start writes is not written."""
        return self._database.failing or self._unsettled or self._first_number is None

    def close(self) -> None:
        """Close the file. Losing it instead costs nothing but the next start's reading of the log."""
        self._database.close()

    def open_transaction(self, transaction_id: str, service: str, flow_version: int, item_code: str) -> None:
        """Begin. Central hears of it when it closes, or after a power cut.

        Raises:
            LedgerError: not written, or the id is there already.
        """
        opened = Opened(
            transaction_id=transaction_id,
            service=service,
            flow_version=flow_version,
            item_code=item_code,
            started_at=self._now(),
        )
        with self._writing() as journal:
            journal.open(opened)

    def reserve_issue(self, issue_id: str, transaction_id: str, document_title: str) -> ReservedIssue:
        """Fix serial and verification code. The same `issue_id` gets the same ones again, however often it asks.

        Raises:
            LedgerError: not written; the transaction is not open; the terminal has no id yet.
        """
        with self._writing() as journal:
            record = reserve(
                journal,
                issue_id,
                transaction_id,
                document_title,
                terminal_id=self._terminal_id(),
                day=civil_day(self._clock.now()),
                first=self._machine() * _NUMBERS_PER_MACHINE + (self._first_number or 1),  # set inside `_writing`
            )
        return ReservedIssue(issue_id, record.serial, record.verification_code)

    def mark_issue(
        self,
        issue_id: str,
        state: IssueState,
        *,
        pages: int | None = None,
        digest: str | None = None,
        copies: int | None = None,
        sheets_out: int | None = None,
        fulfils: str | None = None,
    ) -> None:
        """Move an issue to `state`; `pages`, `digest` (sha256 of the PDF, hex) and `copies` stay if not given.

        A doubtful issue also raises the alarm ISSUE_DOUBTFUL; `sheets_out`: what the printer had counted of it.
        `fulfils`: the payment that has its result by this write.

        Raises:
            LedgerError: not written, unknown issue, or a step that does not exist (`kiosk.ledger.issues`).
        """
        with self._writing() as journal:
            mark(journal, issue_id, state, pages=pages, digest=digest, copies=copies, sheets_out=sheets_out)
            if fulfils is not None:
                payments.move(journal, fulfils, PaymentState.FULFILLED)

    def rate(self, transaction_id: str, satisfaction: Satisfaction, reasons: Iterable[int]) -> None:
        """Take the one rating of an open transaction. Raises LedgerError: not written, rated, or unfit reasons."""
        with self._writing() as journal:
            rate(journal, transaction_id, satisfaction, reasons)

    def keep_draft(self, record: DraftRecord) -> None:
        """Put what a resident keeps for later, sealed already, on its way to central.

        Raises:
            LedgerError: not written.
        """
        with self._writing() as journal:
            journal.report(record)

    def post_mail(self, record: MailRecord) -> None:
        """Put a mail of an open transaction into the outbox. Raises LedgerError: not written, or it is not open."""
        with self._writing() as journal:
            journal.opened(record.transaction_id)
            journal.report(record)

    def close_transaction(
        self, transaction_id: str, outcome: Outcome, last_step: str, steps: tuple[StepTime, ...] = ()
    ) -> None:
        """End it; `steps`: where its time went.

        No issue stays behind undecided: a reserved one is voided, one at the printer is doubtful.
        Money without a result becomes a claim; an order of which nobody knows is reported and stays.

        Raises:
            LedgerError: not written, or it is not open.
        """
        with self._writing() as journal:
            close(journal, transaction_id, outcome, last_step, self._now(), steps=steps)

    def alarm(self, record: AlarmRecord) -> None:
        """Tell central. `detail` is for technicians, never about a person. Raises LedgerError: not written."""
        with self._writing() as journal:
            journal.report(record)

    def pending(self, limit: int, *, passing_over: Collection[str] = ()) -> list[Envelope]:
        """Return the oldest `limit` envelopes that central has not acknowledged, but for some ids; oldest first.

        Raises:
            LedgerError: not read.
        """
        return self._outbox.pending(limit, passing_over)

    def acknowledge(self, ids: Iterable[str]) -> None:
        """Forget the envelopes that central has, and what is finished and older than `kept_days`.

        Raises:
            LedgerError: not written; they will be sent again, which central recognises by their ids.
        """
        self._outbox.acknowledge(ids)
        before = moment(self._clock.now() - self._kept)
        with self._database.writing() as connection:
            self._dead_letters.prune(connection, before)
            self.commands.prune(connection)
            self.rulings.prune(connection)
            self._journal(connection).prune(before)

    def refuse(self, reasons: Mapping[str, str], *, held_by_central: bool) -> None:
        """Move envelopes that central will never take, by id, to the dead letters; each is reported once.

        `held_by_central`: it keeps a copy of them. What it does not hold is never dropped.

        Raises:
            LedgerError: not written; they are still in the outbox.
        """
        self._dead_letters.take(reasons, held_by_central=held_by_central)

    def outbox_left(self) -> int:
        """Return how many envelopes central has not acknowledged."""
        return self._outbox.left()

    def only_here(self) -> int:
        """Return how many records central does not have: unsent, unreadable, or refused without a copy."""
        return self._outbox.only_here()

    def recover(self) -> Recovery:
        """Settle what the last run left open; call once, at start, before the first session.

        `printing` becomes doubtful, with an alarm: paper may lie in the tray. `reserved` becomes voided: nothing went
        to the printer. `presented` stays: the paper is out. Transactions without an end were interrupted; what they had
        taken money for and not given becomes a claim.

        Raises:
            LedgerError: not written; call it again, nothing is half settled.
        """
        self._unsettled = True
        with self._writing() as journal:
            recovery = settle(journal, self._now())
            self.commands.settle(journal.connection)
        self._unsettled = False
        return recovery

    def try_writing(self) -> bool:
        """Try whether a ledger that was failing can write again, and do what could not be done at the start.

        Only between sessions: what an earlier run left open is settled here, if it is not yet.
        """
        try:
            if self._database.read_only:
                self._database.open_again()
            if self._first_number is None:
                self._take_over()
            if self._unsettled:
                self.recover()
            with self._database.writing() as connection:
                note_alive(connection)
        except LedgerError:
            return False
        return True

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Journal]:
        if self._first_number is None:
            raise LedgerError("not written: the ledger could only be read so far")
        with self._database.writing() as connection:
            yield self._journal(connection)

    @contextlib.contextmanager
    def _ready(self) -> Iterator[sqlite3.Connection]:
        if self._unsettled:
            raise LedgerError("not written: what the last run left open is not settled yet")
        with self._writing() as journal:
            yield journal.connection

    def _journal(self, connection: sqlite3.Connection) -> Journal:
        return Journal(connection, self._seal, lambda record: self._outbox.put(connection, record))

    def _take_over(self) -> None:
        """Check that the key fits and, where that can be written, report what was set aside."""
        if self._database.read_only:
            with self._database.reading() as connection:
                check_key(connection, self._seal)
            return
        with self._database.writing() as connection:
            check_key(connection, self._seal)
            before = note_set_aside(connection, self._outbox, self._database.damaged_before)
        self._first_number = before * _NUMBERS_PER_DATABASE + 1

    def _now(self) -> str:
        return moment(self._clock.now())
