"""A new key: nothing is lost, the old one opens nothing, and a cut at any step leaves a ledger that opens."""

import contextlib
import itertools
import os
import signal
import sqlite3
import sys

import pytest
from kit.ledger_walk import KEY, TERMINAL, open_ledger, record_id, walk_to
from kit.set_clock import SetClock

from drivers.faults import Fault
from kiosk.ledger import database
from kiosk.ledger.errors import LedgerError, LedgerKeyError
from kiosk.ledger.key import load_key
from kiosk.ledger.ledger import Ledger
from kiosk.ledger.rotation import SEALED, rotate
from kiosk.protocol.records import AlarmRecord, IssueState, PaymentState


def fill(folder) -> list:
    """Something in every table that is sealed; returns what central has not heard."""
    folder.mkdir(exist_ok=True)
    (folder / "ledger.key").write_bytes(KEY)
    ledger = open_ledger(folder)
    walk_to(ledger, IssueState.PRINTING)
    ledger.order_payment(record_id(30), record_id(1), "P-1", 1050)
    ledger.mark_payment(record_id(30), PaymentState.PAID)
    ledger.alarm(AlarmRecord(source="terminal", code=Fault.BUSY))
    ledger.refuse({ledger.pending(1)[0].id: "x"}, held_by_central=False)
    told = ledger.pending(99)
    ledger.close()
    return told


def reopened(folder) -> Ledger:
    place = folder / "ledger.db"
    return Ledger(place, load_key(folder / "ledger.key", place), TERMINAL, SetClock())


def sealed_values(folder) -> dict:
    with contextlib.closing(sqlite3.connect(folder / "ledger.db")) as connection:
        return {
            column: [row[0] for row in connection.execute("SELECT {1} FROM {0}".format(*column.split(".")))]
            for column in SEALED
        }


def test_everything_is_sealed_anew_and_only_the_new_key_opens_it(tmp_path):
    told = fill(tmp_path)
    before = sealed_values(tmp_path)
    rotated = rotate(tmp_path / "ledger.db", tmp_path / "ledger.key")
    after = sealed_values(tmp_path)
    assert all(before.values()), "the test must have something in every sealed column"
    assert rotated.values == sum(map(len, before.values()))
    assert (rotated.unreadable, rotated.kept) == (0, None)
    assert not any(set(before[column]) & set(after[column]) for column in SEALED)
    assert (tmp_path / "ledger.key").read_bytes() != KEY
    assert (tmp_path / "ledger.key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(LedgerKeyError):
        open_ledger(tmp_path)
    ledger = reopened(tmp_path)
    assert ledger.pending(99) == told
    recovery = ledger.recover()
    assert (len(recovery.doubtful), len(recovery.claims), recovery.unreadable) == (1, 1, ())
    ledger.close()
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert not [value for values in before.values() for value in values if value in content]


def test_every_blob_of_the_schema_is_known_to_the_rotation(ledger):
    with ledger._database.reading() as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        blobs = {
            f"{table}.{column[1]}"
            for table in tables
            for column in connection.execute(f"PRAGMA table_info({table})")
            if column[2] == "BLOB"
        }
    assert blobs == set(SEALED)


def killed_at(step: int, folder) -> bool:
    """Rotate in a child that dies before its n-th touch of a file or statement; True when it died."""
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            _die_before(step)
            rotate(folder / "ledger.db", folder / "ledger.key")
            os._exit(0)
        os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def _die_before(step: int) -> None:
    seen = 0

    def count(*_) -> None:
        nonlocal seen
        seen += 1
        if seen == step:
            os.kill(os.getpid(), signal.SIGKILL)

    connect = database._connect

    def traced(path):
        connection = connect(path)
        connection.set_trace_callback(count)
        return connection

    database._connect = traced
    sys.addaudithook(lambda event, _: count() if event in {"open", "os.rename", "os.remove"} else None)


@pytest.mark.parametrize("set_aside", [False, True])
def test_a_cut_at_any_step_leaves_a_ledger_that_opens_with_a_key_that_is_there(tmp_path, set_aside):
    for step in itertools.count(1):
        folder = tmp_path / str(step)
        told = fill(folder)
        if set_aside:
            (folder / "ledger.db.damaged-1").write_bytes(b"sealed with the old key")
        died = killed_at(step, folder)
        ledger = reopened(folder)
        assert ledger.pending(99)[: len(told)] == told
        assert ledger.recover().unreadable == ()
        ledger.close()
        assert not (folder / "ledger.key.next").exists()
        if set_aside:
            keys = [file.read_bytes() for file in folder.glob("ledger.key*")]
            assert KEY in keys
        rotate(folder / "ledger.db", folder / "ledger.key")
        reopened(folder).close()
        assert len(list(folder.glob("ledger.key.old-*"))) <= 2
        if not died:
            assert step > 20, "too few steps were seen to prove anything"
            return


def test_the_old_key_stays_for_a_database_that_was_set_aside(tmp_path):
    fill(tmp_path)
    (tmp_path / "ledger.db.damaged-1").write_bytes(b"sealed with the old key")
    rotated = rotate(tmp_path / "ledger.db", tmp_path / "ledger.key")
    assert rotated.kept == tmp_path / "ledger.key.old-1"
    assert rotated.kept.read_bytes() == KEY
    assert rotated.kept.stat().st_mode & 0o777 == 0o600


def test_a_value_that_was_damaged_before_hinders_no_other(tmp_path):
    told = fill(tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)) as connection:
        connection.execute("UPDATE issues SET record = x'00'")
    assert rotate(tmp_path / "ledger.db", tmp_path / "ledger.key").unreadable == 1
    ledger = reopened(tmp_path)
    assert ledger.pending(99) == told
    ledger.close()


def test_a_new_credential_becomes_the_key_and_the_file_goes(tmp_path, monkeypatch):
    told = fill(tmp_path)
    (tmp_path / "credentials").mkdir()
    (tmp_path / "credentials" / "ledger.key").write_bytes(b"n" * 32)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
    rotate(tmp_path / "ledger.db", tmp_path / "ledger.key")
    assert not list(tmp_path.glob("ledger.key*"))
    ledger = open_ledger(tmp_path, key=b"n" * 32)
    assert ledger.pending(99) == told
    ledger.close()
    with pytest.raises(LedgerKeyError, match="only systemd changes"):
        rotate(tmp_path / "ledger.db", tmp_path / "ledger.key")


def test_where_there_is_no_ledger_there_is_no_key_to_change(tmp_path):
    with pytest.raises(LedgerKeyError, match="no ledger yet"):
        rotate(tmp_path / "ledger.db", tmp_path / "ledger.key")
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_leaves_the_old_key_the_key(tmp_path, monkeypatch):
    told = fill(tmp_path)
    connect = database._connect

    def failing(path):
        connection = connect(path)
        connection.execute(
            "CREATE TEMP TRIGGER failing BEFORE UPDATE ON dead_letters BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
        return connection

    monkeypatch.setattr(database, "_connect", failing)
    with pytest.raises(LedgerError, match="disk full"):
        rotate(tmp_path / "ledger.db", tmp_path / "ledger.key")
    monkeypatch.undo()
    ledger = reopened(tmp_path)
    assert ledger.pending(99) == told
    ledger.close()
    assert (tmp_path / "ledger.key").read_bytes() == KEY
