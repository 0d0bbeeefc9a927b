"""The mirror shows a face in its middle, wherever the camera sees it, and never more than the camera sees."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.watched_person import BARE, face

from kiosk.faces.framing import Framing, Part
from kiosk.faces.seen import Seen


def seen(*faces, width: int = 1280, height: int = 720) -> Seen:
    return Seen(0.0, width, height, 150.0, 0.0, faces, BARE if faces else None)


def settled(*views: Seen) -> Part:
    framing = Framing()
    for view in views:
        for _ in range(40):
            framing.follow(view)
    assert framing.part is not None
    return framing.part


@pytest.mark.parametrize("y", [20, 250, 560], ids=["tall", "usual", "wheelchair"])
def test_a_face_is_in_the_middle_wherever_it_is(y: int) -> None:
    somebody = face(x=500, y=y, width=100)
    part = settled(seen(somebody))
    assert part.x + part.width / 2 == pytest.approx(somebody.x + somebody.width / 2, abs=3)
    assert part.y <= somebody.y
    assert part.y + part.height >= somebody.y + somebody.height


def test_without_a_face_it_goes_back_to_the_whole() -> None:
    assert settled(seen(face(x=900, width=80)), seen()).height == pytest.approx(720, abs=1)


def test_it_follows_and_never_jumps() -> None:
    framing, middles = Framing(), []
    for view in [seen(face(x=300, width=80))] * 20 + [seen(face(x=900, width=80))] * 20:
        framing.follow(view)
        middles.append(framing.part.x + framing.part.width / 2)
    steps = [abs(later - earlier) for earlier, later in pairwise(middles[19:])]
    assert max(steps) < 160
    assert middles[-1] == pytest.approx(940, abs=8)


@given(
    x=st.floats(-100, 1300),
    y=st.floats(-100, 800),
    width=st.floats(10, 700),
    size=st.sampled_from([(640, 480), (720, 1280)]),
)
def test_it_is_always_a_part_of_the_picture_in_the_mirrors_shape(x, y, width, size) -> None:
    part = settled(seen(face(x=x, y=y, width=width), width=size[0], height=size[1]))
    assert part.x >= -1e-6
    assert part.y >= -1e-6
    assert part.x + part.width <= size[0] + 1e-6
    assert part.y + part.height <= size[1] + 1e-6
    assert part.width / part.height == pytest.approx(0.8)
