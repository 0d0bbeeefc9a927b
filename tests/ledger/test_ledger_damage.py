"""A disk that did not keep its word: set aside, never deleted, always reported, and no number given twice."""

import sqlite3

import pytest
from kit.ledger_walk import ISSUE, ITEM, SERVICE, TRANSACTION, open_ledger, record_id, records, walk_to

from drivers.faults import Fault
from kiosk.ledger.errors import LedgerError, SealBroken
from kiosk.protocol.records import AlarmRecord, IssueState


def issued(ledger, number: int) -> str:
    ledger.open_transaction(record_id(number), SERVICE, 3, ITEM)
    return ledger.reserve_issue(record_id(number + 1), record_id(number), "a").serial


def spoil(path, start: int = 0) -> bytes:
    content = path.read_bytes()
    spoiled = content[:start] + b"\xa5" * (len(content) - start)
    path.write_bytes(spoiled)
    return spoiled


def damaged_codes(ledger) -> list:
    return [record.technician_code for record in records(ledger) if record.kind == "alarm"]


@pytest.mark.parametrize("start", [0, 100, 4096])
def test_a_damaged_database_is_set_aside_and_reported_once(tmp_path, start):
    ledger = open_ledger(tmp_path)
    first = issued(ledger, 10)
    ledger.close()
    spoiled = spoil(tmp_path / "ledger.db", start)

    ledger = open_ledger(tmp_path)
    assert (tmp_path / "ledger.db.damaged-1").read_bytes() == spoiled
    assert damaged_codes(ledger) == ["LEDGER_SET_ASIDE"]
    assert issued(ledger, 10) != first
    ledger.close()

    ledger = open_ledger(tmp_path)
    assert damaged_codes(ledger) == ["LEDGER_SET_ASIDE"]
    ledger.close()


def test_numbers_never_repeat_however_often_it_is_damaged(tmp_path):
    serials = []
    for number in range(4):
        ledger = open_ledger(tmp_path)
        serials += [issued(ledger, 10 * number), issued(ledger, 10 * number + 5)]
        ledger.close()
        spoil(tmp_path / "ledger.db")
    open_ledger(tmp_path).close()
    assert len(set(serials)) == len(serials)
    assert sorted(file.name[-1] for file in tmp_path.glob("*damaged-*")) == ["1", "2", "3", "4"]


def test_numbers_of_two_machines_never_meet_however_often_one_lost_its_database(tmp_path):
    """Both may print on the day on which one takes the other's place."""
    old = open_ledger(tmp_path, machine=lambda: 0)
    new = open_ledger(tmp_path / "new", machine=lambda: 1)
    assert issued(old, 10) == "T0001-20260305-00001"
    assert issued(new, 10) == "T0001-20260305-1000001"
    old.close()
    for damage in range(1, 4):
        spoil(tmp_path / "ledger.db")
        old = open_ledger(tmp_path, machine=lambda: 0)
        assert issued(old, 10) == f"T0001-20260305-{damage}0001"
        old.close()
    new.close()


def test_numbers_do_not_repeat_when_somebody_cleared_the_damaged_files(tmp_path):
    open_ledger(tmp_path).close()
    spoil(tmp_path / "ledger.db")
    ledger = open_ledger(tmp_path)
    serials = [issued(ledger, 10)]
    ledger.close()
    (tmp_path / "ledger.db.damaged-1").unlink()
    ledger = open_ledger(tmp_path)
    serials.append(issued(ledger, 20))
    ledger.close()
    assert serials == ["T0001-20260305-10001", "T0001-20260305-10002"]


def test_a_log_left_behind_is_not_played_into_the_new_database(tmp_path):
    """As a cut leaves it between the two renames: the database is aside, its log still in place."""
    ledger = open_ledger(tmp_path)
    issued(ledger, 10)
    log = (tmp_path / "ledger.db-wal").read_bytes()
    ledger.close()
    (tmp_path / "ledger.db").rename(tmp_path / "ledger.db.damaged-1")
    (tmp_path / "ledger.db-wal").write_bytes(log)
    ledger = open_ledger(tmp_path)
    assert damaged_codes(ledger) == ["LEDGER_SET_ASIDE"]
    assert (tmp_path / "ledger.db.damaged-1-wal").read_bytes() == log
    ledger.close()


