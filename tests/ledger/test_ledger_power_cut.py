"""SIGKILL before every single SQL statement of a whole session; what had been promised by then must hold afterwards."""

import contextlib
import itertools
import os
import signal

import pytest
from kit.ledger_walk import ISSUE, ITEM, SERVICE, TRANSACTION, open_ledger, record_id, records, walk_to

from kiosk.ledger import database
from kiosk.ledger.ledger import Ledger
from kiosk.protocol.records import IssueState, Outcome, PaymentState

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

STEPS = (
    "open",
    "order",
    "paid",
    "reserve",
    "printing",
    "paper",
    "presented",
    "rate",
    "taken",
    "close",
    "acknowledge",
)
PAYMENT, ORDER = record_id(3), "P-1"


def run_session(ledger: Ledger, done) -> None:
    """One resident, from the first touch to the end; `done(step)` is called when the ledger has promised it."""
    ledger.open_transaction(TRANSACTION, SERVICE, 3, ITEM)
    done("open")
    ledger.order_payment(PAYMENT, TRANSACTION, ORDER, 1050)
    done("order")
    ledger.mark_payment(PAYMENT, PaymentState.PAID)
    done("paid")
    reserved = ledger.reserve_issue(ISSUE, TRANSACTION, "缴存证明")
    done(f"reserve {reserved.serial}")
    ledger.mark_issue(ISSUE, IssueState.PRINTING, pages=1, digest="ab")
    done("printing")
    done("paper")
    ledger.mark_issue(ISSUE, IssueState.PRESENTED, fulfils=PAYMENT)
    done("presented")
    ledger.rate(TRANSACTION, 5, [510])
    done("rate")
    ledger.mark_issue(ISSUE, IssueState.TAKEN)
    done("taken")
    ledger.close_transaction(TRANSACTION, Outcome.COMPLETED, "end")
    done("close")
    ledger.acknowledge([ledger.pending(1)[0].id])
    done("acknowledge")


