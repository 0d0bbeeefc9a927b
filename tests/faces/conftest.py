"""What tests of real faces need: the models, and pictures that show somebody."""

from pathlib import Path

import cv2
import pytest

from drivers.video.frame import Frame
from kiosk.engine.photo import CardPhoto
from kiosk.faces.models import FOLDER

PERSONS = Path("drivers/face_camera/persons")


@pytest.fixture(scope="session")
def models() -> Path:
    """Where set-up put the models; without them tests of faces fail, and say what to do."""
    return FOLDER


def picture(person: str, *, width_px: int = 640, height_px: int = 480):
    """Return somebody in the middle of a camera's picture, before a grey wall."""
    portrait = cv2.imread(str(PERSONS / f"{person}.jpg"))
    factor = height_px / portrait.shape[0]
    small = cv2.resize(portrait, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    side = (width_px - small.shape[1]) // 2
    rest = width_px - small.shape[1] - side
    return cv2.copyMakeBorder(small, 0, 0, side, rest, cv2.BORDER_CONSTANT, value=(150, 150, 150))


def frame_of(bgr, at_s: float) -> Frame:
    return Frame(bgr.shape[1], bgr.shape[0], int(at_s * 15), at_s, bgr.tobytes())


def card_photo(person: str) -> CardPhoto:
    """Return the portrait of a card: 102 × 126 pixels."""
    small = cv2.resize(picture(person)[:, 120:520], (102, 126), interpolation=cv2.INTER_AREA)
    return CardPhoto(102, 126, small.tobytes())
