"""A wrong clock is told once, with how wrong it is, and its end once, also when a new start was the repair."""

import pytest

from kiosk.sync.clock_watch import ClockWatch


@pytest.fixture
def told():
    return []


@pytest.fixture
def watch(tmp_path, told):
    def start() -> ClockWatch:
        return ClockWatch(tmp_path / "clock-wrong", told.append)

    return start


def said(told) -> list:
    return [(alarm.code, alarm.detail, alarm.cleared) for alarm in told]


@pytest.mark.parametrize("offset_s", [0, 30, 119, -119])
def test_what_a_clock_does_between_two_adjustments_is_nothing(watch, told, offset_s):
    watch().look(offset_s)
    assert told == []


@pytest.mark.parametrize(
    ("offset_s", "detail"), [(7200, "7200 s behind"), (-86_400, "86400 s ahead"), (120, "120 s behind")]
)
def test_it_is_told_once_and_its_end_once(watch, told, offset_s, detail):
    one = watch()
    for now_s in (offset_s, offset_s, 90, -60, 59, 0, 90):
        one.look(now_s)
    assert said(told) == [("CLOCK_WRONG", detail, False), ("CLOCK_WRONG", "", True)]


def test_a_new_start_with_the_right_time_ends_it(watch, told):
    watch().look(7200)
    watch().look(7200)
    watch().look(0)
    watch().look(0)
    assert said(told) == [("CLOCK_WRONG", "7200 s behind", False), ("CLOCK_WRONG", "", True)]


def test_a_disk_that_takes_no_writes_silences_nothing(tmp_path, told):
    one = ClockWatch(tmp_path / "gone" / "clock-wrong", told.append)
    one.look(7200)
    one.look(0)
    assert [alarm.cleared for alarm in told] == [False, True]
