"""What the emulated face camera sees."""

import cv2
import numpy as np
import pytest
from kit.patience import until

from drivers.cancel import Cancel
from drivers.face_camera.device import VideoFaceCamera
from drivers.face_camera.emulator import FaceCameraEmulator
from drivers.face_camera.stage import Attack, Gesture, Stage, Standing
from drivers.video.frame import Frame


@pytest.fixture
def emulator():
    emulator = FaceCameraEmulator()
    emulator.start()
    yield emulator
    emulator.stop()


@pytest.fixture
def camera(emulator):
    camera = VideoFaceCamera(emulator.url)
    yield camera
    camera.close()


def take(camera: VideoFaceCamera) -> Frame:
    return camera.newest_frame(timeout_s=20.0, cancel=Cancel())


@pytest.mark.parametrize("size", [(200, 100), (100, 200)])
def test_a_photograph_before_the_lens(emulator, camera, size):
    """It fills the picture, cut alike on both sides."""
    photograph = np.full((size[1], size[0], 3), (30, 160, 90), np.uint8)
    emulator.show_picture(cv2.imencode(".png", photograph)[1].tobytes())
    seen = np.frombuffer(take(camera).bgr, np.uint8)
    assert np.abs(seen.reshape(-1, 3).mean(axis=0) - (30, 160, 90)).max() < 4


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8\xff"])
def test_what_is_no_photograph(data):
    with pytest.raises(ValueError, match="neither a JPEG nor a PNG"):
        FaceCameraEmulator().show_picture(data)


@pytest.mark.parametrize("attack", [Attack.SIZES, Attack.SIZE_CHANGES])
def test_a_camera_that_changes_its_size_under_way(emulator, camera, attack):
    emulator.show(Stage(attack=attack))
    sizes = set()

    def several() -> bool:
        frame = take(camera)
        assert len(frame.bgr) == 3 * frame.width_px * frame.height_px
        sizes.add((frame.width_px, frame.height_px))
        return len(sizes) > 2

    until(several, timeout_s=20)


def test_a_stage_is_there_with_the_next_picture_and_a_gesture_goes_on(emulator):
    emulator.do(Gesture.TURN_LEFT)
    emulator.show(Stage(Standing.PILOT))
    assert emulator.stage.stands is Standing.PILOT
    assert emulator._play.actor.pose(emulator._play.began_s + 0.5).turn_deg > 35
