"""The verifier with its process and the real models: still pictures through the real pipe."""

import os
import shutil
import signal
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from faces.conftest import card_photo, frame_of, picture

from drivers.cancel import Cancel
from drivers.errors import Cancelled
from drivers.video.picture_question import PictureQuestion
from kiosk.engine.photo import CardPhoto, Portrait, PortraitFile
from kiosk.faces.models import DETECTOR
from kiosk.faces.verifier import FaceComparison, FaceVerifier
from kiosk.ports import FaceVerdict, PhotoUnusable, VerifierFailed
from kiosk.protocol.faces import FaceGuide, FaceHint, FaceTask
from kiosk.protocol.faults import FaceReason

PATIENCE_S = 40.0


class Failures(list):
    def __call__(self, words: str) -> None:
        self.append(words)


@pytest.fixture(scope="module")
def failures() -> Failures:
    return Failures()


@pytest.fixture(scope="module")
def shared(models, failures):
    verifier = FaceVerifier(models, usable=lambda: True, failed=failures)
    yield verifier
    verifier.close()


@pytest.fixture
def verifier(shared, failures):
    failures.clear()
    return shared


def begun(verifier: FaceVerifier, photo: Portrait, **given) -> FaceComparison:
    return verifier.begin(photo, **{"gestures": "turning", "false_accept": "1e-4", **given})


def watched(comparison: FaceComparison, bgr, *, enough=lambda _said: False) -> FaceGuide | FaceVerdict:
    """Show the same picture again and again, 15 frames to a second of the frames' own time, until a verdict."""
    child, frames, said = comparison._child, 0, None
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        asked_before = child._asked
        said = comparison.look(frame_of(bgr, 1000.0 + frames / 15)) or said
        if (said is not None and not isinstance(said, FaceGuide)) or enough(said):
            return said
        frames += child._asked is not asked_before
        child._child.wait(PATIENCE_S, Cancel(), "wait for what was measured")
    pytest.fail(f"no verdict; the last word was {said}")


def test_a_still_picture_of_the_right_person_is_compared_and_is_not_alive(verifier) -> None:
    comparison = begun(verifier, card_photo("teacher"))
    told: list[FaceGuide] = []
    verdict = watched(comparison, picture("teacher"), enough=lambda said: told.append(said) or False)
    comparison.close()
    assert verdict is FaceReason.NOT_LIVE
    assert any(guide.task is not FaceTask.LOOK_AHEAD for guide in told if guide is not None)


def test_another_person_is_not_the_same(verifier) -> None:
    comparison = begun(verifier, card_photo("teacher"))
    assert watched(comparison, picture("doctor")) is FaceReason.NOT_SAME
    comparison.close()


