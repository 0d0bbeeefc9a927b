"""Rulings on doubtful documents: taken once, answered once, whatever is cut off when."""

import itertools
import sqlite3

import pytest
from kit.ledger_walk import ISSUE, KEY, open_ledger, record_id, records, walk_to
from kit.set_clock import SetClock

from kiosk.ledger import rulings as book
from kiosk.ledger.inspection import Inspection
from kiosk.protocol.records import IssueState, Outcome
from kiosk.protocol.rulings import RulingOrder
from tests.ledger.test_ledger_power_cut import each_cut

RULING = record_id(7)
RULED_ON = {(IssueState.DOUBTFUL, "taken"), (IssueState.DOUBTFUL, "voided")}
"""From which state to which: written out here, so that no server can ever rule something to the printer."""


def order(state="taken", issue=ISSUE, ruling=RULING) -> RulingOrder:
    return RulingOrder(ruling_id=ruling, issue_id=issue, state=state)


def said(ledger) -> list[str]:
    """What is on its way to central of the issue's last state and of rulings, in order."""
    told = [record for record in records(ledger) if record.kind in {"issue", "ruling"}]
    return [getattr(record, "state", None) or record.result for record in told]


@pytest.mark.parametrize("state", ["taken", "voided"])
def test_a_doubtful_issue_stands_as_ruled_and_the_answer_follows_it(ledger, state):
    walk_to(ledger, IssueState.DOUBTFUL)
    assert ledger.rulings.hear(order(state))
    assert said(ledger) == ["reserved", "printing", "doubtful", state, "applied"]
    issue = [record for record in records(ledger) if record.kind == "issue"][-1]
    assert (issue.sequence, issue.issue_id) == (4, ISSUE)


def test_it_is_heard_once_however_often_it_comes(tmp_path):
    ledger = open_ledger(tmp_path)
    walk_to(ledger, IssueState.DOUBTFUL)
    assert [ledger.rulings.hear(order()) for _ in range(3)] == [True, False, False]
    before = said(ledger)
    ledger.close()
    again = open_ledger(tmp_path)
    assert not again.rulings.hear(order("voided"))
    assert said(again) == before
    again.close()


@pytest.mark.parametrize(("stands", "ruled"), list(itertools.product(IssueState, [*IssueState, "unheard of"])))
def test_only_what_the_terminal_cannot_tell_is_ruled_on(tmp_path, stands, ruled):
    ledger = open_ledger(tmp_path)
    walk_to(ledger, stands)
    before = said(ledger)
    ledger.rulings.hear(order(ruled))
    if (stands, ruled) in RULED_ON:
        assert said(ledger) == [*before, ruled, "applied"]
    else:
        assert said(ledger) == [*before, "applied" if ruled == stands else "refused"]
    ledger.close()


def test_an_issue_that_is_not_here_any_more_is_answered_too(ledger):
    ledger.rulings.hear(order())
    assert said(ledger) == ["unknown"]


def test_an_issue_whose_record_is_damaged_is_ruled_on_by_its_open_state(tmp_path):
    ledger = open_ledger(tmp_path)
    walk_to(ledger, IssueState.DOUBTFUL)
    ledger.close()
    with sqlite3.connect(tmp_path / "ledger.db") as file:
        file.execute("UPDATE issues SET record = x'00'")
    file.close()
    ledger = open_ledger(tmp_path)
    ledger.rulings.hear(order("voided"))
    ledger.rulings.hear(order("taken", ruling=record_id(8)))
    assert said(ledger)[-2:] == ["applied", "refused"]
    ledger.close()


def test_cut_at_any_statement_it_is_done_and_answered_once(tmp_path):
    def live(place, done):
        ledger = open_ledger(place)
        if not records(ledger):
            walk_to(ledger, IssueState.DOUBTFUL)
            done("doubtful")
        ledger.recover()
        ledger.rulings.hear(order("voided"))
        done("heard")

    for folder, promises in each_cut(live, tmp_path):
        ledger = open_ledger(folder)
        ledger.recover()
        if "doubtful" in promises:
            at_the_cut = said(ledger)
            assert at_the_cut in (["reserved", "printing", "doubtful"], _RULED), at_the_cut
            assert at_the_cut == _RULED or "heard" not in promises
            ledger.rulings.hear(order("voided"))
            assert said(ledger) == _RULED
        ledger.close()
    assert promises == ["doubtful", "heard"]


_RULED = ["reserved", "printing", "doubtful", "voided", "applied"]


def test_technicians_see_what_was_ruled_and_what_became_of_it(tmp_path):
    ledger = open_ledger(tmp_path)
    walk_to(ledger, IssueState.DOUBTFUL)
    ledger.rulings.hear(order("voided"))
    with Inspection(tmp_path / "ledger.db", KEY) as found:
        assert found.holdings().rulings == {"applied": 1}
        (row,) = (row for row in found.rows() if row["table"] == "rulings")
        assert found.problems() == []
    assert (row["id"], row["issue_id"], row["ruled"], row["stands"]) == (RULING, ISSUE, "voided", "applied")
    ledger.close()


def test_a_file_of_before_there_were_rulings_can_be_inspected(tmp_path):
    open_ledger(tmp_path).close()
    with sqlite3.connect(tmp_path / "ledger.db") as file:
        file.execute("DROP TABLE rulings")
    file.close()
    with Inspection(tmp_path / "ledger.db", KEY) as found:
        assert found.holdings().rulings == {}
        assert list(found.rows()) == []


def test_old_rulings_are_forgotten_and_change_nothing_when_heard_again(tmp_path):
    ledger = open_ledger(tmp_path, kept_days=400)
    walk_to(ledger, IssueState.DOUBTFUL)
    ledger.close_transaction(record_id(1), Outcome.FAILED, "issue")
    ledger.rulings.hear(order("voided"))
    ledger.rulings.hear(order("voided", issue=record_id(5), ruling=record_id(7 + book.KEPT_S * 1000)))
    send(ledger)
    assert not ledger.rulings.hear(order("voided"))
    ledger.rulings.hear(order("voided", issue=record_id(5), ruling=record_id(8 + book.KEPT_S * 1000)))
    send(ledger)
    assert ledger.rulings.hear(order("voided"))
    assert said(ledger) == ["applied"]
    ledger.close()


@pytest.mark.parametrize("years", [-1, 1])
def test_a_wrong_clock_forgets_no_ruling_that_central_still_brings(tmp_path, years):
    clock = SetClock()
    ledger = open_ledger(tmp_path, clock=clock, kept_days=400)
    walk_to(ledger, IssueState.DOUBTFUL)
    clock.go(days=365 * years)
    ledger.rulings.hear(order("voided"))
    clock.go(days=-365 * years)
    ledger.acknowledge([])
    clock.go(days=365)
    ledger.acknowledge([])
    assert not ledger.rulings.hear(order("voided"))
    assert said(ledger)[-2:] == ["voided", "applied"]
    ledger.close()


def test_an_id_that_tells_no_time_makes_nothing_forgotten(ledger):
    for odd in ("z" * 36, "f1900000-0000-4000-8000-000000000000"):
        ledger.rulings.hear(order(ruling=odd))
        ledger.rulings.hear(order())
        ledger.acknowledge([])
        assert not ledger.rulings.hear(order())


def send(ledger) -> None:
    ledger.acknowledge([envelope.id for envelope in ledger.pending(99)])
