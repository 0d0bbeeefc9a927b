"""Transactions: opened once, rated once, closed once, told once; and forgotten only when central has all of it."""

import pytest
from kit.ledger_walk import ISSUE, ITEM, SERVICE, TRANSACTION, WALKS, record_id, records, walk_to

from drivers.faults import Fault, Role
from kiosk.ledger.errors import LedgerError
from kiosk.protocol.records import AlarmRecord, IssueState, Outcome, StepTime


def test_a_transaction_is_told_when_it_closes(ledger, clock):
    ledger.open_transaction(TRANSACTION, SERVICE, 3, ITEM)
    assert records(ledger) == []
    clock.go(seconds=90)
    times = (StepTime(step="notice", visits=1, ms=60_000), StepTime(step="end", visits=1, ms=30_000))
    ledger.close_transaction(TRANSACTION, Outcome.COMPLETED, "end", times)
    (record,) = records(ledger)
    assert (record.service, record.flow_version, record.item_code) == (SERVICE, 3, ITEM)
    assert (record.started_at, record.ended_at) == ("2026-03-05T04:30:00.000Z", "2026-03-05T04:31:30.000Z")
    assert (record.outcome, record.last_step) == (Outcome.COMPLETED, "end")
    assert record.steps == times


def test_it_opens_and_closes_once(ledger):
    ledger.open_transaction(TRANSACTION, SERVICE, 3, ITEM)
    with pytest.raises(LedgerError, match="already"):
        ledger.open_transaction(TRANSACTION, SERVICE, 3, ITEM)
    ledger.close_transaction(TRANSACTION, Outcome.LEFT, "form")
    with pytest.raises(LedgerError, match="not open"):
        ledger.close_transaction(TRANSACTION, Outcome.LEFT, "form")
    assert ledger.outbox_left() == 1


def test_it_is_rated_once_while_it_is_open(ledger):
    ledger.open_transaction(TRANSACTION, SERVICE, 3, ITEM)
    ledger.rate(TRANSACTION, 5, [510, 517])
    with pytest.raises(LedgerError, match="rated already"):
        ledger.rate(TRANSACTION, 4, [])
    (record,) = records(ledger)
    assert (record.satisfaction, record.reasons, record.item_code) == (5, (510, 517), ITEM)


@pytest.mark.parametrize(("level", "reasons"), [(5, [108]), (1, [])])
def test_a_rating_that_does_not_fit_leaves_no_trace(ledger, level, reasons):
    ledger.open_transaction(TRANSACTION, SERVICE, 3, ITEM)
    with pytest.raises(LedgerError, match="reason"):
        ledger.rate(TRANSACTION, level, reasons)
    assert records(ledger) == []
    ledger.rate(TRANSACTION, 4, [])


def test_an_alarm_goes_out_as_it_is(ledger):
    alarm = AlarmRecord(source=Role.RECEIPT_PRINTER, code=Fault.PAPER_OUT, technician_code="R-12")
    ledger.alarm(alarm)
    assert records(ledger) == [alarm]


def test_a_late_taken_is_still_recorded(ledger):
    walk_to(ledger, IssueState.PRESENTED)
    ledger.close_transaction(TRANSACTION, Outcome.TIMED_OUT, "end")
    ledger.mark_issue(ISSUE, IssueState.TAKEN)
    assert records(ledger)[-1].state is IssueState.TAKEN


def rows(ledger, table: str) -> int:
    with ledger._database.reading() as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def acknowledge_all(ledger) -> None:
    ledger.acknowledge([envelope.id for envelope in ledger.pending(1000)])


def test_finished_and_told_is_forgotten_after_its_time(ledger, clock):
    walk_to(ledger, IssueState.TAKEN)
    ledger.close_transaction(TRANSACTION, Outcome.COMPLETED, "end")
    acknowledge_all(ledger)
    clock.go(days=29)
    ledger.acknowledge([])
    assert (rows(ledger, "transactions"), rows(ledger, "issues")) == (1, 1)
    clock.go(days=2)
    ledger.acknowledge([])
    assert (rows(ledger, "transactions"), rows(ledger, "issues")) == (0, 0)


def test_what_central_has_not_heard_is_never_forgotten(ledger, clock):
    walk_to(ledger, IssueState.TAKEN)
    ledger.close_transaction(TRANSACTION, Outcome.COMPLETED, "end")
    first, *_ = ledger.pending(99)
    ledger.acknowledge([first.id])
    clock.go(days=400)
    ledger.acknowledge([])
    assert rows(ledger, "issues") == 1


SETTLED = {IssueState.RESERVED: IssueState.VOIDED, IssueState.PRINTING: IssueState.DOUBTFUL}


@pytest.mark.parametrize("state", list(IssueState))
def test_closing_leaves_no_issue_undecided(ledger, state):
    walk_to(ledger, state)
    ledger.close_transaction(TRANSACTION, Outcome.FAILED, "issue")
    issues = [record.state for record in records(ledger) if record.kind == "issue"]
    assert issues[-1] is SETTLED.get(state, state)
    assert len(issues) == len(WALKS[state]) + 1 + (state in SETTLED)
    alarms = [record.code for record in records(ledger) if record.kind == "alarm"]
    assert alarms == (["ISSUE_DOUBTFUL"] if issues[-1] is IssueState.DOUBTFUL else [])


def test_closing_settles_no_issue_of_another_transaction(ledger):
    walk_to(ledger, IssueState.PRINTING)
    ledger.open_transaction(record_id(8), SERVICE, 3, ITEM)
    ledger.close_transaction(record_id(8), Outcome.LEFT, "notice")
    ledger.mark_issue(ISSUE, IssueState.PRESENTED)


def test_an_open_transaction_is_never_forgotten(ledger, clock):
    ledger.open_transaction(TRANSACTION, SERVICE, 3, ITEM)
    clock.go(days=400)
    ledger.acknowledge([])
    assert rows(ledger, "transactions") == 1


def test_the_outbox_keeps_the_order_and_forgets_only_what_is_acknowledged(ledger):
    for number in range(5):
        ledger.alarm(AlarmRecord(source="terminal", code=Fault.BUSY, detail=str(number)))
    ids = [envelope.id for envelope in ledger.pending(99)]
    assert [envelope.record.detail for envelope in ledger.pending(3)] == ["0", "1", "2"]
    ledger.acknowledge([ids[1], ids[3], record_id(77)])
    assert [envelope.record.detail for envelope in ledger.pending(99)] == ["0", "2", "4"]
    assert ledger.outbox_left() == 3
