"""What residents do at one terminal: written to its real ledger, as a session writes it. Nobody is in it."""

import hashlib
import random
import secrets
import time
from dataclasses import dataclass, field

from kiosk.ledger.ledger import Ledger
from kiosk.protocol.identifiers import uuid7
from kiosk.protocol.records import IssueState, Outcome

_SERVICE, _FLOW_VERSION, _ITEM_CODE = "housing/provident-fund-statement", 1, "420000-SIMULATED"
_TITLE = "模拟文件"
_MOST_WAITING = 100_000


@dataclass
class Put:
    """What was put into the outbox: what central must hold in the end, each once."""

    envelopes: set[str] = field(default_factory=set)
    served: set[str] = field(default_factory=set)
    """Transactions with a document and a rating."""
    left: set[str] = field(default_factory=set)
    """Transactions that ended early, one record each."""


class Cases:
    """Not for two threads at once."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.put = Put()

    def serve(self) -> None:
        """A whole case: a document that is taken, and a rating; some six records."""
        transaction_id, issue_id = _new_id(), _new_id()
        self._ledger.open_transaction(transaction_id, _SERVICE, _FLOW_VERSION, _ITEM_CODE)
        self._ledger.reserve_issue(issue_id, transaction_id, _TITLE)
        digest = hashlib.sha256(issue_id.encode()).hexdigest()
        self._ledger.mark_issue(issue_id, IssueState.PRINTING, pages=1, digest=digest)
        self._ledger.mark_issue(issue_id, IssueState.PRESENTED)
        self._ledger.mark_issue(issue_id, IssueState.TAKEN)
        self._ledger.rate(transaction_id, random.choice((4, 5)), ())
        self._ledger.close_transaction(transaction_id, Outcome.COMPLETED, "done")
        self.put.served.add(transaction_id)
        self._note()

    def leave(self, count: int) -> None:
        """`count` residents who looked and went: a record each."""
        for _ in range(count):
            transaction_id = _new_id()
            self._ledger.open_transaction(transaction_id, _SERVICE, _FLOW_VERSION, _ITEM_CODE)
            self._ledger.close_transaction(transaction_id, Outcome.LEFT, "notice")
            self.put.left.add(transaction_id)
        self._note()

    def _note(self) -> None:
        self.put.envelopes |= {envelope.id for envelope in self._ledger.pending(_MOST_WAITING)}


def _new_id() -> str:
    return uuid7(time.time_ns() // 1_000_000, secrets.token_bytes(10))
