"""The face before the camera: real frames of an emulated camera, through the real driver; the test itself compares."""

import pytest
from kit.patience import soon, until

from drivers.cancel import Cancel
from drivers.errors import Cancelled, DeviceError
from drivers.face_camera.device import VideoFaceCamera
from drivers.faults import Fault, Role
from kiosk.devices.face import compared
from kiosk.devices.hands import DeviceHands
from kiosk.devices.roster import Equipment
from kiosk.devices.sight import Sight
from kiosk.engine.effects import VerifyFace
from kiosk.engine.events import (
    DeviceFailed,
    FaceGuided,
    FaceRefused,
    FaceSeen,
    FaceVerified,
    NoFaceInPhoto,
    VerifierMissing,
)
from kiosk.engine.photo import CardPhoto, FaceCrop
from kiosk.ports import PhotoUnusable, VerifierFailed
from kiosk.protocol.faces import FaceGuide, FaceHint, FaceTask, reason_at_timeout
from kiosk.protocol.faults import FACE_COUNTS, FaceReason
from kiosk.protocol.personal import Personal

PATIENCE_S = 40.0
PHOTO = CardPhoto(2, 2, b"\x90" * 12)
AHEAD, LEFT = FaceGuide(FaceTask.LOOK_AHEAD, 0, 3), FaceGuide(FaceTask.TURN_LEFT, 1, 3)
FAR = FaceGuide(FaceTask.LOOK_AHEAD, 0, 3, FaceHint.TOO_FAR)


class Saying:
    """A comparison that says one thing after another, the last for ever; keeps what it was shown and how it ended."""

    part = None

    def __init__(self, *verdicts):
        self.verdicts, self.frames, self.closed = list(verdicts), [], 0

    def look(self, frame):
        self.frames.append((frame.captured_at_s, len(frame.bgr)))
        return self.verdicts.pop(0) if len(self.verdicts) > 1 else self.verdicts[0]

    def close(self):
        self.closed += 1


class Judge:
    """A verifier for these tests: each attempt is one `Saying`."""

    available = True

    def rest(self):
        """Nothing was started."""

    def __init__(self, *sayings):
        self.sayings, self.begun = list(sayings), []

    def begin(self, photo, *, gestures, false_accept):
        self.begun.append((photo, gestures, false_accept))
        return self.sayings.pop(0)


@pytest.fixture
def sight():
    return Sight()


def compare(face_camera, sight, saying, *, timeout_s=PATIENCE_S, cancel=None, told=None):
    told = [] if told is None else told
    try:
        return compared(face_camera, saying, sight, timeout_s=timeout_s, cancel=cancel or Cancel(), told=told.append)
    finally:
        assert saying.closed == 1
        assert sight.newest is None


@pytest.mark.parametrize("verdict", ["VERIFIED", FaceReason.NOT_SAME, FaceReason.NOT_LIVE])
def test_a_verdict_ends_the_attempt_at_once(face_camera, sight, verdict):
    saying = Saying(None, AHEAD, verdict)
    assert compare(face_camera, sight, saying) == verdict
    assert len(saying.frames) == 3


def test_every_frame_is_a_new_one_and_is_shown(face_camera, sight):
    shown = []

    class Watching(Saying):
        def look(self, frame):
            shown.append(sight.newest.number)
            return super().look(frame)

    saying = Watching(None, None, None, "VERIFIED")
    compare(face_camera, sight, saying)
    times = [at for at, _ in saying.frames]
    assert times == sorted(set(times))
    assert shown == sorted(set(shown))
    assert len(shown) == 4


def test_each_guide_is_told_once_when_it_changes(face_camera, sight):
    told = []
    saying = Saying(None, AHEAD, AHEAD, None, FAR, AHEAD, LEFT, LEFT, "VERIFIED")
    assert compare(face_camera, sight, saying, told=told) == "VERIFIED"
    assert told == [AHEAD, FAR, AHEAD, LEFT]


@pytest.mark.parametrize(
    ("said", "reason"),
    [((None,), FaceReason.NO_FACE), ((LEFT, FAR), FaceReason.TOO_FAR), ((FAR, LEFT, None), FaceReason.NOT_LIVE)],
)
def test_when_time_is_up_what_was_told_last_says_why(face_camera, sight, said, reason):
    assert compare(face_camera, sight, Saying(*said), timeout_s=1.5) is reason


@pytest.mark.parametrize("hint", FaceHint)
def test_a_hint_that_stands_to_the_end_counts_as_no_attempt(hint):
    for task in FaceTask:
        assert reason_at_timeout(FaceGuide(task, 1, 3, hint)) not in FACE_COUNTS


def test_a_task_that_was_not_done_is_told_from_a_face_that_never_came():
    assert reason_at_timeout(FaceGuide(FaceTask.LOOK_AHEAD, 0, 3)) is FaceReason.NO_FACE
    assert reason_at_timeout(FaceGuide(FaceTask.LOOK_AHEAD, 2, 3)) is FaceReason.NOT_LIVE
    assert {reason_at_timeout(FaceGuide(task, 0, 2)) for task in set(FaceTask) - {FaceTask.LOOK_AHEAD}} == {
        FaceReason.NOT_LIVE
    }


