"""What the five points say of a head does not depend on where the face is, how large, or how it is laid on its side."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.faces.face import Face

AHEAD = {
    "right_eye": (-30.0, 0.0),
    "left_eye": (30.0, 0.0),
    "nose": (0.0, 30.0),
    "right_mouth": (-22.0, 62.0),
    "left_mouth": (22.0, 62.0),
}


def face(points=AHEAD, *, dx: float = 0, dy: float = 0, scale: float = 1, angle_deg: float = 0) -> Face:
    cos, sin = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    moved = {
        name: (dx + scale * (x * cos - y * sin), dy + scale * (x * sin + y * cos)) for name, (x, y) in points.items()
    }
    return Face(x=dx - 60, y=dy - 60, width=120, height=160, score=0.9, **moved)


def test_who_looks_ahead_is_neither_turned_nor_laid_over() -> None:
    ahead = face()
    assert (ahead.turn, ahead.roll_deg, ahead.eye_distance_px) == (0, 0, 60)
    assert ahead.nod == pytest.approx(30 / 62)


@pytest.mark.parametrize(("nose_x", "turn"), [(-30.0, -0.5), (-42.0, -0.7), (15.0, 0.25), (42.0, 0.7)])
def test_a_turned_head_has_its_nose_to_one_side(nose_x: float, turn: float) -> None:
    assert face(AHEAD | {"nose": (nose_x, 30.0)}).turn == pytest.approx(turn)


def test_looking_up_brings_the_nose_to_the_eyes() -> None:
    assert face(AHEAD | {"nose": (0.0, 18.0)}).nod < face().nod < face(AHEAD | {"nose": (0.0, 45.0)}).nod


@given(
    place=st.tuples(st.floats(-500, 500), st.floats(-500, 500)),
    scale=st.floats(0.3, 5),
    angle_deg=st.floats(-60, 60),
    nose=st.tuples(st.floats(-45, 45), st.floats(5, 55)),
)
def test_place_size_and_tilt_change_nothing(place, scale, angle_deg, nose) -> None:
    points = AHEAD | {"nose": nose}
    plain, moved = face(points), face(points, dx=place[0], dy=place[1], scale=scale, angle_deg=angle_deg)
    assert moved.turn == pytest.approx(plain.turn, abs=1e-6)
    assert moved.nod == pytest.approx(plain.nod, abs=1e-6)
    assert moved.roll_deg == pytest.approx(angle_deg, abs=1e-6)
    assert moved.eye_distance_px == pytest.approx(plain.eye_distance_px * scale)


def test_points_that_fall_together_are_no_division_by_nothing() -> None:
    nowhere = face(dict.fromkeys(AHEAD, (0.0, 0.0)))
    assert (nowhere.turn, nowhere.nod, nowhere.roll_deg) == (0, 0.5, 0)
