"""Who has left, and who looks over whose shoulder, from nothing but the widths of faces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.faces.presence import Company, Presence

RESIDENT, CLOSE, FAR = 0.2, 0.12, 0.05


def told(*spans: tuple[float, list[float]], leave_after_s: float = 10.0) -> list[Company]:
    """Return what is said at each half second while each span's faces are there for so long, without repetitions."""
    presence, now, said = Presence(leave_after_s=leave_after_s), 0.0, []
    for seconds, widths in spans:
        for _ in range(int(seconds * 2)):
            now += 0.5
            company = presence.see(widths, now)
            if not said or said[-1] != company:
                said.append(company)
    return said


def test_who_is_there_is_there() -> None:
    assert told((60, [RESIDENT])) == [Company()]


def test_who_is_gone_for_long_has_left_and_may_come_back() -> None:
    assert told((5, [RESIDENT]), (12, []), (2, [RESIDENT])) == [Company(), Company(left=True), Company()]


def test_who_bends_down_for_a_moment_has_not_left() -> None:
    assert told((5, [RESIDENT]), (9, []), (5, [RESIDENT])) == [Company()]


def test_who_was_never_seen_is_never_taken_to_have_left() -> None:
    assert told((120, []), (120, [FAR])) == [Company()]


def test_people_far_behind_are_not_the_resident() -> None:
    assert told((5, [RESIDENT]), (12, [FAR]))[-1] == Company(left=True)


def test_whoever_touches_the_screen_is_there() -> None:
    presence = Presence(leave_after_s=10)
    presence.see([RESIDENT], 1.0)
    presence.touch(9.0)
    assert presence.see([], 18.0) == Company()
    assert presence.see([], 19.5) == Company(left=True)


def test_somebody_close_behind_is_told_of_once_they_stand_there_and_until_they_are_gone() -> None:
    close = [RESIDENT, CLOSE]
    assert told((3, [RESIDENT]), (5, close), (5, [RESIDENT])) == [Company(), Company(onlooker=True), Company()]
    assert told((3, [RESIDENT]), (1, close), (3, [RESIDENT])) == [Company()]
    assert told((3, [RESIDENT]), (5, close), (1, [RESIDENT]), (5, close)) == [Company(), Company(onlooker=True)]


def test_a_queue_at_a_distance_is_no_onlooker() -> None:
    assert told((10, [RESIDENT, FAR, FAR])) == [Company()]


@given(spans=st.lists(st.tuples(st.floats(0, 20), st.lists(st.floats(0, 1), max_size=3)), max_size=6))
def test_whoever_has_left_is_not_warned_of_others(spans) -> None:
    ordered = [(seconds, sorted(widths, reverse=True)) for seconds, widths in spans]
    assert not any(company.left and company.onlooker for company in told(*ordered))


@pytest.mark.parametrize("leave_after_s", [5.0, 30.0])
def test_how_long_is_configured(leave_after_s: float) -> None:
    presence = Presence(leave_after_s=leave_after_s)
    presence.see([RESIDENT], 0.0)
    assert not presence.see([], leave_after_s - 0.1).left
    assert presence.see([], leave_after_s).left
