"""The face camera as the terminal has it: the other end of its wire, and the driver."""

from collections.abc import Iterator

import pytest

from drivers.face_camera.device import VideoFaceCamera
from drivers.face_camera.emulator import FaceCameraEmulator


@pytest.fixture(scope="module")
def face_emulator() -> Iterator[FaceCameraEmulator]:
    emulator = FaceCameraEmulator()
    emulator.start()
    yield emulator
    emulator.stop()


@pytest.fixture(scope="module")
def face_camera(face_emulator: FaceCameraEmulator) -> Iterator[VideoFaceCamera]:
    camera = VideoFaceCamera(face_emulator.url)
    yield camera
    camera.close()
