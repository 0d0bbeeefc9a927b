"""When updates are looked for: on news, daily, after failures; never twice for the same news."""

import queue
import threading
from collections.abc import Callable, Iterator

import pytest

from kiosk.sync.update_worker import UpdateWorker
from kiosk.sync.updates import Refreshed

PATIENCE_S = 5.0
NEVER_S = 10_000.0


class ScriptedUpdater:
    """Answers each refresh with the next outcome of its script, then CURRENT for ever."""

    def __init__(self, *script: Refreshed) -> None:
        self._script = list(script)
        self._asked: queue.Queue[Refreshed] = queue.Queue()
        self.version = 5
        self.refusal = ""
        self.desired: list[int | None] = []
        self.cancelled = threading.Event()
        self.closed = threading.Event()
        self.during: Callable[[], None] = lambda: None

    def refresh(self, desired: int | None = None) -> Refreshed:
        self.desired.append(desired)
        self.during()
        outcome = self._script.pop(0) if self._script else Refreshed.CURRENT
        self._asked.put(outcome)
        return outcome

    def asked(self) -> Refreshed:
        return self._asked.get(timeout=PATIENCE_S)

    def asked_in_vain(self) -> bool:
        """Nobody asks within a short while; a worker that did would fail the test, one that waits cannot."""
        try:
            self._asked.get(timeout=0.1)
        except queue.Empty:
            return True
        return False

    def timestamp_version(self) -> int:
        return self.version

    def cancel(self) -> None:
        self.cancelled.set()

    def close(self) -> None:
        self.closed.set()


@pytest.fixture
def begin() -> Iterator[Callable[..., tuple[UpdateWorker, threading.Event]]]:
    begun: list[UpdateWorker] = []

    def start(updater: ScriptedUpdater, **waits: float) -> tuple[UpdateWorker, threading.Event]:
        staged = threading.Event()
        worker = UpdateWorker(updater, staged.set, **{"first_s": NEVER_S, "retry_s": NEVER_S, **waits})
        worker.start()
        begun.append(worker)
        return worker, staged

    yield start
    assert all(worker.stop(PATIENCE_S) for worker in begun)


def test_nothing_is_asked_at_the_start(begin) -> None:
    updater = ScriptedUpdater()
    begin(updater)
    assert updater.asked_in_vain()


def test_news_are_fetched_at_once_and_the_shell_is_told(begin) -> None:
    updater = ScriptedUpdater(Refreshed.STAGED)
    worker, staged = begin(updater)
    worker.wake(5)
    assert updater.asked() is Refreshed.STAGED
    assert staged.wait(PATIENCE_S)


def test_the_same_news_cost_nothing(begin) -> None:
    updater = ScriptedUpdater()
    worker, _ = begin(updater)
    worker.wake(5)
    updater.asked()
    assert updater.asked_in_vain()
    worker.wake(5)
    worker.wake(0)  # a platform without a repository
    assert updater.asked_in_vain()
    updater.version = 6
    worker.wake(6)
    updater.asked()


def test_news_that_come_during_a_refresh_are_not_lost(begin) -> None:
    updater = ScriptedUpdater()
    worker, _ = begin(updater)

    def meanwhile() -> None:
        updater.during = lambda: None
        worker.wake(6)

    updater.during = meanwhile
    worker.wake(5)
    updater.asked()
    updater.asked()


def test_it_looks_daily_without_any_news(begin) -> None:
    updater = ScriptedUpdater()
    begin(updater, first_s=0.01, every_s=0.01)
    for _ in range(3):
        updater.asked()


@pytest.mark.parametrize("outcome", [Refreshed.REFUSED, Refreshed.UNREACHABLE, Refreshed.BUSY])
def test_it_tries_again_after_a_failure_by_itself(begin, outcome: Refreshed) -> None:
    updater = ScriptedUpdater(outcome, outcome, Refreshed.STAGED)
    worker, staged = begin(updater, retry_s=0.01)
    worker.wake(5)
    assert staged.wait(PATIENCE_S)


def test_what_was_refused_is_not_fetched_again_with_every_heartbeat(begin) -> None:
    updater = ScriptedUpdater(Refreshed.REFUSED, Refreshed.REFUSED)
    worker, _ = begin(updater)
    worker.wake(5)
    updater.asked()
    assert updater.asked_in_vain()
    worker.wake(5)
    assert updater.asked_in_vain()
    worker.wake(6)  # but what mends it is
    updater.asked()


def test_the_wait_doubles_while_refused_and_not_while_unreachable() -> None:
    worker = UpdateWorker(ScriptedUpdater(), lambda: None, retry_s=30, retry_most_s=100)
    refused = [worker._settle(Refreshed.REFUSED) for _ in range(4)]
    unreachable = [worker._settle(Refreshed.UNREACHABLE) for _ in range(4)]
    assert (refused, unreachable) == ([30, 60, 100, 100], [30, 30, 30, 30])


def test_stopping_cancels_a_refresh_that_is_under_way(begin) -> None:
    updater = ScriptedUpdater()
    begun = threading.Event()

    def block() -> None:
        begun.set()
        assert updater.cancelled.wait(PATIENCE_S)

    updater.during = block
    worker, _ = begin(updater)
    worker.wake(5)
    assert begun.wait(PATIENCE_S)
    assert worker.stop(PATIENCE_S)
    assert updater.closed.is_set()


def test_a_worker_that_never_began_can_be_stopped() -> None:
    assert UpdateWorker(ScriptedUpdater(), lambda: None).stop()


def test_another_release_to_run_is_news_though_the_repository_is_the_same(begin) -> None:
    updater = ScriptedUpdater()
    worker, _ = begin(updater)
    worker.wake(5, 2)
    updater.asked()
    worker.wake(5, 2)
    assert updater.asked_in_vain()
    worker.wake(5, 3)
    updater.asked()
    worker.wake(5, 2)
    updater.asked()
    assert updater.desired == [2, 3, 2]


def test_before_central_said_anything_it_keeps_to_what_it_said_last(begin) -> None:
    updater = ScriptedUpdater()
    begin(updater, first_s=0.01)
    updater.asked()
    assert updater.desired == [None]


def test_what_was_activated_is_tried_in_its_thread_and_fetches_nothing(begin, tmp_path) -> None:
    updater, tried = ScriptedUpdater(), threading.Event()

    class Watch:
        def test(self) -> None:
            tried.set()

        def note(self, told: int, refusal: str) -> None: ...

    worker, _ = begin(updater, watch=Watch())
    worker.try_out()
    assert tried.wait(PATIENCE_S)
    assert updater.asked_in_vain()
