"""What a terminal does on the line to central, without devices and screens: the real workers, one step at a time."""

import secrets
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from drivers.faults import Fault
from kiosk.ledger.command_book import Answer
from kiosk.ledger.ledger import Ledger
from kiosk.protocol.api import Heartbeat
from kiosk.protocol.commands import CommandKind, CommandOrder
from kiosk.protocol.identifiers import uuid7
from kiosk.protocol.records import (
    AlarmRecord,
    CommandState,
    DraftRecord,
    Envelope,
    IssueState,
    MailRecord,
    Outcome,
    PaymentState,
)
from kiosk.settings import Platform
from kiosk.sync.backoff import Backoff
from kiosk.sync.client import PlatformClient
from kiosk.sync.commands import CommandWorker
from kiosk.sync.heart import Heart, Membership
from kiosk.sync.identity import Identity
from kiosk.sync.link import Link
from kiosk.sync.outbox import OutboxSender
from kit.ledger_walk import ITEM, KEY, SERVICE
from kit.set_clock import SetClock


class WatchedBackoff(Backoff):
    """Fails the test when a wait is not what is promised: doubled with each failure, up to a limit, with jitter."""

    def __init__(self) -> None:
        super().__init__()
        self.in_a_row = 0

    def next_s(self) -> float:
        longest, waits = min(60.0, 2.0**self.in_a_row), super().next_s()
        assert longest / 2 <= waits < longest, (self.in_a_row, waits)
        self.in_a_row += 1
        return waits

    def reset(self) -> None:
        super().reset()
        self.in_a_row = 0


class LineMachine:
    """`said`: all that was ever put into the outbox, in order. `acted`: the commands that were carried out."""

    def __init__(self, folder: Path, url: str, code: str, *, ahead: timedelta, read_timeout_s: float) -> None:
        self._folder = folder
        self._platform = Platform(
            url=url,
            public_url=url,
            connect_timeout_s=5,
            read_timeout_s=read_timeout_s,
            enrolment_code=code,
            trusted_root=Path("root.json"),
        )
        self.clock = SetClock(datetime.now(UTC) + ahead)
        self.said: dict[str, Envelope] = {}
        self.acted: list[CommandKind] = []
        self.start()

    def start(self) -> None:
        self.identity = Identity.load(self._folder / "identity.json")
        self.ledger = Ledger(self._folder / "ledger.db", KEY, lambda: self.identity.terminal_id, self.clock)
        self.ledger.recover()
        self.client = PlatformClient(self._platform, self.identity, self.clock)
        self.sender = OutboxSender(self.ledger, self.client, backoff=WatchedBackoff())
        acts: dict[CommandKind, Any] = {kind: lambda kind=kind: self._act(kind) for kind in CommandKind}
        self.commands = CommandWorker(
            self.ledger.commands,
            acts,
            now=self.client.now,
            claim=lambda: True,
            let_go=lambda: None,
            told=lambda: None,
        )
        self.heart = Heart(
            self.client,
            self.identity,
            Link(),
            code=self._platform.enrolment_code,
            model="line",
            say=lambda: Heartbeat(software="1", engine=1),
            on_standing=lambda _: None,
            on_flows=lambda *_: None,
            on_orders=lambda reply: self.commands.hear(reply.commands),
            backoff=WatchedBackoff(),
        )

    def restart(self) -> None:
        self.close()
        self.start()

    def close(self) -> None:
        self.client.close()
        self.ledger.close()

    def step(self) -> None:
        """Let each worker do what it does when it wakes."""
        for work in (self.heart.work, self.commands.work, self.sender.work):
            work()
            self.note()
        self.clock.go(milliseconds=20)

    @property
    def quiet(self) -> bool:
        return not self.ledger.outbox_left() and self.heart.standing.membership is Membership.APPROVED

    def note(self) -> None:
        self.said |= {envelope.id: envelope for envelope in self.ledger.pending(1000) if envelope.id not in self.said}

    def _act(self, kind: CommandKind) -> Answer:
        self.acted.append(kind)
        return Answer(CommandState.DONE, "done", "log.txt", "bG9n")

    # What happens at it. Each needs a terminal that has its name.

    def serve(self) -> None:
        """A service that costs something and ends in a document, a rating, and a receipt by mail."""
        transaction, issue, payment = fresh_id(), fresh_id(), fresh_id()
        self.ledger.open_transaction(transaction, SERVICE, 3, ITEM)
        self.ledger.order_payment(payment, transaction, f"{self.identity.terminal_id}-{payment[-12:]}", 1050)
        self.ledger.mark_payment(payment, PaymentState.PAID)
        self.ledger.reserve_issue(issue, transaction, "缴存证明")
        self.ledger.mark_issue(issue, IssueState.PRINTING, pages=2, digest="0" * 64)
        self.ledger.mark_issue(issue, IssueState.PRESENTED, fulfils=payment)
        self.ledger.rate(transaction, 5, [510])
        self.ledger.mark_issue(issue, IssueState.TAKEN)
        mail = {"address": "who@example.invalid", "subject": "s", "lines": [{"kind": "text", "value": "x"}]}
        about = {"mail_id": fresh_id(), "transaction_id": transaction, "service": SERVICE, "language": "zh"}
        self.ledger.post_mail(MailRecord.model_validate(about | mail))
        self.ledger.close_transaction(transaction, Outcome.COMPLETED, "end")

    def keep(self) -> None:
        """Somebody keeps for later what was entered."""
        self.ledger.keep_draft(
            DraftRecord(
                draft_id=secrets.token_hex(16),
                transaction_id=fresh_id(),
                service=SERVICE,
                flow_version=3,
                stopped_at="form",
                because="OFFLINE",
                person="0" * 64,
                sealed="c2VhbGVk",
                expires_at="2099-01-01T00:00:00Z",
            )
        )

    def fail(self) -> None:
        """The printer runs out of paper."""
        self.ledger.alarm(AlarmRecord(source="document_printer", code=Fault.PAPER_OUT))

    def mend(self) -> None:
        self.ledger.alarm(AlarmRecord(source="document_printer", code=Fault.PAPER_OUT, cleared=True))

    def misunderstand(self) -> None:
        """Answer a command that central never gave: the one thing here that it really refuses."""
        self.ledger.commands.note(CommandOrder(command_id=fresh_id(), kind="refresh", deadline=0))


def fresh_id() -> str:
    return uuid7(time.time_ns() // 1_000_000, secrets.token_bytes(10))
