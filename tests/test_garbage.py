"""Garbage is collected between events, and only there."""

import gc
import weakref

import pytest

from kiosk.garbage import GarbageClock, collect_due


class Knot:
    """An object that only the cyclic collector can free."""

    def __init__(self):
        self.me = self


@pytest.fixture
def clock(qapp):
    was = gc.isenabled()
    clock = GarbageClock()
    yield clock
    clock.stop()
    assert gc.isenabled()
    if not was:
        gc.disable()


def make_garbage() -> tuple[weakref.ref, list]:
    """Return a knot that nobody holds, and so many new objects that the collector would have run by itself."""
    return weakref.ref(Knot()), [[] for _ in range(2 * gc.get_threshold()[0])]


def test_nothing_is_collected_where_objects_are_made(clock):
    gone, _held = make_garbage()
    assert gone() is not None


def test_the_clock_collects(clock, qtbot):
    gone, _held = make_garbage()
    clock._timer.setInterval(1)
    qtbot.waitUntil(lambda: gone() is None)


def test_little_garbage_may_lie(clock):
    gc.collect()
    gone = weakref.ref(Knot())
    collect_due()
    assert gone() is not None


def test_after_a_sweep_nothing_lies(clock, qtbot):
    swept = []
    clock._also = lambda: swept.append(True)
    gc.collect()
    gone = weakref.ref(Knot())
    clock._timer.setInterval(1)
    clock.sweep()
    qtbot.waitUntil(lambda: gone() is None and swept and not clock._due)
    assert len(swept) == 3
