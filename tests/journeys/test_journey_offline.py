"""Central is not there, goes, and comes back. No screen waits for it, nothing is lost, nothing arrives twice."""

import json
import logging
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from kit.fault_proxy import PASS, Fault, FaultProxy, Page, Slow
from kit.glass import Glass
from kit.journey import TILE, leave, offered, rate_and_go, to_home, to_period, to_review
from kit.own_clock import own_clock
from kit.town import Town
from PySide6.QtGui import QGuiApplication

from kiosk.demo.program import HOUSE
from kiosk.desk.client import DeskClient
from kiosk.sync.wire import Wire

pytestmark = pytest.mark.journey
OFFLINE = yaml.safe_load((HOUSE / "assets/texts/faults/platform.zh.yaml").read_text("utf-8"))["OFFLINE"]
STARTS_WITHIN_S = 5.0
NEVER_BLOCKED_S = 0.4
"""Far below any connection time-out (3 s), far above what two busy cores need to draw a screen by software."""
POLL_S = 3.0
"""The demo's longest heartbeat interval."""


@pytest.fixture
def glass(town: Town, qapp: QGuiApplication) -> Iterator[Glass]:
    """A terminal that is started, and ended, by each test: what it keeps, it keeps on its disk."""
    with Glass(town.settings()) as glass:
        yield glass


def test_central_not_there_at_start(town: Town, qapp: QGuiApplication, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "kiosk.sync.heart")
    with Glass(town.settings()) as first:
        to_home(first)
    with town.central.gone(silent=True), Glass(town.settings()) as glass:
        assert glass.started_s < STARTS_WITHIN_S
        glass.wake()
        woken = own_clock()
        glass.until(lambda: OFFLINE["title"] in glass.words, "the reason to be told")
        assert own_clock() - woken < 1.0
        assert not glass.enabled(TILE)
        assert "住房公积金缴存明细打印" in glass.words
        heart_gave_up = glass.terminal.settings.platform.connect_timeout_s + 2.0
        glass.until(lambda: "PlatformOffline" in caplog.text, "the heart to have met silence", heart_gave_up)
        glass.touch("elder", "elder", "language", "language", "help", "stay", "back")
        glass.see("attract")
        assert glass.longest_s < NEVER_BLOCKED_S


def test_central_goes_after_the_statement_was_composed(glass: Glass, town: Town, desk: DeskClient) -> None:
    before = desk.state()
    to_review(glass, desk)
    transaction = glass.transaction_id
    with town.central.gone():
        glass.touch("print")
        glass.see("rate", timeout_s=30)
        rate_and_go(glass, desk)
        after = desk.state()
        assert after.document_printer.documents == before.document_printer.documents + 1
        assert after.receipt_printer.receipts == before.receipt_printer.receipts + 1
        assert glass.terminal.ledger.outbox_left() > 0
        glass.until(lambda: not glass.terminal.link.online, "the terminal to notice")
        assert not offered(glass)
        assert OFFLINE["title"] in glass.words
    glass.until(lambda: not glass.terminal.ledger.outbox_left(), "everything to arrive", POLL_S + 1)
    to_home(glass)
    view = glass.terminal.client.transaction(transaction)
    assert view is not None
    assert view.issue is not None
    assert view.rating is not None
    assert (view.outcome, view.issue.state, view.rating.satisfaction) == ("completed", "taken", 5)
    assert town.central.taken_in() == {"issue": 4, "rating": 1, "transaction": 1}
    for table in ("intake_issue", "ratings_rating", "intake_transaction"):
        assert town.central.row(f"SELECT count(*) FROM {table}") == (1,)
    assert town.central.row("SELECT count(*) FROM intake_deadletter") == (0,)
    (steps,) = town.central.row("SELECT steps FROM intake_transaction WHERE transaction_id = ?", transaction)
    times = {step: ms for step, _visits, ms in json.loads(steps)}
    assert (*times,)[0] == "notice"
    assert (*times,)[-1] == "done"
    assert times["paper"] > 0, "a sheet takes its time"


@pytest.mark.parametrize("silent", [False, True], ids=["refuses", "is_silent"])
def test_central_goes_before_the_department_is_asked(
    glass: Glass, town: Town, desk: DeskClient, *, silent: bool
) -> None:
    to_period(glass, desk)
    session = glass.transaction_id
    with town.central.gone(silent=silent):
        glass.longest_s = 0.0
        glass.touch("preset_this_year")
        glass.see("trouble", trouble="OFFLINE", timeout_s=5)
        assert OFFLINE["title"] in glass.words
        assert OFFLINE["remedy"] in glass.words
        glass.touch("retry")
        glass.until(lambda: attempts(glass) == 1, "the second attempt")
        glass.see("trouble", trouble="OFFLINE", timeout_s=5)
        assert glass.longest_s < NEVER_BLOCKED_S
    glass.touch("retry")  # if nobody has noticed yet that central is back, this makes the terminal look
    glass.until(lambda: glass.terminal.link.online, "the terminal to notice", POLL_S + 1)
    if glass.here.screen == "trouble":
        glass.touch("retry")
    glass.see("review")
    assert glass.transaction_id == session
    leave(glass, desk)


@pytest.fixture
def line(town: Town) -> Iterator[FaultProxy]:
    proxy = FaultProxy(("127.0.0.1", int(town.central.url.rpartition(":")[2])))
    yield proxy
    proxy.close()


@pytest.fixture
def askers(monkeypatch: pytest.MonkeyPatch) -> set[threading.Thread]:
    """The threads that were on the wire to central."""
    met: set[threading.Thread] = set()
    exchange = Wire.exchange

    def watched(self: Wire, *args: Any) -> tuple[int, bytes]:
        met.add(threading.current_thread())
        return exchange(self, *args)

    monkeypatch.setattr(Wire, "exchange", watched)
    return met


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("fault", [Slow(), Page(401)], ids=["bytes_that_never_end", "login_page_of_a_gateway"])
def test_a_line_that_only_pretends_holds_up_no_screen(
    town: Town, line: FaultProxy, askers: set[threading.Thread], desk: DeskClient, *, fault: Fault
) -> None:
    """From the review to the greeting, central says nothing at all, and the glass needs nothing of it."""
    settings = town.settings()
    platform = settings.platform.model_copy(update={"url": line.url, "read_timeout_s": 1.0})
    with Glass(settings.model_copy(update={"platform": platform})) as glass:
        to_review(glass, desk)
        line.always, before = fault, len(line.met)
        glass.terminal.heart.nudge()
        glass.until(lambda: len(line.met) > before, "a request to have met it")
        glass.touch("print")
        glass.see("rate", timeout_s=30)
        rate_and_go(glass, desk)
        glass.until(lambda: not glass.terminal.link.online, "the terminal to notice")
        assert glass.terminal.heart.standing.membership == "approved", "a gateway says nothing of the terminal"
        assert not offered(glass)
        assert OFFLINE["title"] in glass.words
        assert set(line.met[before:]) == {fault}
        assert glass.terminal.ledger.outbox_left() > 0
        assert askers
        assert threading.main_thread() not in askers
        line.always = PASS
        glass.until(lambda: not glass.terminal.ledger.outbox_left(), "everything to arrive")
        to_home(glass)
    assert town.central.row("SELECT count(*) FROM intake_deadletter") == (0,)


def attempts(glass: Glass) -> int:
    session = glass.terminal.conductor.session
    assert session is not None
    return session.attempt
