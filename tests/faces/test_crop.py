"""The crop of a face: as many bytes as are allowed and no more, whatever is on it, and read by who gets it."""

import base64

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.faces.crop import jpeg_of, picture_of
from kiosk.protocol.face_crop import MOST_BYTES, SIDE_PX, crop_from, written
from kiosk.protocol.portraits import UnfitPortraitError

SIDES = (SIDE_PX, SIDE_PX, 3)


@given(seed=st.integers(0, 2**32 - 1), grain=st.floats(0, 127), light=st.integers(0, 255))
@settings(max_examples=40)
def test_whatever_is_on_it_it_is_small_enough_and_comes_back(seed: int, grain: float, light: int) -> None:
    noise = np.random.default_rng(seed).normal(light, grain, SIDES)
    pixels = noise.clip(0, 255).astype(np.uint8)
    jpeg = jpeg_of(pixels)
    assert crop_from(written(jpeg)) == jpeg
    seen = picture_of(jpeg)
    assert seen is not None
    assert abs(seen.astype(float) - pixels).mean() < max(4.0, 1.2 * grain)


def test_the_worst_that_there_is_is_small_enough():
    """Each colour on or off at random: nothing takes more bytes."""
    pixels = np.where(np.random.default_rng(3).random(SIDES) > 0.5, 255, 0).astype(np.uint8)
    assert len(crop_from(written(jpeg_of(pixels)))) <= MOST_BYTES


@given(st.text(max_size=40) | st.binary(max_size=400).map(lambda raw: base64.b64encode(raw).decode()))
def test_what_is_no_crop_is_refused_and_nothing_else_happens(text: str) -> None:
    with pytest.raises(UnfitPortraitError):
        crop_from(text)


def jpeg(width_px: int, height_px: int, grain: float = 0.0) -> bytes:
    noise = np.random.default_rng(1).normal(128, grain, (height_px, width_px, 3)).clip(0, 255).astype(np.uint8)
    return cv2.imencode(".jpg", noise, [cv2.IMWRITE_JPEG_QUALITY, 100])[1].tobytes()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (None, "no text"),
        ({"same": True}, "no text"),
        (written(jpeg(SIDE_PX, SIDE_PX))[:-4] + "!!!!", "no base64"),
        (written(jpeg(SIDE_PX, SIDE_PX - 1)), "112 by 111"),
        (written(jpeg(640, 480)), "640 by 480"),
        (written(jpeg(SIDE_PX, SIDE_PX, grain=90.0)), "too many bytes"),
        (written(jpeg(SIDE_PX, SIDE_PX) + bytes(MOST_BYTES)), "too many bytes"),
    ],
)
def test_what_is_wrong_with_it_is_said_and_nothing_of_it_quoted(given: object, told: str) -> None:
    with pytest.raises(UnfitPortraitError, match=told):
        crop_from(given)
