"""Pictures as cameras send them. The arrays are shaped as OpenCV's V4L2 backend hands them over."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.video.opened import decode

PICTURE = np.zeros((48, 64, 3), np.uint8)
PICTURE[:, 32:] = (200, 120, 40)


def as_jpeg(picture: np.ndarray) -> np.ndarray:
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 95])[1].reshape(1, -1)


def test_mjpg_is_one_row_of_bytes():
    assert np.abs(decode(as_jpeg(PICTURE)).astype(int) - PICTURE).max() < 40
    assert decode(as_jpeg(PICTURE).reshape(-1, 1)).shape == PICTURE.shape


def test_yuyv_is_two_bytes_a_pixel():
    yuyv = np.zeros((48, 64, 2), np.uint8)
    yuyv[..., 0], yuyv[..., 1] = 128, 128
    assert np.abs(decode(yuyv).astype(int) - 130).max() <= 2
    assert decode(yuyv).shape == (48, 64, 3)


def test_grey_jpeg_becomes_colour():
    assert decode(as_jpeg(PICTURE[..., 0])).shape == PICTURE.shape


def test_decoded_pictures_pass():
    assert decode(PICTURE) is PICTURE


def with_size(width: int, height: int) -> np.ndarray:
    """A small JPEG whose head lies about its size."""
    data = bytearray(as_jpeg(PICTURE).tobytes())
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return np.frombuffer(bytes(data), np.uint8).reshape(1, -1)


def test_a_giant_is_refused_before_it_is_decoded():
    with pytest.raises(ValueError, match="65500x65500 pixels"):
        decode(with_size(65500, 65500))


@pytest.mark.parametrize("raw", [np.zeros((1, 0), np.uint8), np.zeros((4, 4), np.uint16), np.zeros((1, 9), np.uint8)])
def test_what_is_no_picture(raw):
    with pytest.raises(ValueError, match=r"JPEG|bytes"):
        decode(raw)


@settings(max_examples=300, deadline=None)
@given(st.integers(2, 600), st.binary(min_size=1, max_size=8))
def test_damage_anywhere_is_a_picture_or_a_value_error(at, damage):
    good = as_jpeg(PICTURE).tobytes()
    data = good[:at] + damage + good[at + len(damage) :]
    try:
        picture = decode(np.frombuffer(data, np.uint8).reshape(1, -1))
    except ValueError:
        return
    assert picture.ndim == 3
