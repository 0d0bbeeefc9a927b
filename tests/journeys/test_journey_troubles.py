"""Every trouble between terminal and central while residents are served: no screen waits, nothing is lost or twice.

One resident a trouble, from the review to the greeting; what these need of central came before. The glass is measured
all the time: the longest that the main thread, which draws it, was at one thing. Then the trouble is over, and central
holds what was served, once.
"""

import contextlib
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from kit.fault_proxy import PASS, CutAnswer, CutRequest, FaultProxy, Late, Page, Slow, Twice
from kit.glass import Glass
from kit.journey import rate_and_go, to_home, to_review
from kit.town import Town
from PySide6.QtGui import QGuiApplication

from kiosk.desk.client import DeskClient
from kiosk.ledger.clock import SystemClock
from kiosk.protocol.records import AlarmRecord

pytestmark = pytest.mark.journey
NEVER_BLOCKED_S = 0.4
"""Far below any time-out towards central (1 s here), far above what two busy cores need to draw a screen."""
LINE = [
    CutRequest(0.0),
    CutRequest(0.3),
    CutRequest(0.9),
    CutAnswer(0.0),
    CutAnswer(0.7),
    Twice(),
    Late(1),
    Late(2),
    *[Page(status) for status in (200, 302, 401, 403, 404, 500, 502, 503)],
    Page(500, "application/json", b'{"error": "x"}'),
    Page(200, "application/json", b"{}"),
    Page(401, "application/json", b'{"error": "x", "server_time": 1000000000000000000000}'),
    Slow(),
    Slow(of_page=True),
]


@pytest.fixture(scope="module")
def line(town: Town) -> Iterator[FaultProxy]:
    proxy = FaultProxy(("127.0.0.1", int(town.central.url.rpartition(":")[2])))
    yield proxy
    proxy.close()


@pytest.fixture(scope="module")
def glass(town: Town, line: FaultProxy, qapp: QGuiApplication) -> Iterator[Glass]:
    settings = town.settings()
    platform = settings.platform.model_copy(update={"url": line.url, "read_timeout_s": 1.0})
    with Glass(settings.model_copy(update={"platform": platform})) as glass:
        yield glass


@contextlib.contextmanager
def line_goes_wrong(glass: Glass, line: FaultProxy, _town: Town) -> Iterator[None]:
    """Each request meets the next fault, and the thread that works for it is woken until all were met."""
    line.plan.extend(LINE)
    yield
    glass.until(lambda: _knock(glass) or not line.plan, "every fault to have been met", 120)


@contextlib.contextmanager
def answers_never_end(_glass: Glass, line: FaultProxy, _town: Town) -> Iterator[None]:
    """A byte now and then: whoever waited for central would wait to its time-out, each time."""
    line.always = Slow()
    yield
    line.always = PASS


@contextlib.contextmanager
def database_is_locked(glass: Glass, line: FaultProxy, town: Town) -> Iterator[None]:
    with contextlib.closing(sqlite3.connect(town.central.data / "central.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        before = len(line.met)
        yield
        glass.until(lambda: _knock(glass) or len(line.met) > before + 3, "central to have been asked")
        other.execute("ROLLBACK")


@contextlib.contextmanager
def disk_is_full(glass: Glass, line: FaultProxy, town: Town) -> Iterator[None]:
    """Central can write no file beyond its first page."""
    before = resource.prlimit(town.central.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(town.central.pid, resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        asked = len(line.met)
        yield
        glass.until(lambda: _knock(glass) or len(line.met) > asked + 3, "central to have been asked")
    finally:
        resource.prlimit(town.central.pid, resource.RLIMIT_FSIZE, before)


@contextlib.contextmanager
def central_restarts(_glass: Glass, _line: FaultProxy, town: Town) -> Iterator[None]:
    with town.central.gone():
        yield


@contextlib.contextmanager
def clock_is_hours_off(glass: Glass, line: FaultProxy, _town: Town) -> Iterator[None]:
    """The battery of the machine's clock is empty, and its first request after that is refused."""
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr(SystemClock, "now", lambda _self: datetime.now(UTC) - timedelta(hours=7))
        before = len(line.met)
        yield
        glass.until(lambda: _knock(glass) or len(line.met) > before + 3, "central to have been asked")


def _knock(glass: Glass) -> None:
    """Give heart and outbox a reason to ask central now."""
    glass.terminal.heart.nudge()
    glass.terminal.outbox.nudge()


Trouble = Callable[[Glass, FaultProxy, Town], AbstractContextManager[None]]


@pytest.mark.parametrize(
    "trouble",
    [line_goes_wrong, answers_never_end, database_is_locked, disk_is_full, central_restarts, clock_is_hours_off],
)
def test_a_resident_is_served_as_on_any_day(
    glass: Glass, town: Town, line: FaultProxy, desk: DeskClient, trouble: Trouble
) -> None:
    held = town.central.taken_in()
    to_review(glass, desk)
    transaction = glass.transaction_id
    with trouble(glass, line, town):
        glass.longest_s = 0.0
        glass.terminal.ledger.alarm(AlarmRecord(source="terminal", code="INTERNAL", detail=trouble.__name__))
        _knock(glass)
        glass.touch("print")
        glass.see("rate", timeout_s=30)
        rate_and_go(glass, desk)
    assert glass.longest_s < NEVER_BLOCKED_S
    assert line.always == PASS
    glass.until(lambda: _knock(glass) or not glass.terminal.ledger.outbox_left(), "everything to arrive", 90)
    after = town.central.taken_in()
    grown = {kind: after[kind] - held.get(kind, 0) for kind in after}
    assert grown == {"issue": 4, "rating": 1, "transaction": 1}
    for table in ("intake_issue", "ratings_rating", "intake_transaction"):
        assert town.central.row(f"SELECT count(*) FROM {table} WHERE transaction_id = ?", transaction) == (1,)
    assert town.central.row("SELECT count(*) FROM intake_deadletter") == (0,)
    to_home(glass)
