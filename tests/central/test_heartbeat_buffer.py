"""Heartbeats are written many at a time: the newest of each terminal, never an older over a newer, none lost."""

import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from kit.patience import until

from kiosk.central.fleet.buffer import Beat, Buffer
from kiosk.central.fleet.heartbeat import write
from kiosk.central.fleet.models import FleetEvent, LastState
from kiosk.protocol.api import Heartbeat
from tests.central.conftest import joined

NOW = timezone.now()


def beat(number: int = 1, *, s: float = 0, **said) -> Beat:
    told = {"software": "1", "engine": 1, "screen": "home"} | said
    return Beat(f"WH{number:04d}", NOW + timedelta(seconds=s), 60.0, Heartbeat(**told))


def kept() -> list[tuple[str, int]]:
    return list(LastState.objects.order_by("pk").values_list("pk", "release_seq"))


def test_a_flush_is_the_same_few_statements_for_any_number(db, django_assert_num_queries):
    for number in range(1, 41):
        joined(number)
    write([beat(number) for number in range(1, 41)])
    with django_assert_num_queries(5):  # savepoint, look, upsert, events, release
        write([beat(number, s=1, release_seq=number) for number in range(1, 41)])
    assert kept() == [(f"WH{number:04d}", number) for number in range(1, 41)]
    assert FleetEvent.objects.filter(kind="release").count() == 40


def rewritten():
    """How many rows were written anew since the database last summed up, and how many of them within their page."""
    if connection.vendor != "postgresql":
        return ()
    with connection.cursor() as cursor:
        query = "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_xact_user_tables WHERE relname = 'fleet_laststate'"
        cursor.execute(query)
        return cursor.fetchone()


def test_who_says_the_same_again_is_only_noted(db, django_assert_num_queries):
    """What is large stays where it is: on PostgreSQL within its page, and no index hears of it."""
    flows = {f"department/service-{number}": 1 for number in range(228)}
    for number in range(1, 41):
        joined(number)
    write([beat(number, flows=flows) for number in range(1, 41)])
    before = rewritten()
    with django_assert_num_queries(4):  # savepoint, look, update, release
        write([beat(number, s=60, flows=flows) for number in range(1, 41)])
    with django_assert_num_queries(3):
        write([beat(number, s=30, flows=flows) for number in range(1, 41)])  # none is newer
    state = LastState.objects.first()
    assert (state.seen_at, state.flows) == (NOW + timedelta(seconds=60), flows)
    if connection.vendor == "postgresql":
        assert [after - one for after, one in zip(rewritten(), before, strict=True)] == [40, 40]


def test_an_older_heartbeat_never_replaces_a_newer_nor_makes_an_event(terminal):
    write([beat(s=0, release_seq=1)])
    write([beat(s=9, release_seq=3)])
    write([beat(s=5, release_seq=2)])
    assert kept() == [("WH0001", 3)]
    assert FleetEvent.objects.count() == 1


def test_an_older_row_is_refused_by_the_statement_itself(terminal):
    """What another process wrote between our look and our write."""
    from kiosk.central.fleet.heartbeat import _row
    from kiosk.central.fleet.last_states import upsert

    upsert([_row(beat(s=9, release_seq=3), None)])
    upsert([_row(beat(s=5, release_seq=2), None)])
    assert kept() == [("WH0001", 3)]


def test_of_each_terminal_the_newest_waits(settings):
    settings.HEARTBEAT_FLUSH_S = 1000
    written: list[Beat] = []
    buffer = Buffer(written.extend)
    for one in (beat(1, s=1), beat(1, s=3, screen="new"), beat(1, s=2), beat(2)):
        buffer.add(one)
    assert written == []
    assert buffer.flush() == 2
    assert [(one.terminal_id, one.said.screen) for one in written] == [("WH0001", "new"), ("WH0002", "home")]
    assert buffer.flush() == 0
    buffer.close()


def test_what_the_database_would_not_take_waits_and_newer_ones_win(settings):
    settings.HEARTBEAT_FLUSH_S = 1000
    written: list[Beat] = []
    troubles = [OperationalError("locked")]

    def write_or_not(beats):
        if troubles:
            buffer.add(beat(1, s=5, screen="newer"))
            raise troubles.pop()
        written.extend(beats)

    buffer = Buffer(write_or_not)
    buffer.add(beat(1))
    buffer.add(beat(2))
    with pytest.raises(OperationalError):
        buffer.flush()
    assert buffer.flush() == 2
    assert [one.said.screen for one in written] == ["newer", "home"]
    buffer.close()


def test_they_are_written_within_the_time_and_when_there_are_many(settings):
    settings.HEARTBEAT_FLUSH_S = 0.02
    written: list[Beat] = []
    buffer = Buffer(written.extend)
    buffer.add(beat(1))
    until(lambda: len(written) == 1)
    settings.HEARTBEAT_FLUSH_S = 1000
    buffer.add(beat(2))  # the wait that runs is still the short one
    until(lambda: len(written) == 2)
    for number in range(3, 503):
        buffer.add(beat(number))
    until(lambda: len(written) == 502)
    buffer.close()


def test_the_end_of_a_process_writes_what_it_holds():
    program = (
        "import django; django.setup()\n"
        "from django.conf import settings; settings.HEARTBEAT_FLUSH_S = 1000\n"
        "from datetime import UTC, datetime\n"
        "from kiosk.central.fleet.buffer import Beat, Buffer\n"
        "from kiosk.protocol.api import Heartbeat\n"
        "said = Beat('WH0001', datetime.now(UTC), 60, Heartbeat(software='1', engine=1))\n"
        "Buffer(lambda beats: print(len(list(beats)), flush=True) if beats else None).add(said)\n"
    )
    house = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=house,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "kiosk.central.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.split() == ["1"], done.stderr


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_write_at_once_leave_the_newest():
    for number in range(1, 21):
        joined(number)
    start = threading.Barrier(2, timeout=10)
    failures: list[BaseException] = []

    def writes(offset: int) -> None:
        try:
            start.wait()
            for turn in range(8):
                at = 2 * turn + offset
                write([beat(number, s=at, release_seq=at) for number in range(20, 0, -1)])
        except BaseException as error:  # noqa: BLE001 - told by the test itself
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=writes, args=(offset,)) for offset in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    assert {release for _name, release in kept()} == {15}
