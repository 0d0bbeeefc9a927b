"""Issues: numbers that never repeat and a life that never leads back to the printer."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit.ledger_walk import ISSUE, ITEM, SERVICE, TRANSACTION, WALKS, open_ledger, record_id, records, walk_to

from kiosk.ledger.errors import LedgerError
from kiosk.protocol.records import IssueRecord, IssueState

ALLOWED = {
    ("reserved", "printing"),
    ("reserved", "voided"),
    ("printing", "presented"),
    ("printing", "voided"),
    ("printing", "doubtful"),
    ("presented", "taken"),
    ("presented", "voided"),
}


@pytest.mark.parametrize(("state", "following"), list(itertools.product(IssueState, IssueState)))
def test_each_step_is_taken_or_refused_as_the_life_says(ledger, state, following):
    walk_to(ledger, state)
    before = ledger.pending(99)
    if (state, following) in ALLOWED:
        ledger.mark_issue(ISSUE, following)
        issues = [record for record in records(ledger) if record.kind == "issue"]
        assert issues[-1].state is following
        assert [record.sequence for record in issues] == list(range(1, len(issues) + 1))
    else:
        with pytest.raises(LedgerError, match=f"is {state}: it cannot become {following}"):
            ledger.mark_issue(ISSUE, following)
        assert ledger.pending(99) == before


@given(st.lists(st.sampled_from(IssueState), max_size=8))
@settings(max_examples=40, deadline=None)
def test_whatever_is_tried_it_goes_to_the_printer_at_most_once(tmp_path_factory, tries):
    ledger = open_ledger(tmp_path_factory.mktemp("ledger"))
    walk_to(ledger, IssueState.RESERVED)
    taken = []
    for state in tries:
        try:
            ledger.mark_issue(ISSUE, state)
        except LedgerError:
            continue
        taken.append(state)
    ledger.close()
    assert taken.count(IssueState.PRINTING) <= 1
    assert len(taken) <= len(WALKS[IssueState.TAKEN])


def test_a_reservation_gives_the_same_numbers_again(ledger):
    ledger.open_transaction(TRANSACTION, SERVICE, 3, ITEM)
    first = ledger.reserve_issue(ISSUE, TRANSACTION, "缴存证明")
    assert ledger.reserve_issue(ISSUE, TRANSACTION, "缴存证明") == first
    ledger.mark_issue(ISSUE, IssueState.PRINTING)
    assert ledger.reserve_issue(ISSUE, TRANSACTION, "缴存证明") == first
    assert [record.state for record in records(ledger)] == ["reserved", "printing"]


def test_a_serial_names_terminal_day_and_number(ledger, clock):
    ledger.open_transaction(TRANSACTION, SERVICE, 3, ITEM)
    assert ledger.reserve_issue(record_id(10), TRANSACTION, "a").serial == "T0001-20260305-00001"
    assert ledger.reserve_issue(record_id(11), TRANSACTION, "a").serial == "T0001-20260305-00002"
    clock.go(hours=12)  # 00:30 of the sixth in China, still the fifth in UTC
    assert ledger.reserve_issue(record_id(12), TRANSACTION, "a").serial == "T0001-20260306-00001"


def test_a_clock_set_back_repeats_no_serial(ledger, clock):
    ledger.open_transaction(TRANSACTION, SERVICE, 3, ITEM)
    serials = []
    for number, days in enumerate([0, 1, -1, 1, -1]):
        clock.go(days=days)
        serials.append(ledger.reserve_issue(record_id(number + 10), TRANSACTION, "a").serial)
    assert len(set(serials)) == len(serials)


def test_codes_differ_and_numbers_outlive_a_restart(tmp_path):
    codes, serials = set(), set()
    for start in range(3):
        ledger = open_ledger(tmp_path)
        ledger.open_transaction(record_id(start), SERVICE, 3, ITEM)
        for number in range(3):
            reserved = ledger.reserve_issue(record_id(100 + start * 10 + number), record_id(start), "a")
            codes.add(reserved.verification_code)
            serials.add(reserved.serial)
        ledger.close()
    assert len(codes) == len(serials) == 9


def test_pages_and_digest_stay_until_they_are_told_anew(ledger):
    walk_to(ledger, IssueState.RESERVED)
    ledger.mark_issue(ISSUE, IssueState.PRINTING, pages=2, digest="ab")
    ledger.mark_issue(ISSUE, IssueState.PRESENTED)
    reserved, *later = records(ledger)
    assert (reserved.pages, reserved.digest) == (0, "")
    assert [(record.pages, record.digest) for record in later] == [(2, "ab"), (2, "ab")]


def test_all_copies_are_one_document_with_one_serial(ledger):
    walk_to(ledger, IssueState.RESERVED)
    ledger.mark_issue(ISSUE, IssueState.PRINTING, pages=2, copies=3)
    ledger.mark_issue(ISSUE, IssueState.PRESENTED)
    told = records(ledger)
    assert [record.copies for record in told] == [1, 3, 3]
    assert len({(record.issue_id, record.serial, record.verification_code) for record in told}) == 1
    assert [record.sheets_out for record in told] == [None, None, None]


@pytest.mark.parametrize("sheets", [None, 4])
def test_of_copies_in_doubt_it_is_told_how_many_sheets_the_printer_had_counted(ledger, sheets):
    walk_to(ledger, IssueState.RESERVED)
    ledger.mark_issue(ISSUE, IssueState.PRINTING, pages=2, copies=3)
    ledger.mark_issue(ISSUE, IssueState.DOUBTFUL, sheets_out=sheets)
    issue, _alarm = records(ledger)[-2:]
    assert (issue.state, issue.pages, issue.copies, issue.sheets_out) == (IssueState.DOUBTFUL, 2, 3, sheets)


def test_a_record_from_before_copies_is_one_copy(ledger):
    walk_to(ledger, IssueState.PRESENTED)
    old = records(ledger)[-1].model_dump(exclude={"copies", "sheets_out"})
    assert IssueRecord.model_validate(old) == records(ledger)[-1]


def test_a_doubtful_issue_calls_a_person(ledger):
    walk_to(ledger, IssueState.DOUBTFUL)
    alarm = records(ledger)[-1]
    assert (alarm.kind, alarm.code) == ("alarm", "ISSUE_DOUBTFUL")
    assert alarm.detail == records(ledger)[0].serial


def test_what_cannot_be_reserved_or_marked_is_refused(ledger):
    with pytest.raises(LedgerError, match="never reserved"):
        ledger.mark_issue(ISSUE, IssueState.PRINTING)
    with pytest.raises(LedgerError, match="not open"):
        ledger.reserve_issue(ISSUE, TRANSACTION, "a")
    walk_to(ledger, IssueState.RESERVED)
    ledger.open_transaction(record_id(5), SERVICE, 3, ITEM)
    with pytest.raises(LedgerError, match="another transaction"):
        ledger.reserve_issue(ISSUE, record_id(5), "a")


def test_nothing_is_issued_before_enrolment(tmp_path):
    known = [""]
    ledger = open_ledger(tmp_path, terminal_id=lambda: known[0])
    ledger.open_transaction(TRANSACTION, SERVICE, 3, ITEM)
    with pytest.raises(LedgerError, match="enrolment"):
        ledger.reserve_issue(ISSUE, TRANSACTION, "a")
    known[0] = "T9"
    assert ledger.reserve_issue(ISSUE, TRANSACTION, "a").serial.startswith("T9-")
    ledger.close()