def test_cancelled(face_camera, sight):
    cancel = Cancel()
    with soon(cancel.set, 0.5), pytest.raises(Cancelled):
        compare(face_camera, sight, Saying(None), cancel=cancel)


def test_a_camera_that_is_gone_is_a_fault(face_camera, sight, face_emulator):
    face_emulator.unplug()
    try:
        with pytest.raises(DeviceError):
            compare(face_camera, sight, Saying(None), timeout_s=5.0)
    finally:
        face_emulator.replug()


def hands_of(face_emulator, verifier, *, camera=True):
    equipment = Equipment(face_camera=VideoFaceCamera(face_emulator.url)) if camera else Equipment()
    return DeviceHands(equipment, poll_s=5.0, changed=lambda _status: None, verifier=verifier)


def test_the_hands_hand_the_photo_on_and_answer_with_events(face_emulator):
    judge, events = Judge(Saying(LEFT, "VERIFIED"), Saying(FaceReason.NOT_SAME)), []
    hands = hands_of(face_emulator, judge)
    hands.start()
    photo = Personal(PHOTO)
    hands.verify_face(VerifyFace("t/1", photo, PATIENCE_S, "still", "1e-5"), post=events.append)
    hands.verify_face(VerifyFace("t/2", photo, PATIENCE_S), post=events.append)
    until(lambda: len(events) == 3, timeout_s=PATIENCE_S)
    hands.stop()
    assert events == [FaceGuided("t/1", LEFT), FaceVerified("t/1"), FaceRefused("t/2", FaceReason.NOT_SAME)]
    assert judge.begun == [(PHOTO, "still", "1e-5"), (PHOTO, "turning", "1e-4")]
    assert hands.verifies
    assert hands.sight(Role.FACE_CAMERA) is None


def test_without_a_photo_the_hands_give_the_face_that_was_seen(face_emulator):
    judge, events = Judge(Saying(LEFT, FaceCrop(b"a face"))), []
    hands = hands_of(face_emulator, judge)
    hands.start()
    hands.verify_face(VerifyFace("t/1", None, PATIENCE_S), post=events.append)
    until(lambda: len(events) == 2, timeout_s=PATIENCE_S)
    hands.stop()
    assert events == [FaceGuided("t/1", LEFT), FaceSeen("t/1", Personal(b"a face"))]
    assert judge.begun == [(None, "turning", "1e-4")]
    assert "a face" not in repr(events)


def test_without_a_verifier_the_hands_say_so_at_once(face_emulator):
    events = []
    hands_of(face_emulator, Judge()).look_for_verifier("t/0", post=events.append)
    assert events == []
    hands = hands_of(face_emulator, None)
    hands.look_for_verifier("t/0", post=events.append)
    hands.verify_face(VerifyFace("t/1", Personal(PHOTO), PATIENCE_S), post=events.append)
    assert events == [VerifierMissing("t/0"), VerifierMissing("t/1")]
    assert not hands.verifies


def test_where_faces_cannot_be_compared_just_now_the_hands_say_so(face_emulator):
    class Failing(Judge):
        def begin(self, photo, *, gestures, false_accept):
            raise VerifierFailed("the process that measures faces hangs")

    events = []
    failing = Failing()
    hands = hands_of(face_emulator, failing)
    hands.start()
    hands.verify_face(VerifyFace("t/1", Personal(PHOTO), PATIENCE_S), post=events.append)
    until(lambda: events, timeout_s=PATIENCE_S)
    failing.available = False
    hands.verify_face(VerifyFace("t/2", Personal(PHOTO), PATIENCE_S), post=events.append)
    hands.stop()
    assert events == [VerifierMissing("t/1"), VerifierMissing("t/2")]
    assert not hands.verifies


def test_without_a_camera_the_hands_say_so_at_once(face_emulator):
    events = []
    hands_of(face_emulator, Judge(), camera=False).verify_face(
        VerifyFace("t/1", Personal(PHOTO), PATIENCE_S), post=events.append
    )
    assert events == [DeviceFailed("t/1", Role.FACE_CAMERA, Fault.OFFLINE)]


def test_a_verifier_with_a_defect_verifies_nobody(face_emulator):
    class Broken(Saying):
        def look(self, frame):
            raise ZeroDivisionError

    events, broken = [], Broken(None)
    hands = hands_of(face_emulator, Judge(broken))
    hands.start()
    hands.verify_face(VerifyFace("t/1", Personal(PHOTO), PATIENCE_S), post=events.append)
    until(lambda: events, timeout_s=PATIENCE_S)
    hands.stop()
    assert events == [DeviceFailed("t/1", Role.FACE_CAMERA, Fault.HARDWARE_ERROR)]
    assert broken.closed == 1


def test_a_photo_without_a_face_is_said_to_be_none(face_emulator):
    class Unusable(Saying):
        def look(self, frame):
            raise PhotoUnusable("there is no one face in the portrait")

    events, unusable = [], Unusable(None)
    hands = hands_of(face_emulator, Judge(unusable))
    hands.start()
    hands.verify_face(VerifyFace("t/1", Personal(PHOTO), PATIENCE_S), post=events.append)
    until(lambda: events, timeout_s=PATIENCE_S)
    hands.stop()
    assert events == [NoFaceInPhoto("t/1")]
    assert unusable.closed == 1
