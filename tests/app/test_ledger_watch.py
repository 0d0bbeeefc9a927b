"""The room of the ledger, watched: what changed is told to the shell at once and to central as soon as it can be."""

import pytest
from kit.ledger_walk import open_ledger, records

from kiosk.app.ledger_watch import LedgerWatch
from kiosk.ledger.errors import LedgerError
from kiosk.ledger.room import Limits, Room

MIB = 1 << 20


class Watched:
    def __init__(self, folder) -> None:
        self.free, self.changes = 100 * MIB, 0
        self.ledger = open_ledger(folder)
        self.room = Room(self.ledger, folder, Limits(10, 100), lambda _: self.free)
        self.watch = LedgerWatch(self.ledger, self.room, changed=self.changed)

    def changed(self) -> None:
        self.changes += 1

    def read_only(self, *, on: bool) -> None:
        with self.ledger._database.reading() as connection:
            connection.execute(f"PRAGMA query_only = {int(on)}")

    def said(self) -> list:
        return [(alarm.code, alarm.technician_code, alarm.cleared) for alarm in records(self.ledger)]


@pytest.fixture
def watched(tmp_path):
    made = Watched(tmp_path)
    yield made
    made.ledger.close()


def test_nothing_is_said_while_nothing_changes(watched):
    assert watched.watch.work() == watched.watch.work() > 0
    assert (watched.changes, watched.said()) == (0, [])


def test_a_lack_of_room_is_said_once_and_its_end_once(watched):
    watched.free = MIB
    watched.watch.work()
    watched.watch.work()
    assert watched.changes == 1
    watched.free = 100 * MIB
    watched.watch.work()
    assert watched.changes == 2
    assert watched.said() == [("NOT_RECORDING", "LG091", False), ("NOT_RECORDING", "LG091", True)]


def test_what_cannot_be_told_while_nothing_is_written_is_told_afterwards(watched, caplog):
    watched.read_only(on=True)
    with pytest.raises(LedgerError, match="not written"):
        watched.ledger.recover()
    watched.watch.work()
    assert watched.said() == []
    assert "can take nothing: NOT_WRITABLE" in caplog.text
    watched.read_only(on=False)
    watched.watch.work()
    assert watched.said() == [("NOT_RECORDING", "LG090", False), ("NOT_RECORDING", "LG090", True)]
    assert watched.changes == 2