def test_a_ledger_of_a_newer_program_is_left_alone(tmp_path):
    open_ledger(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "ledger.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LedgerError, match="version 99"):
        open_ledger(tmp_path)
    assert not list(tmp_path.glob("*damaged*"))


def test_a_place_that_cannot_be_used_is_no_damage(tmp_path):
    (tmp_path / "ledger.db").mkdir()
    with pytest.raises(LedgerError, match="cannot be opened"):
        open_ledger(tmp_path)
    assert not list(tmp_path.glob("*damaged*"))


def test_a_full_disk_refuses_the_step_whole_and_the_next_one_works(ledger):
    ledger.open_transaction(TRANSACTION, SERVICE, 3, ITEM)
    with ledger._database.reading() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LedgerError, match="full"):
        ledger.reserve_issue(ISSUE, TRANSACTION, "长" * 20_000)
    assert records(ledger) == []
    with ledger._database.reading() as connection:
        connection.execute("PRAGMA max_page_count = 100000")
    ledger.reserve_issue(ISSUE, TRANSACTION, "a")
    assert ledger.outbox_left() == 1


def test_a_changed_row_is_refused_and_not_believed(ledger):
    walk_to(ledger, IssueState.RESERVED)
    walk_to(ledger, IssueState.RESERVED, transaction=record_id(20), issue=record_id(21))
    with ledger._database.writing() as connection:
        connection.execute(
            "UPDATE issues SET record = (SELECT record FROM issues WHERE issue_id = ?) WHERE issue_id = ?",
            (record_id(21), ISSUE),
        )
    with pytest.raises(SealBroken):
        ledger.mark_issue(ISSUE, IssueState.PRINTING)


@pytest.mark.parametrize("broken", [[0], [1], [0, 1, 2], [2]])
def test_an_unreadable_envelope_is_kept_reported_and_not_in_the_way(ledger, broken):
    for number in range(3):
        ledger.alarm(AlarmRecord(source="terminal", code=Fault.BUSY, detail=str(number)))
    ids = [envelope.id for envelope in ledger.pending(9)]
    with ledger._database.writing() as connection:
        for number in broken:
            connection.execute("UPDATE outbox SET envelope = x'00' WHERE id = ?", (ids[number],))
    ledger.pending(1)
    ledger.pending(9)
    details = [envelope.record.detail for envelope in ledger.pending(9)]
    assert details == [str(number) for number in range(3) if number not in broken] + [ids[number] for number in broken]
    assert ledger.outbox_left() == 3
    with ledger._database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM outbox WHERE unreadable").fetchone()[0] == len(broken)


def test_a_row_of_another_shape_is_refused_like_a_changed_one(ledger):
    walk_to(ledger, IssueState.RESERVED)
    sealed = ledger._seal.close('{"from": "another program"}', column="issues.record", row=ISSUE)
    with ledger._database.writing() as connection:
        connection.execute("UPDATE issues SET record = ? WHERE issue_id = ?", (sealed, ISSUE))
    with pytest.raises(SealBroken, match="another shape"):
        ledger.mark_issue(ISSUE, IssueState.PRINTING)
    assert ledger.recover().unreadable == (ISSUE,)


def test_a_ledger_that_somebody_else_holds_is_no_damage(tmp_path, monkeypatch):
    open_ledger(tmp_path).close()
    monkeypatch.setattr("kiosk.ledger.database._BUSY_S", 0.01)
    other = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerError, match="locked"):
        open_ledger(tmp_path)
    other.close()
    open_ledger(tmp_path).close()
    assert not list(tmp_path.glob("*damaged*"))
