"""Black and frozen pictures, and those that only look like it."""

import cv2
import numpy as np
import pytest

from drivers.face_camera.drawing import Play, draw
from drivers.face_camera.scenery import with_noise
from drivers.face_camera.stage import Lighting, Stage, Standing
from drivers.faults import Fault
from drivers.video.look import Look, fault_of, is_black, is_repeated
from drivers.video.measure import Measurer

RANDOM = np.random.default_rng(3)
FRAME_S = 1 / 15
COVERED = Stage(covered=True)


def looks(pictures: list[np.ndarray]) -> list[Look]:
    measurer = Measurer()
    return [
        measurer.look(cv2.imencode(".jpg", picture)[1], picture, 100 + number * FRAME_S)
        for number, picture in enumerate(pictures)
    ]


def seen_of(stage: Stage, frames: int = 40) -> list[np.ndarray]:
    still = draw(stage, Play(), (320, 240), 0.0)  # nothing moves but the noise
    return [with_noise(still, RANDOM) for _ in range(frames)]


@pytest.mark.parametrize("each", [Stage(), Stage(Standing.NOBODY), Stage(light=Lighting.DARK)])
def test_a_still_scene_is_neither_black_nor_frozen(each):
    for look in looks(seen_of(each)):
        assert fault_of(look) is None
        assert not is_repeated(look)


def test_a_covered_lens_is_black_after_a_second():
    seen = looks(seen_of(COVERED))
    assert all(is_black(look) for look in seen)
    faults = [fault_of(look) for look in seen]
    assert faults[:15] == [None] * 15
    assert set(faults[16:]) == {Fault.IMAGE_BLACK}


def test_a_camera_that_settles_is_not_black():
    seen = looks(seen_of(COVERED, 10) + seen_of(Stage(), 20) + seen_of(COVERED, 10))
    assert {fault_of(look) for look in seen} == {None}


def test_the_same_bytes_for_two_seconds_are_frozen():
    picture = seen_of(Stage(), 1)
    faults = [fault_of(look) for look in looks(picture * 40)]
    assert faults[:30] == [None] * 30
    assert set(faults[31:]) == {Fault.IMAGE_FROZEN}


def test_one_new_picture_in_a_second_is_a_slow_camera():
    pictures = [picture for picture in seen_of(Stage(), 4) for _ in range(15)]
    assert {fault_of(look) for look in looks(pictures)} == {None}


def test_the_least_change_of_the_bytes_ends_a_freeze():
    still, measurer = seen_of(Stage(), 1)[0], Measurer()
    raw = cv2.imencode(".jpg", still)[1]
    assert fault_of(measurer.look(raw, still, 0.0)) is None
    assert fault_of(measurer.look(raw, still, 2.5)) is Fault.IMAGE_FROZEN
    changed = raw.copy()
    changed[-3] ^= 1
    assert fault_of(measurer.look(changed, still, 2.6)) is None


def test_pictures_without_content_say_nothing_about_freezing():
    """A dazzled sensor is clipped to white, noise and all."""
    white = [np.full((240, 320, 3), 255, np.uint8)] * 40
    assert {fault_of(look) for look in looks(white)} == {None}
    assert not any(is_repeated(look) for look in looks(white))
