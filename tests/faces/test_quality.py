"""What is told of a face that is not seen well: each thing that can be mended has its own word."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.watched_person import BARE, Shown, face, frame

from kiosk.faces.quality import fit_to_compare, placed
from kiosk.faces.seen import Seen
from kiosk.faces.steady import Steady
from kiosk.protocol.faces import FaceGuide, FaceHint, FaceTask


def seen(shown: Shown) -> Seen:
    return frame(shown, 1.0)


PLACED = [
    (Shown(nobody=True), FaceHint.NO_FACE),
    (Shown(nobody=True, look=replace(BARE, brightness=39.0)), FaceHint.TOO_DARK),
    (Shown(nobody=True, look=replace(BARE, clipped=0.6)), FaceHint.TOO_BRIGHT),
    (Shown(others=(face(x=20, width=90),)), FaceHint.SEVERAL_FACES),
    (Shown(look=replace(BARE, brightness=39.0)), FaceHint.TOO_DARK),
    (Shown(look=replace(BARE, clipped=0.3)), FaceHint.TOO_BRIGHT),
    (Shown(face=face(width=60, x=290, y=200)), FaceHint.TOO_FAR),
    (Shown(face=face(width=330, x=150, y=30)), FaceHint.TOO_CLOSE),
    (Shown(face=face(y=1)), FaceHint.TOO_CLOSE),
    (Shown(face=face(y=300)), FaceHint.TOO_CLOSE),
    (Shown(face=face(x=20)), FaceHint.MOVE_LEFT),
    (Shown(face=face(x=480)), FaceHint.MOVE_RIGHT),
]
HELD = [
    (Shown(face=face(turn=0.3)), FaceHint.LOOK_AHEAD),
    (Shown(face=face(turn=-0.3)), FaceHint.LOOK_AHEAD),
    (Shown(face=face(nod=0.4)), FaceHint.LOOK_DOWN),
    (Shown(face=face(nod=0.75)), FaceHint.LOOK_UP),
    (Shown(look=replace(BARE, sharpness=0.3)), FaceHint.HOLD_STILL),
    (Shown(look=replace(BARE, eyes_light=0.2)), FaceHint.EYES_HIDDEN),
    (Shown(look=replace(BARE, mouth_line=0.2)), FaceHint.FACE_COVERED),
]


@pytest.mark.parametrize(("shown", "hint"), PLACED)
def test_who_does_not_stand_well_is_told_how(shown: Shown, hint: FaceHint) -> None:
    assert placed(seen(shown)) is hint
    assert fit_to_compare(seen(shown)) is hint


@pytest.mark.parametrize(("shown", "hint"), HELD)
def test_who_stands_well_and_cannot_be_compared_is_told_why(shown: Shown, hint: FaceHint) -> None:
    assert placed(seen(shown)) is None
    assert fit_to_compare(seen(shown)) is hint


def test_a_head_on_its_side_is_to_be_held_upright() -> None:
    ahead = face()
    (x, y), (u, v) = ahead.right_eye, ahead.left_eye
    tilted = replace(ahead, right_eye=(x, y - 15), left_eye=(u, v + 15), nose=(ahead.nose[0] - 12, ahead.nose[1]))
    assert tilted.roll_deg > 20
    assert fit_to_compare(seen(Shown(face=tilted))) is FaceHint.HEAD_UPRIGHT


def test_somebody_small_behind_is_no_hindrance() -> None:
    assert fit_to_compare(seen(Shown(others=(face(x=20, width=60),)))) is None


def test_a_turned_head_whose_eyes_lie_closer_is_not_too_far() -> None:
    turned = face(turn=0.5, width=110)
    narrow = replace(turned, left_eye=(turned.right_eye[0] + 28, turned.left_eye[1]))
    assert narrow.eye_distance_px < 36
    assert placed(seen(Shown(face=narrow))) is None


@given(
    faces=st.lists(st.builds(face, turn=st.floats(-1, 1), x=st.floats(-50, 700), width=st.floats(10, 400)), max_size=3),
    likeness=st.floats(-1, 1),
    sameness=st.none() | st.floats(-1, 1),
)
def test_what_was_measured_goes_through_json_unchanged(faces, likeness, sameness) -> None:
    look = replace(BARE, likeness=likeness, sameness=sameness) if faces else None
    before = Seen(3.25, 1280, 720, 99.5, 0.25, tuple(faces), look)
    assert Seen.of(json.loads(json.dumps(before.as_dict()))) == before


def guide(hint: FaceHint | None, task: FaceTask = FaceTask.BLINK) -> FaceGuide:
    return FaceGuide(task, 1, 3, hint)


def test_a_hint_is_told_once_it_has_stood_and_until_it_is_mended() -> None:
    steady = Steady()
    dark = FaceHint.TOO_DARK
    told = [steady.tell(guide(hint), at_s).hint for hint, at_s in [(dark, 0.0), (dark, 0.5), (dark, 0.7)]]
    assert told == [None, None, dark]
    told = [steady.tell(guide(hint), at_s).hint for hint, at_s in [(None, 0.8), (None, 1.0), (None, 1.2)]]
    assert told == [dark, dark, None]


def test_what_flickers_is_not_told_and_a_task_is_told_at_once() -> None:
    steady = Steady()
    hints = [FaceHint.TOO_DARK, None] * 20
    assert {steady.tell(guide(hint), index / 15).hint for index, hint in enumerate(hints)} == {None}
    assert steady.tell(guide(None, FaceTask.TURN_LEFT), 3.0).task is FaceTask.TURN_LEFT
