"""Faces compared as in a terminal: emulated camera, driver, the process with its models, attempt; all of it real."""

import pytest

from drivers.cancel import Cancel
from drivers.errors import Refused
from drivers.face_camera.portrait import portrait
from drivers.face_camera.stage import Attack, Stage, Standing, Who
from drivers.faults import Fault
from drivers.video.mjpeg_server import Trouble
from kiosk.bench.face_stages import GESTURES
from kiosk.devices.face import compared
from kiosk.devices.sight import Sight
from kiosk.engine.photo import CardPhoto
from kiosk.faces.models import FOLDER
from kiosk.faces.verifier import FaceVerifier
from kiosk.protocol.faces import FaceGuide, FaceTask
from kiosk.protocol.faults import FaceReason

PATIENCE_S = 60.0


@pytest.fixture(scope="module")
def verifier():
    verifier = FaceVerifier(FOLDER, usable=lambda: True, failed=pytest.fail)
    yield verifier
    verifier.close()


def photo(who: Who) -> CardPhoto:
    bgr = portrait(who).picture[:, :, :3]
    return CardPhoto(bgr.shape[1], bgr.shape[0], bgr.tobytes())


class Attempted:
    """How an attempt ends before `stage`; whoever stands there does what they are asked to."""

    def __init__(self, face_emulator, face_camera, verifier, stage: Stage, *, timeout_s: float = PATIENCE_S) -> None:
        face_emulator.show(stage)
        self._emulator, self.guides = face_emulator, []
        comparison = verifier.begin(photo(Who.TEACHER), gestures="turning", false_accept="1e-4")
        self.verdict = compared(face_camera, comparison, Sight(), timeout_s=timeout_s, cancel=Cancel(), told=self._hear)

    def _hear(self, guide: FaceGuide) -> None:
        last = self.guides[-1] if self.guides else None
        self.guides.append(guide)
        new = last is None or (guide.task, guide.done) != (last.task, last.done)
        if new and guide.task in GESTURES:
            self._emulator.do(GESTURES[guide.task])


def test_whoever_does_what_is_asked_is_verified(face_emulator, face_camera, verifier) -> None:
    attempted = Attempted(face_emulator, face_camera, verifier, Stage())
    assert attempted.verdict == "VERIFIED"
    assert [guide.task for guide in attempted.guides if guide.done == 3] == [FaceTask.LOOK_AHEAD]


def test_another_person_is_not_the_same(face_emulator, face_camera, verifier) -> None:
    assert Attempted(face_emulator, face_camera, verifier, Stage(Standing.DOCTOR)).verdict is FaceReason.NOT_SAME


@pytest.mark.parametrize("attack", [Attack.SIZES, Attack.SIZE_CHANGES])
def test_a_feed_whose_size_changes_lets_nobody_pass(face_emulator, face_camera, verifier, attack) -> None:
    """As a virtual camera may; whoever is alive in it does what is asked."""
    attempted = Attempted(face_emulator, face_camera, verifier, Stage(attack=attack), timeout_s=4.0)
    assert attempted.verdict in {FaceReason.NOT_LIVE, FaceReason.NO_FACE, FaceReason.UNCLEAR}


def test_a_frozen_camera_is_a_fault_of_its_own(face_emulator, face_camera, verifier) -> None:
    face_emulator.set_trouble(Trouble.FROZEN)
    try:
        with pytest.raises(Refused) as caught:
            Attempted(face_emulator, face_camera, verifier, Stage())
    finally:
        face_emulator.set_trouble(Trouble.NONE)
    assert caught.value.fault is Fault.IMAGE_FROZEN
