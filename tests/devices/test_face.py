"""The face before the camera: real frames of an emulated camera, through the real driver; the test itself compares."""

import time

import pytest
from kit.patience import soon, until

from drivers.cancel import Cancel
from drivers.errors import Cancelled, DeviceError
from drivers.face_camera.device import VideoFaceCamera
from drivers.face_camera.emulator import FaceCameraEmulator
from drivers.faults import Fault, Role
from kiosk.devices.face import MENDABLE, compared
from kiosk.devices.hands import DeviceHands
from kiosk.devices.roster import Equipment
from kiosk.devices.sight import Sight
from kiosk.engine.effects import VerifyFace
from kiosk.engine.events import DeviceFailed, FaceRefused, FaceVerified, VerifierMissing
from kiosk.engine.photo import CardPhoto
from kiosk.protocol.faults import FaceReason
from kiosk.protocol.personal import Personal

PATIENCE_S = 40.0
PHOTO = CardPhoto(2, 2, b"\x90" * 12)


class Saying:
    """A comparison that says one thing after another, the last for ever; keeps how many frames it was shown."""

    def __init__(self, *verdicts):
        self.verdicts, self.frames = list(verdicts), []

    def look(self, frame):
        self.frames.append((frame.captured_at_s, len(frame.bgr)))
        return self.verdicts.pop(0) if len(self.verdicts) > 1 else self.verdicts[0]


class Judge:
    """A verifier for these tests: each attempt is one `Saying`."""

    def __init__(self, *sayings):
        self.sayings, self.photos = list(sayings), []

    def begin(self, photo):
        self.photos.append(photo)
        return self.sayings.pop(0)


@pytest.fixture(scope="module")
def emulator():
    emulator = FaceCameraEmulator()
    emulator.start()
    yield emulator
    emulator.stop()


@pytest.fixture(scope="module")
def camera(emulator):
    camera = VideoFaceCamera(emulator.url)
    yield camera
    camera.close()


@pytest.fixture
def sight():
    return Sight()


def compare(camera, sight, saying, *, timeout_s=PATIENCE_S, cancel=None):
    return compared(camera, saying, sight, timeout_s=timeout_s, cancel=cancel or Cancel())


@pytest.mark.parametrize("verdict", ["VERIFIED", FaceReason.NOT_SAME, FaceReason.NOT_LIVE])
def test_a_verdict_ends_the_attempt_at_once(camera, sight, verdict):
    saying = Saying(None, FaceReason.NO_FACE, verdict)
    assert compare(camera, sight, saying) == verdict
    assert len(saying.frames) == 3
    assert sight.newest is None


def test_every_frame_is_a_new_one_and_is_shown(camera, sight):
    shown = []

    class Watching(Saying):
        def look(self, frame):
            shown.append(sight.newest.number)
            return super().look(frame)

    saying = Watching(None, None, None, "VERIFIED")
    compare(camera, sight, saying)
    times = [at for at, _ in saying.frames]
    assert times == sorted(set(times))
    assert shown == sorted(set(shown))
    assert len(shown) == 4


@pytest.mark.parametrize("reason", sorted(MENDABLE))
def test_what_can_be_mended_is_told_once_it_has_stood_for_a_while(camera, sight, reason):
    began = time.monotonic()
    assert compare(camera, sight, Saying(reason)) is reason
    assert time.monotonic() - began >= 3.0


def test_what_comes_and_goes_is_not_told(camera, sight):
    hesitant = Saying(*[FaceReason.TOO_DARK, FaceReason.TOO_FAR, None] * 10, "VERIFIED")
    assert compare(camera, sight, hesitant) == "VERIFIED"


def test_when_time_is_up_it_was_no_verdict(camera, sight):
    assert compare(camera, sight, Saying(None), timeout_s=1.5) is FaceReason.NO_FACE
    assert sight.newest is None


def test_cancelled(camera, sight):
    cancel = Cancel()
    with soon(cancel.set, 0.5), pytest.raises(Cancelled):
        compare(camera, sight, Saying(None), cancel=cancel)
    assert sight.newest is None


def test_a_camera_that_is_gone_is_a_fault(camera, sight, emulator):
    emulator.unplug()
    try:
        with pytest.raises(DeviceError):
            compare(camera, sight, Saying(None), timeout_s=5.0)
    finally:
        emulator.replug()


def hands_of(emulator, verifier, *, camera=True):
    equipment = Equipment(face_camera=VideoFaceCamera(emulator.url)) if camera else Equipment()
    return DeviceHands(equipment, poll_s=5.0, changed=lambda _status: None, verifier=verifier)


def test_the_hands_hand_the_photo_on_and_answer_with_events(emulator):
    judge, events = Judge(Saying("VERIFIED"), Saying(FaceReason.NOT_SAME)), []
    hands = hands_of(emulator, judge)
    hands.start()
    for ticket in ("t/1", "t/2"):
        hands.verify_face(VerifyFace(ticket, Personal(PHOTO), PATIENCE_S), post=events.append)
    until(lambda: len(events) == 2, timeout_s=PATIENCE_S)
    hands.stop()
    assert events == [FaceVerified("t/1"), FaceRefused("t/2", FaceReason.NOT_SAME)]
    assert judge.photos == [PHOTO, PHOTO]
    assert hands.verifies
    assert hands.sight(Role.FACE_CAMERA) is None


def test_without_a_verifier_the_hands_say_so_at_once(emulator):
    events = []
    hands = hands_of(emulator, None)
    hands.verify_face(VerifyFace("t/1", Personal(PHOTO), PATIENCE_S), post=events.append)
    assert events == [VerifierMissing("t/1")]
    assert not hands.verifies


def test_without_a_camera_the_hands_say_so_at_once(emulator):
    events = []
    hands_of(emulator, Judge(), camera=False).verify_face(
        VerifyFace("t/1", Personal(PHOTO), PATIENCE_S), post=events.append
    )
    assert events == [DeviceFailed("t/1", Role.FACE_CAMERA, Fault.OFFLINE)]


def test_a_verifier_with_a_defect_verifies_nobody(emulator):
    class Broken(Saying):
        def look(self, frame):
            raise ZeroDivisionError

    events = []
    hands = hands_of(emulator, Judge(Broken(None)))
    hands.start()
    hands.verify_face(VerifyFace("t/1", Personal(PHOTO), PATIENCE_S), post=events.append)
    until(lambda: events, timeout_s=PATIENCE_S)
    hands.stop()
    assert events == [DeviceFailed("t/1", Role.FACE_CAMERA, Fault.HARDWARE_ERROR)]
