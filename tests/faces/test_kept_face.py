"""Which face is kept to be sent, and that none is left: the comparison's words to the process, and what it does."""

import random
from dataclasses import replace

import numpy as np
import pytest
from faces.conftest import frame_of, picture
from kit.watched_person import Play, Shown, frame, moments, obliging

from kiosk.engine.photo import FaceCrop
from kiosk.engine.samples import CROP
from kiosk.faces.attempt import Attempt
from kiosk.faces.crop import picture_of
from kiosk.faces.measuring import Measurer
from kiosk.faces.verifier import FaceComparison, FaceVerifier
from kiosk.ports import VerifierFailed
from kiosk.protocol.face_crop import written
from kiosk.protocol.faces import FaceGuide, FaceTask

DARK = np.zeros((48, 64, 3), np.uint8)


class Told:
    """In place of the process: measures what `play` shows, and keeps as it is told; `crop` is what it gives."""

    idle = True

    def __init__(self, play: Play, crop: str | None) -> None:
        self.play, self.crop = play, crop
        self.task, self.asked_s = FaceTask.LOOK_AHEAD, 100.0
        self.measured: list[float] = []
        self.kept: float | None = None
        self.anchored = False
        self.words: dict | None = None

    def hear(self) -> dict | None:
        words, self.words = self.words, None
        return words

    def show_frame(self, shown, *, anchor: str, best: str) -> None:
        self.anchored = {"keep": self.anchored, "last": True, "none": False}[anchor]
        self._keep(best)
        at_s = shown.captured_at_s
        self.measured.append(at_s)
        seen = frame(self.play(self.task, at_s - self.asked_s), at_s, 0.95 if self.anchored else None)
        self.words = {"seen": seen.as_dict()}

    def ask_crop(self, best: str) -> None:
        self._keep(best)
        self.words = {"crop": self.crop}

    def _keep(self, best: str) -> None:
        self.kept = {"keep": self.kept, "last": self.measured[-1] if self.measured else None, "none": None}[best]


def played(play: Play, crop: str | None = written(CROP.reveal())) -> tuple[Told, Attempt, object]:
    """Return the process's stand-in, the attempt, and how it ended."""
    child, attempt = Told(play, crop), Attempt(threshold=None, gestures="turning", chance=random.Random(1))
    verifier = FaceVerifier(None, usable=lambda: True, failed=lambda _words: None)
    comparison, done = FaceComparison(verifier, child, None, attempt), 0
    for at_s in moments():
        said = comparison.look(frame_of(DARK, at_s))
        if isinstance(said, FaceGuide) and (said.task, said.done) != (child.task, done):
            child.task, child.asked_s, done = said.task, at_s, said.done
        elif said is not None and not isinstance(said, FaceGuide):
            return child, attempt, said
    pytest.fail("no verdict")


def sharp_at(number: int | None) -> Play:
    """Oblige, and be sharpest on frame `number`; None: ever sharper, so that the last is the best."""
    count: list[int] = []

    def play(task: FaceTask, since_s: float) -> Shown:
        count.append(1)
        shown = obliging(task, since_s)
        sharper = 0.7 + len(count) / 1e4 if number is None else 0.95 if len(count) == number else 0.7
        return replace(shown, look=replace(shown.look, sharpness=sharper))

    return play


@pytest.mark.parametrize("number", [1, 2, 4, None])
def test_the_face_that_is_given_is_the_best_one(number: int | None) -> None:
    child, attempt, said = played(sharp_at(number))
    assert said == FaceCrop(CROP.reveal())
    assert child.kept == attempt.best_at_s is not None
    assert child.kept == child.measured[-1 if number is None else number - 1]


def test_nothing_but_a_crop_is_given() -> None:
    for crop in (None, "", written(b"\xff\xd8 no crop \xff\xd9")):
        with pytest.raises(VerifierFailed, match="no face that could be sent"):
            played(obliging, crop)


def test_what_is_kept_is_the_last_face_and_is_wiped(models) -> None:
    measurer = Measurer(models)
    assert measurer.kept() is None
    measurer.measure(picture("teacher"), 1.0)
    measurer.keep_last()
    measurer.measure(picture("doctor"), 2.0)
    kept, last = measurer._kept, measurer._last_aligned
    sent = picture_of(measurer.kept())
    assert abs(sent.astype(float) - kept).mean() < 4 < abs(sent.astype(float) - last).mean()
    measurer.forget()
    assert not kept.any()
    assert not last.any()
    assert measurer.kept() is None
    measurer.keep_last()
    assert measurer.kept() is None


def test_another_that_is_kept_wipes_the_one_before(models) -> None:
    measurer = Measurer(models)
    measurer.measure(picture("teacher"), 1.0)
    measurer.keep_last()
    before = measurer._kept
    measurer.measure(picture("doctor"), 2.0)
    measurer.keep_last()
    assert not before.any()
    assert measurer._kept.any()
    measurer.measure(DARK, 3.0)
    measurer.keep_last()
    assert measurer.kept() is None
