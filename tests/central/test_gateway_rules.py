"""Breaker, bucket, histogram and mapping as values: no clock, no thread, no network."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kiosk.central.gateway.breaker import Breaker, Policy, State
from kiosk.central.gateway.bucket import Bucket
from kiosk.central.gateway.histogram import BOUNDS_MS, SIZE, percentile, place_of
from kiosk.central.gateway.mapping import Mapper, Unfit
from kiosk.central.gateway.operations import Asking
from kiosk.central.gateway.wire import Unreadable, read, written

POLICY = Policy(window_s=10, least_calls=4, failure_rate=0.5, open_s=5, probes=2)
STEPS = some.lists(some.tuples(some.floats(0, 4), some.booleans()), max_size=60)
WORDS = some.text(some.characters(min_codepoint=32, exclude_categories=("Cs", "Cc")), min_size=1, max_size=8)


def mapped(written_, top, **given_):
    return Mapper(top, given_.pop("tables", {}), **given_).made(Asking(body=written_).body)


@given(STEPS)
def test_an_open_breaker_lets_nothing_through_before_its_time(steps):
    breaker, now, opened_at = Breaker(), 0.0, None
    for pause, failed in steps:
        now += pause
        begun = breaker.begun(POLICY, now)
        assert breaker.permits(POLICY, now) is (begun is not None)
        if opened_at is not None and now - opened_at < POLICY.open_s:
            assert begun is None
        if begun is None:
            continue
        after = begun.ended(POLICY, now, failed=failed)
        opened_at = now if after.state is State.OPEN else None
        assert not (after.state is State.OPEN and not failed)
        breaker = after


@given(some.lists(some.booleans(), max_size=40))
def test_it_opens_exactly_by_the_share_of_the_window(outcomes):
    breaker = Breaker()
    for number, failed in enumerate(outcomes, 1):
        breaker = breaker.ended(POLICY, 1.0, failed=failed)
        share = sum(outcomes[:number]) / number
        assert (breaker.state is State.OPEN) == (failed and number >= POLICY.least_calls and share >= 0.5)
        if breaker.state is State.OPEN:
            return


def test_it_forgets_what_is_older_than_the_window():
    breaker = Breaker()
    for _ in range(3):
        breaker = breaker.ended(POLICY, 0.0, failed=True)
    assert breaker.ended(POLICY, 11.0, failed=True).state is State.CLOSED
    assert breaker.ended(POLICY, 9.0, failed=True).state is State.OPEN


def test_as_many_probes_as_agreed_close_it_and_one_failure_opens_it_again():
    half = Breaker(State.OPEN, since=0.0).begun(POLICY, 5.0)
    both = half.begun(POLICY, 5.1)
    assert (half.state, both.probing) == (State.HALF_OPEN, 2)
    assert both.begun(POLICY, 5.2) is None
    once = both.ended(POLICY, 5.3, failed=False)
    assert once.state is State.HALF_OPEN
    assert once.ended(POLICY, 5.4, failed=False).state is State.CLOSED
    assert once.ended(POLICY, 5.4, failed=True) == Breaker(State.OPEN, since=5.4)
    assert both.begun(POLICY, 10.1) is not None, "a lost probe blocks nothing for good"


@given(some.lists(some.floats(0, 2), max_size=80), some.floats(0.5, 20), some.integers(1, 10), some.floats(0, 3))
def test_no_span_of_time_lets_more_through_than_burst_and_rate(pauses, per_s, burst, patience_s):
    bucket, now, served = Bucket(burst, 0.0), 0.0, []
    for pause in pauses:
        now += pause
        bucket, wait_s = bucket.taken(per_s, burst, now, patience_s)
        if wait_s is not None:
            assert 0 <= wait_s <= patience_s
            served.append(now + wait_s)
    for first, begin in enumerate(served):
        for last in range(first, len(served)):
            assert last - first + 1 <= burst + per_s * (served[last] - begin) + 1e-6


def test_a_call_that_is_not_served_takes_nothing():
    bucket = Bucket(0.0, 0.0)
    assert bucket.taken(1, 1, 0.0, 0.5) == (bucket, None)
    assert bucket.taken(1, 1, 1.0, 0.5)[1] == 0.0


@given(some.lists(some.floats(0, BOUNDS_MS[-1]), min_size=1, max_size=50), some.sampled_from([0.5, 0.95, 1.0]))
def test_a_percentile_lies_in_the_bucket_of_the_exact_one(spans, share):
    histogram = [0] * SIZE
    for span in spans:
        histogram[place_of(span)] += 1
    exact = sorted(spans)[max(0, -(-int(share * 100) * len(spans) // 100) - 1)]
    told = percentile(histogram, share)
    place = place_of(exact)
    assert (BOUNDS_MS[place - 1] if place else 0) <= told <= BOUNDS_MS[place]


def test_of_nothing_there_is_no_percentile():
    assert percentile([0] * SIZE, 0.5) is None


@given(some.dates(), some.sampled_from(["YYYYMMDD", "YYYY/MM/DD", "YYYY年MM月DD日"]))
def test_a_day_comes_back_from_the_other_way_to_write_it(day, style):
    there = mapped({"from": "day", "date": {"from": "YYYY-MM-DD", "to": style}}, {"day": day.isoformat()})
    assert mapped({"from": "day", "date": {"from": style, "to": "YYYY-MM-DD"}}, {"day": there}) == day.isoformat()


@given(some.dictionaries(some.sampled_from("abcd"), some.integers(), min_size=4, max_size=4))
def test_renaming_there_and_back_is_nothing(values):
    there = mapped({"fields": {"A": "a", "B": {"fields": {"C": "b", "D": "c"}}, "E": "d"}}, values)
    assert there == {"A": values["a"], "B": {"C": values["b"], "D": values["c"]}, "E": values["d"]}
    assert mapped({"fields": {"a": "A", "b": "B.C", "c": "B.D", "d": "E"}}, there) == values


@given(some.lists(some.integers(0, 10**9)))
def test_money_goes_through_fen_and_lists(fens):
    rows = {"rows": [{"je": fen} for fen in fens]}
    there = mapped({"from": "rows", "each": {"from": "je", "as": "fen_to_money"}}, rows)
    assert mapped({"from": "r", "each": {"from": ".", "as": "money_to_fen"}}, {"r": there}) == fens


TABLE = {"sex": {"1": "M", "2": "F"}}


def test_tables_defaults_and_what_belongs_to_the_call():
    assert mapped({"from": "a", "table": "sex"}, {"a": 1}, tables=TABLE) == "M"
    assert mapped({"from": "a", "table": "sex", "otherwise": None}, {"a": 9}, tables=TABLE) is None
    made = {"fields": {"k": "$call.key", "x": {"from": "no", "optional": True}, "y": {"from": "no", "default": ""}}}
    assert mapped(made, {}, call={"key": "key-1"}) == {"k": "key-1", "y": ""}
    assert mapped({"from": "r", "each": {"fields": {"n": "$.n", "v": "v"}}}, {"n": 1, "r": [{"v": 2}]}) == [
        {"n": 1, "v": 2}
    ]
    assert mapped({"from": "r", "each": "v", "alone": True}, {"r": {"v": 2}}) == [2]
    assert mapped({"from": "r", "each": "v", "alone": True}, {}) == []


@pytest.mark.parametrize(
    "rule",
    [
        "secret.further",
        {"from": "secret", "date": {"from": "YYYYMM", "to": "YYYY-MM"}},
        {"from": "secret", "as": "money"},
        {"from": "secret", "as": "flag"},
        {"from": "secret", "table": {"1": "2"}},
        {"from": "secret", "each": "a"},
        {"from": "secret", "fields": {"a": "b"}},
    ],
)
def test_what_does_not_fit_is_told_without_its_value(rule):
    with pytest.raises(Unfit) as unfit:
        mapped(rule, {"secret": "420199198803149995X"})
    assert "4201" not in str(unfit.value)


@given(some.dictionaries(some.sampled_from(["name", "b"]), WORDS, min_size=1), some.sampled_from(["utf-8", "gb18030"]))
def test_every_style_reads_what_it_wrote(values, charset):
    for style in ("json", "form"):
        assert read(written(values, style, charset), style, charset) == values
    stripped = {name: value.strip() for name, value in values.items()}
    assert read(written(values, "xml", charset), "xml", charset) == stripped


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]><a><d>&b;</d></a>',
        b"<a>" * 40 + b"</a>" * 40,
        b"<a><b></a>",
        b"<a>text</a>",
        b"",
    ],
)
def test_xml_that_means_harm_or_nothing_is_refused(xml):
    with pytest.raises(Unreadable):
        read(xml, "xml")
