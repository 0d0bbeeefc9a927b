"""A disk that is full, or takes no writes: nobody is served, no record is dropped, and it mends by itself."""

import os
import resource
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.ledger_walk import ISSUE, ITEM, SERVICE, TRANSACTION, open_ledger, record_id, records, walk_to

from kiosk.ledger import database
from kiosk.ledger.errors import LedgerError
from kiosk.ledger.room import CODES, REMEDIES, Lack, Limits, Room, lack_of
from kiosk.protocol.records import AlarmRecord, IssueState, Outcome

MIB = 1 << 20
LIMITS = Limits(min_free_mib=10, most_unsent=100)
PLENTY = 1000 * MIB


def plenty(_: Path) -> int:
    return PLENTY


@pytest.fixture
def told(tmp_path):
    """Leave a document at the printer; return what was to be sent."""
    ledger = open_ledger(tmp_path)
    walk_to(ledger, IssueState.PRINTING)
    told = ledger.pending(99)
    ledger.close()
    return told


@pytest.fixture
def writable_again(told, monkeypatch):
    """Let the ledger be opened as on a disk that takes no writes; return what ends that."""
    connect = database._connect
    monkeypatch.setattr(
        database,
        "_connect",
        lambda path: sqlite3.connect(
            f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
        ),
    )
    return lambda: monkeypatch.setattr(database, "_connect", connect)


@pytest.mark.parametrize(
    ("writable", "free", "unsent", "before", "lack"),
    [
        (True, 10 * MIB, 100, None, None),
        (True, 10 * MIB - 1, 0, None, Lack.NO_ROOM),
        (True, 20 * MIB - 1, 0, Lack.NO_ROOM, Lack.NO_ROOM),
        (True, 20 * MIB, 0, Lack.NO_ROOM, None),
        (True, 15 * MIB, 0, Lack.NOT_WRITABLE, None),
        (True, PLENTY, 101, None, Lack.TOO_MUCH_UNSENT),
        (True, PLENTY, 91, Lack.TOO_MUCH_UNSENT, Lack.TOO_MUCH_UNSENT),
        (True, PLENTY, 90, Lack.TOO_MUCH_UNSENT, None),
        (True, 0, 101, None, Lack.NO_ROOM),
        (False, PLENTY, 0, None, Lack.NOT_WRITABLE),
        (False, 0, 101, Lack.NO_ROOM, Lack.NOT_WRITABLE),
    ],
)
def test_what_is_lacking(writable, free, unsent, before, lack):
    assert lack_of(writable=writable, free_bytes=free, unsent=unsent, limits=LIMITS, before=before) is lack


@given(st.booleans(), st.integers(0, 40 * MIB), st.integers(0, 200))
def test_a_lack_once_ended_does_not_come_back_by_itself(writable, free, unsent):
    lack = None
    for _ in range(3):
        before = lack
        lack = lack_of(writable=writable, free_bytes=free, unsent=unsent, limits=LIMITS, before=before)
    assert lack is before


def test_every_lack_has_a_code_and_a_remedy():
    assert set(CODES) == set(REMEDIES) == set(Lack)
    assert len(set(CODES.values())) == len(Lack)


def test_too_little_room_is_seen_and_its_end_too(ledger, tmp_path):
    free = [PLENTY]
    room = Room(ledger, tmp_path, LIMITS, lambda _: free[-1])
    assert room.look() is None
    free.append(MIB)
    assert room.look() is room.lack is Lack.NO_ROOM
    free.append(PLENTY)
    assert room.look() is None


def test_what_central_does_not_have_is_counted_whatever_became_of_it_and_never_dropped(ledger, tmp_path, clock):
    room = Room(ledger, tmp_path, Limits(10, 3), plenty)
    for number in range(4):
        ledger.alarm(AlarmRecord(source="terminal", code="INTERNAL", detail=str(number)))
    assert room.look() is Lack.TOO_MUCH_UNSENT
    first, second, third, fourth = (envelope.id for envelope in ledger.pending(9))
    ledger.refuse({first: "no"}, held_by_central=False)
    with ledger._database.writing() as connection:
        connection.execute("UPDATE outbox SET unreadable = 1 WHERE id = ?", (second,))
    clock.go(days=4000)
    ledger.acknowledge([third])
    assert ledger.only_here() == 4  # and the alarm about the refused one
    assert room.look() is Lack.TOO_MUCH_UNSENT
    ledger.acknowledge([fourth, *(envelope.id for envelope in ledger.pending(9))])
    assert ledger.only_here() == 2
    assert room.look() is None


def test_a_file_that_may_not_grow_refuses_steps_whole_and_serves_again_when_it_may(ledger, tmp_path):
    """A real refusal of the system's: the process may write no file longer than the log is now."""
    room = Room(ledger, tmp_path, LIMITS, plenty)
    ledger.open_transaction(TRANSACTION, SERVICE, 3, ITEM)
    before = records(ledger)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, ((tmp_path / "ledger.db-wal").stat().st_size, hard))
    try:
        with pytest.raises(LedgerError, match="not written"):
            ledger.reserve_issue(ISSUE, TRANSACTION, "a")
        assert ledger.failing
        assert room.look() is Lack.NOT_WRITABLE
        assert records(ledger) == before
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert room.look() is None
    assert not ledger.failing
    ledger.reserve_issue(ISSUE, TRANSACTION, "a")
    assert len(records(ledger)) == len(before) + 1


