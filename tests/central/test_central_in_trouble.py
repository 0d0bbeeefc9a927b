"""Central itself in trouble, as a process: its database locked, its disk full, killed in the middle of a batch.

The terminal's real workers speak to it. Whatever happened, in the end central holds all that was said, once, in order.
"""

import contextlib
import resource
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from kit.central_process import Process
from kit.fault_proxy import Amid, FaultProxy
from kit.line_machine import LineMachine
from kit.migrated import migrated
from kit.patience import until

from kiosk.protocol import api
from kiosk.protocol.records import AlarmRecord
from kiosk.sync.heart import Membership
from tests.central.conftest import joined
from tests.central.test_intake import ALARM, envelope

CODE = "TROUBLE001"
MANY = 60
_ROOM_BYTES = 65536


class Central:
    """A process that comes back on the same data, behind the same proxy; `taken` are the envelopes that it holds."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self.proxy = FaultProxy(("127.0.0.1", 0))
        self.start()

    def start(self) -> None:
        self.process = Process(self._data, "--demo", "--enrolment-code", CODE)
        self.proxy.upstream = ("127.0.0.1", int(self.process.url.rpartition(":")[2]))

    def kill(self) -> None:
        self.process.process.kill()
        self.process.process.wait(20)
        self.process.reader.join(5)
        self.process.process.stdout.close()

    def close(self) -> None:
        self.proxy.close()
        self.process.stop()

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Another process writes, and does not end."""
        with contextlib.closing(sqlite3.connect(self.file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")

    @contextlib.contextmanager
    def disk_full(self) -> Iterator[None]:
        """The process can write the beginning of a file at most: the database's log takes a few pages, or none."""
        pid = self.process.process.pid
        before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (_ROOM_BYTES, before[1]))
        try:
            yield
        finally:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, before)

    @property
    def file(self) -> Path:
        return self._data / "central.sqlite3"

    @property
    def taken(self) -> list[str]:
        return [row[0] for row in self.rows("SELECT envelope_id FROM intake_received ORDER BY received_at, rowid")]

    def rows(self, query: str) -> list[tuple]:
        with contextlib.closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as tables:
            return tables.execute(query).fetchall()


@pytest.fixture
def central(tmp_path):
    running = Central(migrated(tmp_path / "central"))
    yield running
    running.close()


@pytest.fixture
def machine(central, tmp_path):
    (tmp_path / "machine").mkdir()
    made = LineMachine(tmp_path / "machine", central.proxy.url, CODE, ahead=timedelta(0), read_timeout_s=2)
    until(lambda: made.step() or made.quiet, timeout_s=20)
    yield made
    made.close()


def say(machine: LineMachine, many: int = MANY) -> None:
    """One document with all that belongs to it, and so many other words."""
    machine.serve()
    for number in range(many):
        machine.ledger.alarm(AlarmRecord(source="terminal", code="INTERNAL", detail=str(number)))
    machine.note()


def arrives(central: Central, machine: LineMachine) -> None:
    until(lambda: machine.step() or machine.quiet, timeout_s=30)
    assert central.taken == list(machine.said)
    assert central.rows("SELECT count(*) FROM intake_deadletter") == [(0,)]
    ((times,),) = central.rows("SELECT sum(times) FROM alarms_alarm WHERE code = 'INTERNAL'")
    assert times == sum(one.record.kind == "alarm" for one in machine.said.values())


@pytest.mark.journey
def test_locked_full_and_killed_in_the_middle_of_a_batch(central, machine):
    machine.client._read_timeout_s = 0.3  # shorter than central waits for its database
    with central.locked():
        say(machine)
        for _ in range(3):
            machine.step()
        assert central.taken == []
        assert machine.heart.standing.membership is Membership.APPROVED
        assert machine.heart._link.online, "heartbeats wait for no database"
    machine.client._read_timeout_s = 5.0
    arrives(central, machine)

    with central.disk_full():
        say(machine)
        machine.step()
        assert machine.ledger.outbox_left() > 0
        assert machine.heart._link.online
    arrives(central, machine)

    for committed in (False, True):
        before = len(central.taken)
        say(machine)
        whole = before + len(machine.ledger.pending(1000))

        def kill(*, committed: bool = committed, before: int = before) -> None:
            until(lambda: not committed or len(central.taken) > before)
            central.kill()

        central.proxy.plan.append(Amid(kill))
        machine.sender.work()
        assert len(central.taken) in {before, whole}, "a batch is taken in whole or not at all"
        assert len(central.taken) == whole or not committed
        central.start()
        arrives(central, machine)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_takes_nothing_is_a_500_and_the_item_stays_with_the_terminal():
    terminal = joined(1)
    terminal.client.raise_request_exception = False
    item = {"items": [envelope(1, ALARM | {"detail": "x" * 400})]}
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            pytest.skip("PostgreSQL has no such switches")
        cursor.execute("PRAGMA busy_timeout = 50")
        with contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert terminal.post(api.INTAKE, item).status_code == 500
            other.execute("ROLLBACK")
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        for number in range(2, 200):
            answer = terminal.post(api.INTAKE, {"items": [envelope(number, ALARM | {"detail": "y" * 400})]})
            if answer.status_code == 500:
                break
        assert answer.status_code == 500, "the disk was never full"
        cursor.execute("PRAGMA max_page_count = 1073741823")
    for again in (item, {"items": [envelope(number, ALARM)]}):
        assert terminal.post(api.INTAKE, again).json()["results"][0]["status"] == "accepted"
