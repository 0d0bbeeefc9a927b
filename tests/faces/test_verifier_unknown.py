"""A living person whom nobody here knows, through the real process and models: what is given of them, and how often."""

import random
import time

import cv2
import numpy as np
import pytest
from faces.conftest import frame_of, picture

from drivers.cancel import Cancel
from drivers.face_camera.drawing import Play, draw
from drivers.face_camera.scenery import with_noise
from drivers.face_camera.stage import Stage, Standing
from kiosk.bench.face_stages import FPS, SIZE_PX, Obliging
from kiosk.engine.photo import FaceCrop
from kiosk.faces.attempt import Attempt
from kiosk.faces.crop import picture_of
from kiosk.faces.finding import Detector, Embedder, likeness
from kiosk.faces.models import DETECTOR, EMBEDDER, read
from kiosk.faces.verifier import FaceComparison, FaceVerifier
from kiosk.ports import FaceVerdict
from kiosk.protocol.face_crop import MOST_BYTES, SIDE_PX
from kiosk.protocol.faces import FaceGuide
from kiosk.protocol.portraits import size_of

PATIENCE_S = 60.0


@pytest.fixture
def verifier(models):
    failures: list[str] = []
    verifier = FaceVerifier(models, usable=lambda: True, failed=failures.append)
    yield verifier
    verifier.close()
    assert failures == []


def drawn(stage: Stage, play: Play, at_s: float, noise: np.random.Generator) -> np.ndarray:
    shown = with_noise(draw(stage, play, SIZE_PX, at_s), noise)
    return cv2.imdecode(cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, 88])[1], cv2.IMREAD_COLOR)


def judged(comparison: FaceComparison, stage: Stage) -> FaceVerdict:
    """Show who obliges, a frame whenever one is taken, until the verdict."""
    play, noise, child = Play(began_s=100.0), np.random.default_rng(0), comparison._child
    resident, number = Obliging(play), 0
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        at_s, asked_before = play.began_s + number / FPS, child._asked
        said = comparison.look(frame_of(drawn(stage, play, at_s, noise), at_s))
        if isinstance(said, FaceGuide):
            resident.hear(said, at_s)
        elif said is not None:
            return said
        number += child._asked is not asked_before
        child._child.wait(PATIENCE_S, Cancel(), "wait for what was measured")
    pytest.fail("no verdict")


def answer(child) -> dict:
    """Return what the process says next."""
    while not child.idle:
        if words := child.hear():
            return words
        child._child.wait(PATIENCE_S, Cancel(), "wait for an answer")
    pytest.fail("nothing was asked")


def test_the_best_of_a_living_face_is_given_once_and_is_theirs(verifier, models) -> None:
    comparison = verifier.begin(None, gestures="turning", false_accept="1e-4")
    comparison._attempt = Attempt(threshold=None, gestures="turning", chance=random.Random(0))
    crop = judged(comparison, Stage(Standing.TEACHER))
    assert isinstance(crop, FaceCrop)
    assert size_of(crop.jpeg) == (SIDE_PX, SIDE_PX)
    assert len(crop.jpeg) <= MOST_BYTES
    assert repr(crop) == "FaceCrop()"
    detector, embedder = Detector(read(DETECTOR, models)), Embedder(read(EMBEDDER, models))

    def like(person: str) -> float:
        shown = picture(person)
        return likeness(embedder.embed(shown, detector.find(shown)[0]), embedder.embed_aligned(picture_of(crop.jpeg)))

    assert like("teacher") > 0.6
    assert like("doctor") < 0.3
    comparison._child.ask_crop("keep")
    assert answer(comparison._child) == {"crop": None}
    comparison._child.ask_crop("last")
    assert answer(comparison._child)["crop"]
    comparison.close()
    for best in ("keep", "last"):
        comparison._child.ask_crop(best)
        assert answer(comparison._child) == {"crop": None}
