"""The rules of alarms, as functions: what holds for any times, orders and numbers."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.central.alarms.paper_rule import ends_at, rest
from kiosk.central.alarms.rules import Silent, Stamp, Verdict, areas, flaps, is_quiet, is_stuck, level_due, verdict
from kiosk.central.alarms.table import AreaRule, Flapping, StuckRule

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
FLAPPING = Flapping(most_times=3, within_min=30)
AREA = AreaRule(at_least=3, within_s=150)
STUCK = StuckRule(usual=3, long=7, long_kinds=frozenset({"form"}))
moments = st.integers(-5000, 5000).map(lambda s: NOON + timedelta(seconds=s))
hours = st.dictionaries(st.integers(0, 23), st.floats(0, 200), max_size=24)


def course(reports):
    """Follow reports in the order of their arrival; return whether the alarm is open after them."""
    newest, is_open = None, False
    for stamp, cleared in reports:
        judged = verdict(stamp, newest, cleared=cleared, is_open=is_open, flapping=False)
        newest = stamp if newest is None else max(newest, stamp)
        is_open = {Verdict.OPEN: True, Verdict.CLOSE: False}.get(judged, is_open)
    return is_open


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), unique_by=lambda r: r[0]), st.randoms())
def test_in_whatever_order_reports_come_the_newest_one_says_whether_it_is_open(said, random):
    reports = [(Stamp(NOON + timedelta(seconds=at)), cleared) for at, cleared in said]
    arrived = random.sample(reports, len(reports))
    arrived += random.sample(reports, len(reports))  # each a second time
    assert course(arrived) is bool(reports and not max(reports)[1])


def test_of_one_moment_the_greater_envelope_is_later():
    reports = [(Stamp(NOON, "b"), True), (Stamp(NOON, "a"), False)]
    assert course(reports) is course(reports[::-1]) is False


def test_what_flaps_is_paused_by_its_end_and_not_closed():
    assert verdict(Stamp(NOON), None, cleared=True, is_open=True, flapping=True) is Verdict.PAUSE


@given(st.lists(moments, max_size=8), moments)
def test_more_of_the_same_never_ends_flapping(raised, another):
    if flaps(raised, NOON, FLAPPING):
        assert flaps([*raised, another], NOON, FLAPPING)


@given(st.lists(moments, max_size=8))
def test_only_what_lies_within_the_time_counts(raised):
    lately = [at for at in raised if timedelta(0) <= NOON - at < timedelta(minutes=30)]
    assert flaps(raised, NOON, FLAPPING) is (len(lately) > 3)


@given(moments, st.integers(0, 100))
def test_quiet_stays_quiet(change, later_min):
    if is_quiet(change, NOON, FLAPPING):
        assert is_quiet(change, NOON + timedelta(minutes=later_min), FLAPPING)


@given(st.lists(st.floats(1, 1000), max_size=4).map(sorted), st.floats(0, 2000))
def test_levels_grow_with_the_waiting_and_end(after_min, waited):
    level = level_due(after_min, timedelta(minutes=waited))
    assert 1 <= level <= len(after_min) + 1
    assert level <= level_due(after_min, timedelta(minutes=waited + 10))


silences = st.lists(
    st.builds(
        Silent,
        st.integers(0, 99).map(str),
        st.sampled_from(["", "420106/中南路", "420106/水果湖"]),
        st.integers(0, 600).map(lambda s: NOON + timedelta(seconds=s)),
        st.booleans(),
    ),
    max_size=25,
    unique_by=lambda one: one.terminal_id,
)


@given(silences)
def test_an_area_is_one_street_about_one_moment_and_nobody_is_in_two(silent):
    found = areas(silent, AREA)
    members = [one for area in found for one in area]
    assert len({one.terminal_id for one in members}) == len(members)
    for area in found:
        assert len(area) >= 3
        assert len({one.street for one in area}) == 1
        assert area[0].street
        assert max(one.since for one in area) - min(one.since for one in area) <= timedelta(seconds=150)
        assert any(one.offline for one in area)


@given(st.integers(3, 20))
def test_a_street_that_falls_silent_at_once_is_one_area(count):
    silent = [Silent(str(n), "420106/中南路", NOON + timedelta(seconds=n % 60)) for n in range(count)]
    early = Silent("early", "420106/中南路", NOON - timedelta(seconds=140))
    assert max(map(len, areas([early, *silent], AREA))) >= count


@pytest.mark.parametrize(
    ("screen", "minutes", "stuck"),
    [("notice/terms", 2.9, False), ("notice/terms", 3, True), ("form/who", 6.9, False), ("form/who", 7, True)],
)
def test_a_screen_is_stuck_after_three_minutes_or_seven(screen, minutes, stuck):
    assert is_stuck(screen, NOON - timedelta(minutes=minutes), NOON, STUCK) is stuck


def test_nobody_is_stuck_where_nobody_is_served():
    assert not is_stuck("", NOON - timedelta(days=1), NOON, STUCK)


@given(st.floats(0, 500), st.floats(0, 100), hours, hours)
def test_more_paper_never_ends_sooner_and_what_ends_ends_today(left, more, today, usual):
    now = datetime(2026, 1, 5, 12, 30, tzinfo=UTC)
    today = {hour: sheets for hour, sheets in today.items() if hour <= 12}
    ends, later = ends_at(now, left, today, usual), ends_at(now, left + more, today, usual)
    assert ends is None or now <= ends <= datetime(2026, 1, 6, tzinfo=UTC)
    if later is not None:
        assert ends is not None
        assert ends <= later + timedelta(milliseconds=1)


def test_the_hour_is_that_of_the_present_rate():
    """As busy as usual: 20 sheets an hour to come, 30 left at noon; twice as busy: in three quarters of an hour."""
    usual = dict.fromkeys(range(9, 17), 20.0)
    as_usual, busy = {9: 20.0, 10: 20.0, 11: 20.0}, {9: 40.0, 10: 40.0, 11: 40.0}
    assert ends_at(NOON, 30, as_usual, usual) == NOON + timedelta(minutes=90)
    assert ends_at(NOON, 30, busy, usual) == NOON + timedelta(minutes=45)
    assert ends_at(NOON, 101, as_usual, usual) is None
    assert ends_at(NOON, 30, as_usual, {}) == NOON + timedelta(minutes=90)
    assert ends_at(NOON, 30, {}, {}) is None


@given(st.integers(1, 1000), st.integers(0, 100), st.integers(0, 2000))
def test_a_printer_that_is_not_low_has_at_least_what_is_low(capacity, low, used):
    assert rest(capacity, low, used, None) >= low
    assert 0 <= rest(capacity, low, used, used) <= low
