"""After a power cut: each state is settled without guessing, and said exactly once."""

import pytest
from kit.ledger_walk import ISSUE, ITEM, SERVICE, TRANSACTION, open_ledger, record_id, records, walk_to

from kiosk.ledger.recovery import Recovery
from kiosk.protocol.records import IssueState, Outcome

SETTLED = {
    IssueState.RESERVED: IssueState.VOIDED,
    IssueState.PRINTING: IssueState.DOUBTFUL,
}


@pytest.mark.parametrize("state", list(IssueState))
def test_each_state_is_settled_as_promised(ledger, state):
    walk_to(ledger, state)
    before = len(records(ledger))
    recovery = ledger.recover()
    fresh = records(ledger)[before:]
    assert [record.state for record in fresh if record.kind == "issue"] == (
        [SETTLED[state]] if state in SETTLED else []
    )
    assert [record.issue_id for record in recovery.doubtful] == ([ISSUE] if state is IssueState.PRINTING else [])
    assert [record.issue_id for record in recovery.voided] == ([ISSUE] if state is IssueState.RESERVED else [])
    alarms = [record.code for record in fresh if record.kind == "alarm"]
    assert alarms == (["ISSUE_DOUBTFUL"] if state is IssueState.PRINTING else [])


def test_what_is_settled_is_not_settled_again(ledger):
    walk_to(ledger, IssueState.PRINTING)
    ledger.recover()
    told = ledger.pending(99)
    assert ledger.recover() == Recovery()
    assert ledger.pending(99) == told


def test_an_open_transaction_was_interrupted_and_a_closed_one_was_not(ledger, clock):
    ledger.open_transaction(TRANSACTION, SERVICE, 3, ITEM)
    ledger.open_transaction(record_id(8), SERVICE, 3, ITEM)
    ledger.close_transaction(record_id(8), Outcome.COMPLETED, "end")
    clock.go(minutes=3)
    (interrupted,) = ledger.recover().interrupted
    assert (interrupted.transaction_id, interrupted.outcome) == (TRANSACTION, Outcome.INTERRUPTED)
    assert interrupted.ended_at == "2026-03-05T04:33:00.000Z"
    assert records(ledger)[-1] == interrupted


def test_a_presented_issue_may_still_be_taken_after_the_restart(tmp_path):
    ledger = open_ledger(tmp_path)
    walk_to(ledger, IssueState.PRESENTED)
    ledger.close()
    ledger = open_ledger(tmp_path)
    ledger.recover()
    ledger.mark_issue(ISSUE, IssueState.TAKEN)
    assert records(ledger)[-1].state is IssueState.TAKEN
    ledger.close()


def test_one_damaged_row_hinders_no_other(ledger):
    walk_to(ledger, IssueState.PRINTING)
    walk_to(ledger, IssueState.PRINTING, transaction=record_id(20), issue=record_id(21))
    with ledger._database.writing() as connection:
        connection.execute("UPDATE issues SET record = x'00' WHERE issue_id = ?", (ISSUE,))
        connection.execute("UPDATE transactions SET opened = x'00' WHERE transaction_id = ?", (TRANSACTION,))
    told = len(records(ledger))
    recovery = ledger.recover()
    assert recovery.unreadable == (ISSUE, TRANSACTION)
    assert [record.issue_id for record in recovery.doubtful] == [record_id(21)]
    assert [record.transaction_id for record in recovery.interrupted] == [record_id(20)]
    alarms = [(record.code, record.technician_code) for record in records(ledger)[told:] if record.kind == "alarm"]
    assert alarms.count(("ISSUE_DOUBTFUL", "")) == 2
    assert alarms.count(("HARDWARE_ERROR", "LEDGER_ROW_UNREADABLE")) == 2
    assert ledger.recover() == Recovery()
