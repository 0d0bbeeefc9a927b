"""`kiosk ledger`: how the records stand, whether they are whole, what they are; and nothing of a resident in it."""

import json
import sqlite3

import pytest
from kit.crash_points import Notes, Points
from kit.crash_stories import PAID, Told, tell
from kit.ledger_walk import record_id
from kit.player import CARD

from kiosk.devices.running import running
from kiosk.ledger.clock import SystemClock
from kiosk.ledger.key import load_key
from kiosk.ledger.ledger import Ledger
from kiosk.technician.layout import width

STATEMENT = "housing/provident-fund-statement/scenarios/statement.yaml"
OF_THE_PERSON = (CARD["name"], CARD["number"], "420100000001", "武汉示例光电科技有限公司", "420100001000", "4234.50")


def opened(folder) -> Ledger:
    database = folder / "ledger.sqlite"
    return Ledger(database, load_key(folder / "ledger.key", database), "T0001", SystemClock())


@pytest.fixture
def filled(tmp_path, configured):
    """A ledger after a statement for a demo person, a paid service, and one that was cut; its settings' file."""
    (tmp_path / "state").mkdir()
    ledger = opened(tmp_path / "state")
    told = Told(ledger, SystemClock(), Notes(tmp_path / "notes"), Points(0), lambda: None)
    tell(STATEMENT, record_id(1), told)
    tell(next(iter(PAID)), record_id(2), told)
    ledger.open_transaction(record_id(3), "housing/paid", 1, "000000000000")
    ledger.refuse({ledger.pending(1)[0].id: "it knows no such kind"}, held_by_central=False)
    yield configured()
    ledger.close()


def codes(folder) -> list[str]:
    ledger = opened(folder)
    found = [one.record.verification_code for one in ledger.pending(999) if one.record.kind == "issue"]
    ledger.close()
    return found


def test_status_counts_what_there_is_while_the_terminal_runs(kiosk, filled, tmp_path):
    with running(tmp_path / "state"):
        told = kiosk("ledger", "status", "--config", filled, "--json")
    assert told.code == 0
    standing = json.loads(told.out)
    assert (standing["lack"], standing["set_aside"]) == (None, {})
    held = standing["holdings"]
    assert held["issues"] == {"taken": 2}
    assert held["payments"] == {"fulfilled": 1}
    assert (held["running"], held["refused"], held["unreadable"]) == (1, 1, 0)
    assert held["only_here"] == held["unsent"] + 1
    assert held["oldest_unsent"].endswith("Z")
    text = kiosk("ledger", "status", "--config", filled).out
    assert "documents: 2 taken" in text
    assert "payments:  1 fulfilled" in text
    assert max(map(width, text.splitlines()[1:])) <= 120


def test_status_says_what_is_lacking_and_what_was_set_aside(kiosk, filled, tmp_path):
    (tmp_path / "state" / "ledger.sqlite.damaged-1").write_bytes(b"of last week")
    told = kiosk("ledger", "status", "--config", filled, "--set", "ledger.most_unsent=3")
    assert told.code == 1
    assert "LG092 TOO_MUCH_UNSENT: Too many records wait" in told.out
    assert "ledger.sqlite.damaged-1: was damaged; 12 bytes" in told.out


def test_verify_finds_nothing_in_a_whole_ledger(kiosk, filled):
    assert kiosk("ledger", "verify", "--config", filled).code == 0
    assert json.loads(kiosk("ledger", "verify", "--config", filled, "--json").out) == {"problems": []}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE issues SET state = 'voided'", "sealed as taken, and stands as voided"),
        ("UPDATE payments SET record = x'00'", "its seal is broken"),
        ("UPDATE outbox SET envelope = x'00' WHERE position = 5", "its seal is broken"),
        ("DELETE FROM transactions", "belongs to a transaction that is not there"),
    ],
)
def test_verify_names_what_is_wrong(kiosk, filled, tmp_path, change, said):
    connection = sqlite3.connect(tmp_path / "state" / "ledger.sqlite", isolation_level=None)
    connection.execute(change)
    connection.close()
    told = kiosk("ledger", "verify", "--config", filled)
    assert told.code == 1
    assert said in told.out


def test_export_gives_every_record(kiosk, filled):
    told = kiosk("ledger", "export", "--config", filled)
    assert told.code == 0
    rows = [json.loads(line) for line in told.out.splitlines()]
    assert {row["table"] for row in rows} == {"transactions", "issues", "payments", "outbox", "dead_letters"}
    assert [row["state"] for row in rows if row["table"] == "issues"] == ["taken", "taken"]
    assert [row["amount_fen"] for row in rows if row["table"] == "payments"] == [1050]
    assert {row["record"]["kind"] for row in rows if row["table"] == "outbox"} > {"issue", "payment", "transaction"}


@pytest.mark.parametrize("words", [("status",), ("status", "--json"), ("verify",), ("verify", "--json"), ("export",)])
def test_nothing_of_a_resident_nor_of_a_documents_trust_is_told(kiosk, filled, tmp_path, words):
    told = kiosk("ledger", *words, "--config", filled)
    assert told.out
    secret = [*OF_THE_PERSON, *codes(tmp_path / "state")]
    assert len(secret) > len(OF_THE_PERSON)
    assert [value for value in secret if value in told.out + told.err] == []


def test_where_there_is_no_ledger_nothing_is_made(kiosk, configured, tmp_path):
    for command in ("status", "verify", "export", "rotate-key"):
        told = kiosk("ledger", command, "--config", configured())
        assert told.code == 2
        assert "there is no ledger yet" in told.err
    assert not list(tmp_path.rglob("ledger*"))


@pytest.mark.parametrize("command", ["status", "verify", "export"])
def test_a_damaged_ledger_is_said_to_be_and_not_touched(kiosk, filled, tmp_path, command):
    database = tmp_path / "state" / "ledger.sqlite"
    opened(tmp_path / "state").close()
    content = b"\xa5" * database.stat().st_size
    database.with_name("ledger.sqlite-wal").unlink(missing_ok=True)
    database.write_bytes(content)
    told = kiosk("ledger", command, "--config", filled)
    assert told.code == 2
    assert "cannot be read" in told.err
    assert database.read_bytes() == content


def test_a_new_key_seals_everything_and_only_while_no_terminal_runs(kiosk, filled, tmp_path):
    old = (tmp_path / "state" / "ledger.key").read_bytes()
    with running(tmp_path / "state"):
        told = kiosk("ledger", "rotate-key", "--config", filled)
    assert told.code == 2
    assert "runs with the state folder" in told.err
    told = kiosk("ledger", "rotate-key", "--config", filled, "--json")
    assert told.code == 0
    assert json.loads(told.out)["unreadable"] == 0
    assert (tmp_path / "state" / "ledger.key").read_bytes() != old
    assert kiosk("ledger", "verify", "--config", filled).code == 0
