"""sign: what was drawn is the answer; what nobody can have drawn, or no name fits in, is not."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.engine import signature
from kiosk.engine.events import Left, WentBack
from kiosk.engine.session import Asking

POINT = st.tuples(st.integers(0, signature.BOARD_WIDTH), st.integers(0, signature.BOARD_HEIGHT))
STROKES = st.lists(st.lists(POINT, min_size=1, max_size=30), min_size=1, max_size=6)
NAME = [[[100, 200, 0], [300, 100, 120], [500, 300, 240]], [[600, 100, 900], [700, 300, 1000]]]


def timed(strokes):
    """Give each point a later time than the one before."""
    clock = iter(range(0, 10**6, 8))
    return [[[x, y, next(clock)] for x, y in stroke] for stroke in strokes]


@pytest.fixture
def signing(play):
    player = play("sign")
    player.submit(True)
    return player


def test_what_was_drawn_is_the_answer(signing):
    signing.submit(NAME)
    answer = signing.session.answers["signed"].reveal()
    assert signing.session.step_id == "check"
    assert (answer["strokes"], answer["duration_ms"]) == (2, 1000)
    assert answer["trace"] == "100,200,0 300,100,120 500,300,240;600,100,900 700,300,1000"
    assert answer["path"] == "M100 200 Q300 100 400 200 L500 300 M600 100 L700 300"


@pytest.mark.parametrize("strokes", [[], [[[500, 200, 0]]], [[[0, 0, 0], [299, 0, 9]]], [[[9, 9, 0]]] * 50])
def test_a_dot_or_a_slip_is_no_signature(signing, strokes):
    signing.submit(strokes)
    assert signing.session.state == Asking("sign.too_short")
    assert "signed" not in signing.session.answers
    signing.submit(NAME)
    assert signing.session.step_id == "check"


@pytest.mark.parametrize(
    "strokes",
    [
        True,
        None,
        "M0 0 L900 0",
        [[]],
        [[[0, 0]]],
        [[[0, 0, 0], [1001, 0, 1]]],
        [[[0, 0, 0], [900, 401, 1]]],
        [[[0, 0, 0], [-1, 0, 1]]],
        [[[0, 0, 5], [900, 0, 4]]],
        [[[0, 0, 0], [900.5, 0, 1]]],
        [[[0, 0, 0], [True, 0, 1]]],
        [[[0, 0, 0], ["900", 0, 1]]],
        [[[0, 0, 0]] * (signature.MOST_POINTS + 1)],
    ],
)
def test_what_nobody_can_have_drawn_changes_nothing(signing, strokes):
    before = signing.session
    signing.submit(strokes)
    assert signing.session is before


@given(strokes=STROKES)
def test_the_picture_is_svg_and_its_line_begins_and_ends_where_the_finger_did(strokes):
    drawn = signature.read(timed(strokes))
    answer = signature.answer(drawn)
    (line,) = ET.fromstring(answer["svg"])
    assert line.attrib["d"] == answer["path"]
    begun = [f"M{x} {y}" for (x, y), *_ in strokes]
    parts = [f"M{part}".strip() for part in answer["path"].split("M")[1:]]
    assert [part.startswith(first) for part, first in zip(parts, begun, strict=True)] == [True] * len(strokes)
    ends = [f"L{stroke[-1][0]} {stroke[-1][1]}" for stroke in strokes]
    assert [part.endswith(last) for part, last in zip(parts, ends, strict=True)] == [True] * len(strokes)


@given(strokes=STROKES)
def test_the_trace_holds_every_point_with_its_time(strokes):
    given_points = timed(strokes)
    trace = signature.answer(signature.read(given_points))["trace"]
    back = [[[int(part) for part in point.split(",")] for point in stroke.split()] for stroke in trace.split(";")]
    assert back == given_points


def test_nothing_of_it_is_left_at_the_end(signing):
    signing.submit(NAME)
    signing.post(WentBack())
    assert "M100 200" not in repr(signing.session)
    signing.post(Left())
    assert not signing.session.answers
    assert not signing.session.drafts
