"""The disk kept only a part of what was written last: what opens is what was there after one of the writes."""

import shutil
from bisect import bisect_right
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from kit.ledger_walk import ITEM, SERVICE, open_ledger, record_id, records

from kiosk.ledger.ledger import Ledger
from kiosk.protocol.records import Envelope, IssueState, Outcome, PaymentState

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

SESSIONS = 4
MANY = settings(max_examples=80, deadline=None)
HEADER, FRAME = 32, 4096 + 24  # https://www.sqlite.org/fileformat2.html#the_write_ahead_log


class Written:
    """A ledger as it lies on the disk, its last writes in the log, and what each of its writes left to be told."""

    def __init__(self, database: bytes, log: bytes, told: list[Envelope], after_each: list[int]) -> None:
        """`after_each`: how many envelopes there were after each write that is in the log; the first is before it."""
        self.database, self.log, self.told, self.after_each = database, log, told, after_each

    def torn(self, folder: Path, log: bytes, database: bytes | None = None) -> Ledger:
        """Open it with that log in place of its own."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "ledger.db").write_bytes(self.database if database is None else database)
        (folder / "ledger.db-wal").write_bytes(log)
        return open_ledger(folder)


def live(ledger: Ledger, number: int):
    """One session, a write at a time."""
    transaction, issue, payment = (record_id(10 * number + part) for part in (1, 2, 3))
    yield ledger.open_transaction(transaction, SERVICE, 3, ITEM)
    yield ledger.order_payment(payment, transaction, f"P-{number}", 1050)
    yield ledger.mark_payment(payment, PaymentState.PAID)
    yield ledger.reserve_issue(issue, transaction, "缴存证明")
    yield ledger.mark_issue(issue, IssueState.PRINTING, pages=1, digest="ab")
    if number % 2:
        yield ledger.mark_issue(issue, IssueState.DOUBTFUL)
        yield ledger.close_transaction(transaction, Outcome.FAILED, "issue")
    else:
        yield ledger.mark_issue(issue, IssueState.PRESENTED)
        yield ledger.mark_payment(payment, PaymentState.FULFILLED)
        yield ledger.rate(transaction, 5, [510])
        yield ledger.close_transaction(transaction, Outcome.COMPLETED, "end")


@pytest.fixture(scope="module", params=["first log", "log begun anew over an older one"])
def written(request, tmp_path_factory) -> Written:
    folder = tmp_path_factory.mktemp("written")
    ledger = open_ledger(folder)
    for number in range(SESSIONS, 2 * SESSIONS):  # more than what follows, so that older frames stand behind it
        for _ in live(ledger, number):
            pass
    with ledger._database.reading() as connection:
        mode = "TRUNCATE" if request.param == "first log" else "RESTART"
        assert connection.execute(f"PRAGMA wal_checkpoint({mode})").fetchone()[0] == 0
    after_each = [ledger.outbox_left()]
    for number in range(SESSIONS - (mode == "RESTART")):
        after_each += [ledger.outbox_left() for _ in live(ledger, number)]
    found = Written(
        (folder / "ledger.db").read_bytes(), (folder / "ledger.db-wal").read_bytes(), ledger.pending(999), after_each
    )
    ledger.close()
    return found


def check(ledger: Ledger, written: Written) -> int:
    """Return after which of the writes this ledger stands; what it holds is exactly that, and it goes on from there."""
    found = ledger.pending(999)
    assert found == written.told[: len(found)]
    assert len(found) in written.after_each
    told = {}
    for record in records(ledger):
        if record.kind in {"issue", "payment"}:
            told[getattr(record, f"{record.kind}_id")] = record.state
    with ledger._database.reading() as connection:
        held = dict(connection.execute("SELECT issue_id, state FROM issues").fetchall())
        held |= dict(connection.execute("SELECT payment_id, state FROM payments").fetchall())
    assert held == told
    ledger.recover()
    serials = [record.serial for record in records(ledger) if record.kind == "issue" and record.sequence == 1]
    ledger.open_transaction(record_id(900), SERVICE, 3, ITEM)
    assert ledger.reserve_issue(record_id(901), record_id(900), "a").serial not in serials
    ledger.close()
    return bisect_right(written.after_each, len(found))


@given(part=st.floats(0, 1))
@example(part=0.0)
@example(part=1.0)
@MANY
def test_a_log_cut_anywhere_gives_a_prefix(written, part, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp() / "cut"
    length = round(part * len(written.log))
    stands_at = check(written.torn(folder, written.log[:length]), written)
    assert stands_at >= 1
    if part == 1:
        assert stands_at == len(written.after_each)
    assert not list(folder.glob("*damaged*"))


def test_the_longer_the_log_the_more_is_there(written, tmp_path):
    """Cut at every frame and in its middle: nothing that one more frame held is ever missing with it."""
    frames = (len(written.log) - HEADER) // FRAME
    stands = []
    for frame in range(0, frames + 1, 3):
        for offset in (0, FRAME // 2):
            log = written.log[: HEADER + frame * FRAME + offset]
            stands.append(check(written.torn(tmp_path / "cut", log), written))
    assert stands == sorted(stands)
    assert len(set(stands)) > len(written.after_each) // 3


@given(start=st.floats(0, 1), junk=st.binary(min_size=1, max_size=600))
@MANY
def test_a_log_with_other_bytes_in_it_gives_a_prefix(written, start, junk, tmp_path_factory):
    at = min(round(start * len(written.log)), len(written.log) - len(junk))
    log = written.log[:at] + junk + written.log[at + len(junk) :]
    check(written.torn(tmp_path_factory.getbasetemp() / "junk", log), written)


@given(start=st.floats(0, 1), sectors=st.integers(1, 40))
@MANY
def test_a_log_with_sectors_that_never_came_gives_a_prefix(written, start, sectors, tmp_path_factory):
    at = round(start * len(written.log)) // 512 * 512
    log = written.log[:at] + bytes(len(written.log[at : at + sectors * 512])) + written.log[at + sectors * 512 :]
    check(written.torn(tmp_path_factory.getbasetemp() / "zeros", log), written)


@given(part=st.floats(0, 0.999))
@example(part=0.0)
@example(part=0.001)
@example(part=0.99)
@MANY
def test_of_a_database_cut_short_nothing_is_believed_that_was_not_written(written, part, tmp_path_factory):
    """It is set aside, or what its end took away is missed by the seals and reported."""
    folder = tmp_path_factory.getbasetemp() / "short"
    database = written.database[: 1 + round(part * len(written.database))]
    ledger = written.torn(folder, b"", database)
    ledger.pending(999)  # now it is known what cannot be read
    found = ledger.pending(999)
    alarms = [envelope.record.technician_code for envelope in found if envelope not in written.told]
    if list(folder.glob("*damaged*")):
        assert (folder / "ledger.db.damaged-1").read_bytes() == database
        assert alarms == ["LEDGER_SET_ASIDE"]
    else:
        missing = len([envelope for envelope in written.told[: written.after_each[0]] if envelope not in found])
        assert alarms == ["OUTBOX_ITEM_UNREADABLE"] * missing
    ledger.close()


def test_an_empty_database_is_new_unless_a_log_stands_beside_it(written, tmp_path):
    ledger = written.torn(tmp_path / "new", b"", b"")
    assert records(ledger) == []
    ledger.close()
    ledger = written.torn(tmp_path / "emptied", written.log, b"")
    assert [record.technician_code for record in records(ledger)] == ["LEDGER_SET_ASIDE"]
    assert (tmp_path / "emptied" / "ledger.db.damaged-1-wal").read_bytes() == written.log
    ledger.close()
