"""What the emulated face camera sees."""

import cv2
import numpy as np
import pytest

from drivers.cancel import Cancel
from drivers.face_camera.device import VideoFaceCamera
from drivers.face_camera.emulator import FaceCameraEmulator
from drivers.face_camera.scenery import Person, Scene, draw


def share_of_skin(person: Person) -> float:
    picture = draw(Scene.PERSON, person, 640, 480, 0.0).astype(int)
    return float((np.abs(picture - (150, 182, 224)).max(axis=2) < 4).mean())


def test_nearer_is_larger():
    near, far = share_of_skin(Person(distance_m=0.4)), share_of_skin(Person(distance_m=0.8))
    assert near / far == pytest.approx(4, rel=0.1)


def test_a_turned_head_shows_another_face():
    straight = draw(Scene.PERSON, Person(), 640, 480, 0.0)
    left = draw(Scene.PERSON, Person(turn_deg=-30), 640, 480, 0.0)
    right = draw(Scene.PERSON, Person(turn_deg=30), 640, 480, 0.0)
    assert not np.array_equal(left, straight)
    head = slice(100, 260), slice(210, 430)
    face_mirrored = left[head][:, ::-1].astype(int)
    assert np.abs(face_mirrored - right[head]).max(axis=2).mean() < 20


def test_closed_eyes_differ_from_open_ones_by_the_eyes_alone():
    differ = np.nonzero(
        (draw(Scene.PERSON, Person(), 640, 480, 0.0) != draw(Scene.PERSON, Person(eyes_open=False), 640, 480, 0.0)).any(
            axis=2
        )
    )
    assert differ[0].max() - differ[0].min() < 30


@pytest.mark.parametrize("size", [(200, 100), (100, 200)])
def test_a_photograph_before_the_lens(size):
    """It fills the picture, cut alike on both sides."""
    photograph = np.full((size[1], size[0], 3), (30, 160, 90), np.uint8)
    emulator = FaceCameraEmulator()
    emulator.start()
    emulator.show_picture(cv2.imencode(".png", photograph)[1].tobytes())
    camera = VideoFaceCamera(emulator.url)
    frame = camera.newest_frame(timeout_s=20.0, cancel=Cancel())
    camera.close()
    emulator.stop()
    seen = np.frombuffer(frame.bgr, np.uint8).reshape(480, 640, 3)
    assert np.abs(seen.reshape(-1, 3).mean(axis=0) - (30, 160, 90)).max() < 4


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8\xff"])
def test_what_is_no_photograph(data):
    with pytest.raises(ValueError, match="neither a JPEG nor a PNG"):
        FaceCameraEmulator().show_picture(data)
