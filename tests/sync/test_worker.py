"""The thread below heart and outbox: sleeps as told, wakes when nudged, ends when stopped."""

import pytest
from kit.patience import until

from kiosk.app.unhandled import unhandled_logged
from kiosk.sync.backoff import Backoff
from kiosk.sync.worker import Worker

NAME = "陈示例"


class Counting(Worker):
    def __init__(self, wait_s: float) -> None:
        super().__init__("counting")
        self.wait_s = wait_s
        self.done = 0

    def work(self) -> float:
        self.done += 1
        return self.wait_s


@pytest.fixture
def started():
    workers = []

    def start(wait_s: float) -> Counting:
        workers.append(Counting(wait_s))
        workers[-1].start()
        return workers[-1]

    yield start
    assert all(worker.stop() for worker in workers)


def test_it_works_at_once_and_then_sleeps(started):
    worker = started(3600)
    until(lambda: worker.done == 1)
    worker.nudge()
    until(lambda: worker.done == 2)


def test_it_goes_on_by_itself(started):
    worker = started(0.001)
    until(lambda: worker.done > 3)


def test_a_nudge_during_the_work_means_once_more():
    class Nudging(Counting):
        def work(self) -> float:
            if self.done == 0:
                self.nudge()
            return super().work()

    worker = Nudging(3600)
    worker.start()
    until(lambda: worker.done == 2)
    assert worker.stop()


def test_stopped_is_stopped_even_if_it_never_began(started):
    worker = started(3600)
    assert worker.stop()
    done = worker.done
    worker.nudge()
    assert not worker._thread.is_alive()
    assert worker.done == done
    assert Counting(1).stop()


def test_a_defect_is_told_by_its_place_and_ends_no_thread(caplog, monkeypatch):
    class Broken(Counting):
        def work(self) -> float:
            if super().work() and self.done == 1:
                raise ZeroDivisionError(NAME)
            return self.wait_s

    monkeypatch.setattr("kiosk.sync.worker.AFTER_DEFECT_S", 0.01)
    with unhandled_logged():
        worker = Broken(3600)
        worker.start()
        until(lambda: worker.done == 2)
        assert worker.stop()
    assert "counting: nobody caught ZeroDivisionError" in caplog.text
    assert NAME not in caplog.text


def test_waits_double_up_to_the_limit_and_never_in_step():
    waits = [Backoff().next_s() for _ in range(20)]
    assert len(set(waits)) > 10
    backoff = Backoff(first_s=1, limit_s=60)
    for longest in (1, 2, 4, 8, 16, 32, 60, 60, 60):
        assert longest / 2 <= backoff.next_s() <= longest
    for _ in range(5000):
        assert backoff.next_s() <= 60
    backoff.reset()
    assert backoff.next_s() <= 1
