"""What central must hold of a session, whatever became of the process: judged by what the world and the ledger said."""

from collections.abc import Iterator
from dataclasses import dataclass

from kit.town import Central

_GIVEN = {"presented", "taken"}
_SETTLED = {*_GIVEN, "voided", "doubtful"}
_REFUNDED = {"refund_due", "refunded"}


@dataclass(frozen=True)
class Evidence:
    """What was noted where no kill can undo it, a line each.

    `put` an envelope and `began` a transaction, once the ledger had said that it is on disk; `paper` that came out, by
    issue; `money` that was taken, by order.
    """

    session: str
    notes: list[str]

    def of(self, kind: str) -> list[str]:
        return [name for line in self.notes for what, name in [line.split()] if what == kind]


def violations(central: Central, found: Evidence) -> list[str]:
    """Return what is wrong, a sentence each; empty when every promise was kept."""
    return [
        *_lost(central, found),
        *_transaction(central, found),
        *_documents(central, found),
        *_money(central, found),
        *_mails(central, found),
    ]


def _lost(central: Central, found: Evidence) -> Iterator[str]:
    put = found.of("put")
    for envelope_id in put:
        if not central.rows("SELECT 1 FROM intake_received WHERE envelope_id = ?", envelope_id):
            yield f"record {envelope_id} is lost"
    for envelope_id, error in central.rows("SELECT envelope_id, error FROM intake_deadletter"):
        if envelope_id in put:
            yield f"record {envelope_id} was refused: {error}"


def _transaction(central: Central, found: Evidence) -> Iterator[str]:
    ends = central.rows("SELECT outcome FROM intake_transaction WHERE transaction_id = ?", found.session)
    if found.session in found.of("began") and len(ends) != 1:
        yield f"the transaction began and has {len(ends)} ends"


def _documents(central: Central, found: Evidence) -> Iterator[str]:
    query = "SELECT issue_id, serial, state FROM intake_issue WHERE transaction_id = ?"
    issues = central.rows(query, found.session)
    papers = found.of("paper")
    if unknown := set(papers) - {issue_id for issue_id, _, _ in issues}:
        yield f"paper came out that nobody knows: {unknown}"
    if len(set(papers)) != len(papers):
        yield f"a document was printed twice: {papers}"
    if sum(state in _GIVEN for _, _, state in issues) > len(papers):
        yield "more documents are valid than came out"
    for issue_id, serial, state in issues:
        if state not in _SETTLED:
            yield f"{serial} stays {state}"
        if issue_id in papers and state == "voided":
            yield f"{serial} came out and is void"
        alarms = central.rows("SELECT times FROM alarms_alarm WHERE code = 'ISSUE_DOUBTFUL' AND detail = ?", serial)
        if alarms != ([(1,)] if state == "doubtful" else []):
            yield f"{serial} is {state}, and a person was called {alarms} times"


def _mails(central: Central, found: Evidence) -> Iterator[str]:
    mails = central.rows("SELECT mail_id FROM mail_delivery WHERE transaction_id = ?", found.session)
    if len(mails) > 1:
        yield f"one receipt is sent {len(mails)} times"


def _money(central: Central, found: Evidence) -> Iterator[str]:
    query = "SELECT order_number, state FROM intake_payment WHERE transaction_id = ?"
    orders = dict(central.rows(query, found.session))
    issues = central.rows("SELECT state FROM intake_issue WHERE transaction_id = ?", found.session)
    for order in found.of("money"):
        state = orders.get(order, "unknown")
        claims = dict(central.rows("SELECT code, times FROM alarms_alarm WHERE detail = ?", order))
        if state == "fulfilled" and not any(result in _GIVEN for (result,) in issues):
            yield f"{order} is fulfilled by no document"
        if state in _REFUNDED and claims.get("REFUND_DUE") != 1:
            yield f"{order} is {state} and claimed {claims} times"
        if state not in {"fulfilled", *_REFUNDED} and "PAYMENT_DOUBTFUL" not in claims:
            yield f"money was taken for {order}, which is {state}: no result and no claim"
