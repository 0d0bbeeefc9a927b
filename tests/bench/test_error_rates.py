"""Error rates are counted, and say no more than so many pairs can tell."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.bench.error_rates import Rate, accepted, refused, says_something_of, threshold_for

SCORES = st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=200).map(lambda values: np.array(values, np.float32))
SHARES = st.sampled_from([0.5, 0.1, 1e-2, 1e-3, 1e-5, 0.0])


@given(SCORES, SHARES)
def test_a_threshold_accepts_as_many_strangers_as_wanted_and_no_lower_one_does(scores, wanted) -> None:
    threshold = threshold_for(wanted, scores)
    assert accepted(scores, threshold).share <= wanted
    lower = [score for score in scores.tolist() if score < threshold]
    if lower:
        assert accepted(scores, max(lower)).share > wanted


def test_whoever_wants_all_strangers_accepted_gets_them() -> None:
    scores = np.array([0.1, -0.5, 0.9])
    assert accepted(scores, threshold_for(1.0, scores)) == Rate(3, 3)


@given(SCORES, st.floats(-1, 1))
def test_each_pair_is_either_accepted_or_refused(scores, threshold) -> None:
    assert accepted(scores, threshold).hits + refused(scores, threshold).hits == len(scores)


@given(st.integers(1, 10_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_range_holds_its_share(counted) -> None:
    rate = Rate(*counted)
    assert 0 <= rate.low <= rate.share <= rate.high <= 1


@given(st.integers(1, 50), st.integers(2, 20))
def test_more_pairs_tell_more(hits, more) -> None:
    few, many = Rate(hits, 100), Rate(hits * more, 100 * more)
    assert many.high - many.low < few.high - few.low


def test_the_range_is_wilson_s() -> None:
    rate = Rate(10, 100)
    assert (rate.low, rate.high) == (pytest.approx(0.05523, abs=1e-5), pytest.approx(0.17437, abs=1e-5))


def test_of_what_never_came_the_rule_of_three_tells_the_most() -> None:
    never = Rate(0, 50_880)
    assert never.high == 3 / 50_880
    assert math.isclose((1 - never.high) ** 50_880, 0.05, rel_tol=0.01)  # what it stands for
    assert str(never) == "0 (≤ 0.0059 %)"
    assert Rate(0, 2).high == 1


@pytest.mark.parametrize(("wanted", "tells"), [(1e-3, True), (1e-4, True), (1e-5, False)])
def test_too_few_pairs_say_nothing_of_rare_errors(wanted, tells) -> None:
    assert says_something_of(wanted, 50_880) is tells
