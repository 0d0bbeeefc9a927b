"""The clock jumps back a year, or forward: no number repeats, no record is lost or comes in another order."""

import pytest
from kit.ledger_walk import ITEM, SERVICE, open_ledger, record_id, records

from kiosk.protocol.records import IssueState, Outcome, PaymentState


def serve(ledger, number: int, between=lambda: None) -> str:
    """One whole transaction; `between` happens while the paper is on its way. Return its serial."""
    transaction, issue, payment = (record_id(10 * number + part) for part in (1, 2, 3))
    ledger.open_transaction(transaction, SERVICE, 3, ITEM)
    ledger.order_payment(payment, transaction, f"P-{number}", 100)
    ledger.mark_payment(payment, PaymentState.PAID)
    serial = ledger.reserve_issue(issue, transaction, "a").serial
    ledger.mark_issue(issue, IssueState.PRINTING)
    between()
    ledger.mark_issue(issue, IssueState.PRESENTED)
    ledger.mark_payment(payment, PaymentState.FULFILLED)
    ledger.close_transaction(transaction, Outcome.COMPLETED, "end")
    return serial


@pytest.mark.parametrize("days", [-365, 365])
def test_a_clock_that_jumps_a_year_loses_and_repeats_nothing(ledger, clock, days):
    serials = [serve(ledger, 1), serve(ledger, 2)]
    serials += [serve(ledger, 3, lambda: clock.go(days=days)), serve(ledger, 4)]
    clock.go(days=-days)
    serials += [serve(ledger, 5)]
    assert len(set(serials)) == len(serials)
    told = records(ledger)
    assert [record.serial for record in told if record.kind == "issue" and record.sequence == 1] == serials
    for number in range(1, 6):
        mine = [record for record in told if getattr(record, "transaction_id", "") == record_id(10 * number + 1)]
        kinds = ["payment", "payment", "issue", "issue", "issue", "payment", "transaction"]
        assert [record.kind for record in mine] == kinds
    while envelopes := ledger.pending(7):
        ledger.acknowledge([envelope.id for envelope in envelopes])
    assert ledger.only_here() == 0


def test_a_clock_a_year_behind_after_a_cut_settles_all_the_same(tmp_path, clock):
    ledger = open_ledger(tmp_path, clock=clock)
    ledger.open_transaction(record_id(1), SERVICE, 3, ITEM)
    first = ledger.reserve_issue(record_id(2), record_id(1), "a").serial
    ledger.close()
    clock.go(days=-365)
    ledger = open_ledger(tmp_path, clock=clock)
    recovery = ledger.recover()
    assert [record.serial for record in recovery.voided] == [first]
    assert [record.transaction_id for record in recovery.interrupted] == [record_id(1)]
    assert serve(ledger, 2) != first
    ledger.close()


def test_a_clock_a_year_ahead_forgets_nothing_that_central_does_not_have(ledger, clock):
    serve(ledger, 1)
    clock.go(days=365)
    before = ledger.pending(99)
    ledger.acknowledge([before[0].id])
    assert ledger.pending(99) == before[1:]
    with ledger._database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM issues").fetchone()[0] == 1