def killed_at(statement: int, live) -> tuple[list[str], bool]:
    """Run `live(done)` in a child that dies before its n-th statement; return what it had promised, and if it died."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            _die_before(statement)
            live(lambda step: os.write(write_end, step.encode() + b"\n"))
            os._exit(0)
        os._exit(1)
    os.close(write_end)
    with os.fdopen(read_end) as pipe:
        promises = pipe.read().splitlines()
    _, status = os.waitpid(child, 0)
    died = os.WIFSIGNALED(status)
    assert died or os.waitstatus_to_exitcode(status) == 0, f"it failed by itself after {promises}"
    return promises, died


def _die_before(statement: int) -> None:
    """In the child only: each connection counts its statements from now on."""
    seen = 0
    connect = database._connect

    def trace(_: str) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    def traced(path):
        connection = connect(path)
        connection.set_trace_callback(trace)
        return connection

    database._connect = traced


class Central:
    """Keeps the first envelope of each id, as the platform does."""

    def __init__(self) -> None:
        self.kept = {}
        self.copies = 0

    def take(self, envelopes) -> None:
        for envelope in envelopes:
            self.copies += envelope.id in self.kept
            self.kept.setdefault(envelope.id, envelope.record)

    def of(self, kind: str) -> list:
        return [record for record in self.kept.values() if record.kind == kind]


def settle_and_send(folder) -> tuple:
    """Start again, recover, and send everything twice, as after a reply that was lost."""
    ledger = open_ledger(folder)
    recovery, central = ledger.recover(), Central()
    central.take(ledger.pending(99))
    central.take(ledger.pending(99))
    ledger.acknowledge(list(central.kept))
    assert ledger.outbox_left() == 0
    ledger.close()
    return recovery, central


def expected_last(promises: list[str]) -> set[str]:
    """In which states central may see the issue, given how far the promises got."""
    steps = [promise.split()[0] for promise in promises]
    if "taken" in steps:
        return {"taken"}
    if "presented" in steps:
        return {"presented", "taken"}
    if "paper" in steps:
        return {"doubtful", "presented"}
    if "reserve" in steps:
        return {"voided", "doubtful"}
    return {"none", "voided"}


def check(promises: list[str], recovery, central: Central) -> None:
    steps = [promise.split()[0] for promise in promises]
    assert steps == list(STEPS[: len(steps)])
    issues = central.of("issue")
    last = max(issues, key=lambda record: record.sequence, default=None)
    assert len({record.serial for record in issues}) <= 1
    assert (last.state if last else "none") in expected_last(promises)
    if "reserve" in steps:
        assert promises[3] == f"reserve {last.serial}"
    if last and last.state == "doubtful":
        assert [record.detail for record in central.of("alarm") if record.code == "ISSUE_DOUBTFUL"] == [last.serial]
        assert [record.serial for record in recovery.doubtful] == [last.serial]
    else:
        assert [record for record in central.of("alarm") if record.code == "ISSUE_DOUBTFUL"] == []
    check_payment(steps, recovery, central)
    assert len(central.of("rating")) in ({1} if "rate" in steps else {0, 1})
    check_transaction(steps, recovery, central)
    assert central.copies == len(central.kept)


def check_payment(steps: list[str], recovery, central: Central) -> None:
    """Money that was promised to be recorded has its result or its claim, each state is told once."""
    told = sorted(central.of("payment"), key=lambda record: record.sequence)
    first = 2 if "close" in steps and told[0].sequence == 2 else 1  # the oldest of all may be acknowledged by then
    assert [record.sequence for record in told] == list(range(first, first + len(told)))
    last = told[-1].state if told else "none"
    money = [record.code for record in central.of("alarm") if record.code in {"PAYMENT_DOUBTFUL", "REFUND_DUE"}]
    paper = max(central.of("issue"), key=lambda record: record.sequence, default=None)
    assert (last == "fulfilled") == (paper is not None and paper.state in {"presented", "taken"})
    if "presented" in steps:
        assert last == "fulfilled"
    elif "paid" in steps:
        assert last in {"refund_due", "fulfilled"}
    else:
        assert last in ({"ordered", "refund_due"} if "order" in steps else {"none", "ordered"})
    assert money == {"ordered": ["PAYMENT_DOUBTFUL"], "refund_due": ["REFUND_DUE"]}.get(last, [])
    assert [record.state for record in recovery.claims] == (["refund_due"] if last == "refund_due" else [])


def check_transaction(steps: list[str], recovery, central: Central) -> None:
    ends = [record.outcome for record in central.of("transaction")]
    if "close" in steps:
        assert ends == [Outcome.COMPLETED]
    elif "open" in steps:
        assert ends in ([Outcome.INTERRUPTED], [Outcome.COMPLETED])
    else:
        assert ends in ([], [Outcome.INTERRUPTED])
    assert len(recovery.interrupted) == ends.count(Outcome.INTERRUPTED)


def each_cut(live_in, tmp_path):
    """Yield folder and promises for a cut before each statement, and at last for the run that nothing cut."""
    for statement in itertools.count(1):
        folder = tmp_path / str(statement)
        promises, died = killed_at(statement, lambda done, place=folder: live_in(place, done))
        yield folder, promises
        if not died:
            assert statement > 20, "the trace saw too few statements to prove anything"
            return


def test_whatever_statement_it_dies_at_nothing_is_lost_or_done_twice(tmp_path):
    for folder, promises in each_cut(lambda place, done: run_session(open_ledger(place), done), tmp_path):
        recovery, central = settle_and_send(folder)
        check(promises, recovery, central)
    assert promises[-1] == "acknowledge"


def test_a_second_cut_while_settling_says_everything_once(tmp_path):
    def settle(place, done):
        if not place.exists():
            walk_to(open_ledger(place), IssueState.PRINTING)
        open_ledger(place).recover()

    for folder, _ in each_cut(settle, tmp_path):
        ledger = open_ledger(folder)
        ledger.recover()
        told = [getattr(record, "state", record.kind) for record in records(ledger)]
        ledger.close()
        assert told in (
            [],
            ["transaction"],
            ["reserved", "voided", "transaction"],
            ["reserved", "printing", "doubtful", "alarm", "transaction"],
        )
