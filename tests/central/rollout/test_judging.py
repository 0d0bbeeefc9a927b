"""Whether a release is worse: exact figures, small numbers, and no crying wolf however often it is looked at."""

import itertools
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.central.rollout.judging import Compared, Looks, Seen, judge
from kiosk.central.rollout.plan import Limits
from kiosk.central.rollout.statistics import binomial_tail, fisher_tail

LIMITS = Limits()


@given(of=st.integers(0, 40), bad=st.integers(0, 45), percent=st.integers(0, 100))
def test_the_binomial_tail_is_what_counting_gives(of: int, bad: int, percent: int) -> None:
    share = percent / 100
    counted = math.fsum(math.comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(bad, of + 1))
    assert binomial_tail(min(bad, of), of, share) >= counted - 1e-9
    if bad <= of:
        assert binomial_tail(bad, of, share) == pytest.approx(min(counted, 1.0), abs=1e-9)


@given(st.integers(0, 7), st.integers(0, 7), st.integers(0, 7), st.integers(0, 7))
def test_fishers_tail_is_the_share_of_all_ways_to_deal_them_out(bad: int, good: int, bad0: int, good0: int) -> None:
    of, before = bad + good, bad0 + good0
    sick = bad + bad0
    everyone = range(of + before)
    ways = list(itertools.islice(itertools.combinations(everyone, of), 4000))
    if math.comb(of + before, of) > 4000:
        return
    hits = sum(sum(one < sick for one in way) >= bad for way in ways)
    assert fisher_tail(bad, of, bad0, before) == pytest.approx(hits / len(ways), abs=1e-9)


def finding(seen: Seen, measure: str):
    return next(one for one in judge(LIMITS, Looks(), seen)[1] if one.measure == measure)


def test_one_of_three_is_too_few_to_halt_and_too_many_to_go_on() -> None:
    found = finding(Seen(told=3, activated=2, failed=1), "activations")
    assert (found.above, found.significant) == (True, False)


def test_three_of_three_is_no_chance() -> None:
    found = finding(Seen(told=3, failed=3), "activations")
    assert found.significant


def test_abandonment_is_held_against_the_version_before() -> None:
    seen = Seen(services={"a/b": Compared(200, 0, 60, 200, 0, 60)})
    assert not finding(seen, "abandonment").above  # as bad as before is not worse
    seen = Seen(services={"a/b": Compared(200, 0, 120, 200, 0, 60)})
    assert finding(seen, "abandonment").significant


def test_a_new_service_has_nothing_to_be_held_against() -> None:
    seen = Seen(services={"a/b": Compared(50, 50, 0)})
    assert not finding(seen, "faults").above


def test_a_look_is_taken_only_when_a_quarter_more_has_come_in() -> None:
    looks, found = judge(LIMITS, Looks(), Seen(told=100, activated=8))
    assert found[0].needed == pytest.approx(LIMITS.risk / 2 / 2)
    again, found = judge(LIMITS, looks, Seen(told=100, activated=9))
    assert (again, found[0].needed) == (looks, None)
    later, found = judge(LIMITS, looks, Seen(told=100, activated=10))
    assert later.of("activations") == (2, 10)
    assert found[0].needed == pytest.approx(LIMITS.risk / 2 / 6)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32))
def test_a_sound_release_is_almost_never_halted_and_a_bad_one_almost_always(seed: int) -> None:
    """Looked at after each of 400 sessions; the mistakes of twenty such rollouts together have 1 % x 20."""
    chance = random.Random(seed)

    def halted(share: float) -> bool:
        looks, bad, bad0 = Looks(), 0, 0
        for of in range(1, 401):
            bad, bad0 = bad + (chance.random() < share), bad0 + (chance.random() < 0.1)
            looks, found = judge(LIMITS, looks, Seen(services={"a/b": Compared(of, bad, 0, of, bad0, 0)}))
            if any(one.significant for one in found):
                return True
        return False

    assert halted(0.4)
    assert sum(halted(0.1) for _ in range(5)) <= 1