def test_a_rule_of_the_tables_is_no_failing_disk(ledger, tmp_path):
    ledger.open_transaction(TRANSACTION, SERVICE, 3, ITEM)
    with pytest.raises(LedgerError, match="already"):
        ledger.open_transaction(TRANSACTION, SERVICE, 3, ITEM)
    assert not ledger.failing


def test_a_disk_mounted_read_only_is_seen_before_anything_is_written(ledger, tmp_path, monkeypatch):
    room = Room(ledger, tmp_path, LIMITS, plenty)
    assert room.look() is None
    found = os.statvfs(tmp_path)
    fields = [*found]
    fields[8] |= os.ST_RDONLY
    monkeypatch.setattr(os, "statvfs", lambda _: os.statvfs_result(fields))
    with ledger._database.reading() as connection:
        connection.execute("PRAGMA query_only = ON")
    assert room.look() is Lack.NOT_WRITABLE
    with ledger._database.reading() as connection:
        connection.execute("PRAGMA query_only = OFF")
    monkeypatch.undo()
    assert room.look() is None


def test_a_ledger_that_can_only_be_read_shows_what_it_holds_and_settles_when_it_may(tmp_path, told, writable_again):
    ledger = open_ledger(tmp_path)
    room = Room(ledger, tmp_path, LIMITS, plenty)
    assert ledger.failing
    assert ledger.pending(99) == told
    for write in (
        ledger.recover,
        lambda: ledger.open_transaction(record_id(9), SERVICE, 3, ITEM),
        lambda: ledger.acknowledge([told[0].id]),
        lambda: ledger.alarm(AlarmRecord(source="terminal", code="INTERNAL")),
    ):
        with pytest.raises(LedgerError, match="not written"):
            write()
    assert room.look() is Lack.NOT_WRITABLE
    assert not list(tmp_path.glob("*damaged*"))
    writable_again()
    assert room.look() is None
    assert [getattr(record, "state", record.kind) for record in records(ledger)] == [
        "reserved",
        "printing",
        "doubtful",
        "alarm",
        "transaction",
    ]
    ledger.close()


def test_a_number_is_given_only_when_it_is_known_where_numbers_begin(tmp_path, writable_again):
    """A database was set aside, and the new one can be written only later: its numbers begin in their own range."""
    (tmp_path / "ledger.db.damaged-1").write_bytes(b"of the day before")
    ledger = open_ledger(tmp_path)
    writable_again()
    with ledger._database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM outbox").fetchone()[0] == 2
    ledger._database.open_again()
    with pytest.raises(LedgerError, match="could only be read"):
        ledger.open_transaction(record_id(9), SERVICE, 3, ITEM)
    assert ledger.try_writing()
    ledger.open_transaction(record_id(9), SERVICE, 3, ITEM)
    assert ledger.reserve_issue(record_id(10), record_id(9), "a").serial.endswith("-10001")
    assert "LEDGER_SET_ASIDE" in [record.technician_code for record in records(ledger) if record.kind == "alarm"]
    ledger.close()


def test_another_key_is_not_taken_for_a_disk_that_cannot_write(tmp_path, writable_again):
    with pytest.raises(LedgerError, match="restore that key"):
        open_ledger(tmp_path, key=bytes(32))


def test_what_was_not_settled_at_the_start_is_settled_before_anybody_is_served(tmp_path, told):
    assert told
    ledger = open_ledger(tmp_path)
    with ledger._database.reading() as connection:
        connection.execute("PRAGMA query_only = ON")
    with pytest.raises(LedgerError):
        ledger.recover()
    room = Room(ledger, tmp_path, LIMITS, plenty)
    assert room.look() is Lack.NOT_WRITABLE
    with ledger._database.reading() as connection:
        connection.execute("PRAGMA query_only = OFF")
    assert room.look() is None
    assert [record.outcome for record in records(ledger) if record.kind == "transaction"] == ["interrupted"]
    ledger.close()


def test_a_folder_that_is_gone_is_a_lack_and_no_crash(ledger, tmp_path):
    assert Room(ledger, tmp_path / "gone", LIMITS).look() is Lack.NOT_WRITABLE


def test_what_central_has_makes_room_for_what_comes(ledger, tmp_path, clock):
    """Months of sessions that central has heard of take no more of the disk than the last ones of them."""
    sizes = []
    for month in range(4):
        for number in range(40):
            transaction, issue = (record_id(1000 * month + 10 * number + part) for part in (1, 2))
            walk_to(ledger, IssueState.TAKEN, transaction=transaction, issue=issue)
            ledger.close_transaction(transaction, Outcome.COMPLETED, "end")
        while envelopes := ledger.pending(100):
            ledger.acknowledge([envelope.id for envelope in envelopes])
        clock.go(days=31)
        ledger.acknowledge([])
        with ledger._database.reading() as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        sizes.append((tmp_path / "ledger.db").stat().st_size)
    assert sizes[-1] <= sizes[1] * 1.1