def test_nobody_and_darkness_are_told(verifier) -> None:
    comparison = begun(verifier, card_photo("teacher"))
    wall = np.full((480, 640, 3), 150, np.uint8)
    for scene, hint in ((wall, FaceHint.NO_FACE), (picture("teacher") // 40, FaceHint.TOO_DARK)):
        told = watched(comparison, scene, enough=lambda said, hint=hint: said is not None and said.hint is hint)
        assert told.task is FaceTask.LOOK_AHEAD
    comparison.close()


def test_the_mirror_shows_the_part_with_the_face(verifier) -> None:
    comparison = begun(verifier, card_photo("teacher"))
    assert comparison.part is None
    watched(comparison, picture("teacher"), enough=lambda said: said is not None)
    left, upper, right, lower = comparison.part
    comparison.close()
    assert 0 <= left < 320 < right <= 640
    assert (right - left) / (lower - upper) == pytest.approx(0.8, abs=0.01)


def test_a_photo_without_a_face_is_no_photo(verifier) -> None:
    comparison = begun(verifier, CardPhoto(102, 126, bytes(102 * 126 * 3)))
    with pytest.raises(PhotoUnusable):
        watched(comparison, picture("teacher"))
    comparison.close()


def jpeg_of(photo: CardPhoto) -> PortraitFile:
    pixels = np.frombuffer(photo.bgr, np.uint8).reshape(photo.height_px, photo.width_px, 3)
    return PortraitFile(cv2.imencode(".jpg", pixels)[1].tobytes())


def test_a_portrait_that_came_as_a_file_is_decoded_where_faces_are_measured(verifier) -> None:
    comparison = begun(verifier, jpeg_of(card_photo("teacher")))
    watched(comparison, picture("teacher"), enough=lambda said: said and said.task is not FaceTask.LOOK_AHEAD)
    comparison.close()


def test_a_file_whose_header_alone_is_well_is_no_photo(verifier, failures) -> None:
    whole = jpeg_of(card_photo("teacher")).jpeg
    head = whole[: whole.index(b"\xff\xda")]
    comparison = begun(verifier, PortraitFile(head + bytes(400) + b"\xff\xd9"))
    with pytest.raises(PhotoUnusable):
        watched(comparison, picture("teacher"))
    comparison.close()
    assert failures == []


def test_nothing_of_photo_and_frames_is_left_when_it_is_closed(verifier) -> None:
    comparison = begun(verifier, card_photo("teacher"))
    watched(comparison, picture("teacher"), enough=lambda said: said is not None)
    memory: PictureQuestion = comparison._child._memory
    assert any(memory.picture(640 * 480 * 3))
    comparison.close()
    assert not any(memory.picture(640 * 480 * 3))
    assert comparison._photo is None


def test_the_process_writes_nothing_anywhere(verifier) -> None:
    """While it measures it has no file open but what it was handed: memory without a name, a bell, a pipe, nothing."""
    comparison = begun(verifier, card_photo("teacher"))
    watched(comparison, picture("teacher"), enough=lambda said: said is not None)
    files = Path(f"/proc/{comparison._child._child._process.pid}/fd")
    opened = {str(file.readlink()).split(":")[0].split(" ")[0] for file in files.iterdir()}
    comparison.close()
    assert opened <= {"/dev/null", "/memfd", "pipe", "anon_inode"}, opened


def test_a_glance_tells_how_wide_faces_are_and_nothing_else(verifier) -> None:
    alone = verifier.glance(frame_of(picture("teacher"), 1.0), Cancel())
    both = np.hstack([picture("teacher"), picture("doctor")])
    assert len(alone) == 1
    assert alone[0] == pytest.approx(98 / 640, abs=0.02)
    assert len(verifier.glance(frame_of(both, 2.0), Cancel())) == 2
    assert list(verifier.glance(frame_of(np.full((480, 640, 3), 90, np.uint8), 3.0), Cancel())) == []


def test_a_glance_can_be_cancelled(verifier) -> None:
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        verifier.glance(frame_of(picture("teacher"), 1.0), cancel)


def test_a_process_that_is_killed_ends_the_attempt_and_the_next_has_another(verifier, failures) -> None:
    comparison = begun(verifier, card_photo("teacher"))
    watched(comparison, picture("teacher"), enough=lambda said: said is not None)
    os.kill(comparison._child._child._process.pid, signal.SIGKILL)
    with pytest.raises(VerifierFailed, match="ended"):
        watched(comparison, picture("teacher"))
    comparison.close()
    assert len(failures) == 1
    again = begun(verifier, card_photo("teacher"))
    assert isinstance(watched(again, picture("teacher"), enough=lambda said: said is not None), FaceGuide)
    again.close()


def test_an_altered_model_is_not_used_and_is_named(models, tmp_path: Path) -> None:
    shutil.copytree(models.resolve(), tmp_path / "models")
    altered = tmp_path / "models" / DETECTOR.file
    altered.write_bytes(altered.read_bytes()[:-1] + b"!")
    failures = Failures()
    verifier = FaceVerifier(tmp_path / "models", usable=lambda: True, failed=failures)
    comparison = begun(verifier, card_photo("teacher"))
    with pytest.raises(VerifierFailed, match=DETECTOR.file):
        watched(comparison, picture("teacher"))
    comparison.close()
    verifier.close()
    assert len(failures) == 1
