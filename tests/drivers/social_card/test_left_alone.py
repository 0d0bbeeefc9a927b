"""Calls that can only be left."""

import threading
import time

import pytest
from kit.patience import until

from drivers.cancel import Cancel
from drivers.errors import Cancelled, Timeout
from drivers.social_card.left_alone import Aside


@pytest.fixture
def aside():
    aside = Aside("aside under test")
    yield aside
    aside.close(lambda: None)


def run(aside: Aside, work, timeout_s: float = 5.0, cancel: Cancel | None = None):
    return aside.run(work, timeout_s=timeout_s, cancel=cancel or Cancel(), doing="work")


def threads() -> int:
    return sum(thread.name == "aside under test" for thread in threading.enumerate())


def test_a_value_comes_back(aside):
    assert run(aside, lambda: 7) == 7


def test_a_defect_comes_back(aside):
    with pytest.raises(ZeroDivisionError):
        run(aside, lambda: 1 // 0)
    assert run(aside, lambda: 7) == 7


def test_a_call_that_hangs_is_left_and_the_next_waits_for_it(aside):
    release, order = threading.Event(), []
    with pytest.raises(Timeout):
        run(aside, lambda: (release.wait(), order.append("left")), timeout_s=0.05)
    for _ in range(3):
        with pytest.raises(Timeout, match="after a call that was left"):
            run(aside, lambda: order.append("never"), timeout_s=0.02)
    assert threads() == 1
    threading.Timer(0.05, release.set).start()
    run(aside, lambda: order.append("next"))
    assert order == ["left", "next"]


def test_cancel_leaves_a_call(aside):
    release, cancel = threading.Event(), Cancel()
    threading.Timer(0.02, cancel.set).start()
    with pytest.raises(Cancelled):
        run(aside, release.wait, cancel=cancel)
    release.set()


def test_nothing_is_begun_for_who_has_given_up(aside):
    cancel, begun = Cancel(), []
    cancel.set()
    with pytest.raises(Cancelled):
        run(aside, lambda: begun.append(1), cancel=cancel)
    assert not begun


def test_work_left_behind_is_done_in_order(aside):
    order: list[int] = []
    aside.leave(lambda: order.append(1))
    run(aside, lambda: order.append(2))
    assert order == [1, 2]


def test_close_ends_the_thread_also_when_a_call_hangs(aside):
    release, order = threading.Event(), []
    with pytest.raises(Timeout):
        run(aside, release.wait, timeout_s=0.02)
    started = time.monotonic()
    aside.close(lambda: order.append("last"))
    assert time.monotonic() - started < 3.0
    release.set()
    until(lambda: threads() == 0)
    assert order == ["last"]


def test_after_close_it_goes_on_anew(aside):
    assert run(aside, lambda: 1) == 1
    aside.close(lambda: None)
    assert run(aside, lambda: 2) == 2
