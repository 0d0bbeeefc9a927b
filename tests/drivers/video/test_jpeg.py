"""The head of a JPEG, also of what is none."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.video import jpeg


def encoded(width: int, height: int, *more: int) -> bytes:
    return cv2.imencode(".jpg", np.full((height, width, 3), 90, np.uint8), list(more))[1].tobytes()


GOOD = encoded(40, 30)


@given(st.integers(1, 300), st.integers(1, 300))
def test_the_size_of_what_opencv_encodes(width, height):
    assert jpeg.size(encoded(width, height)) == (width, height)


def test_a_progressive_one():
    assert jpeg.size(encoded(50, 20, cv2.IMWRITE_JPEG_PROGRESSIVE, 1)) == (50, 20)


def test_padding_behind_the_end():
    assert jpeg.size(GOOD + bytes(600)) == (40, 30)


def test_every_cut_is_noticed():
    for at in range(len(GOOD)):
        with pytest.raises(ValueError, match="JPEG"):
            jpeg.size(GOOD[:at])


@given(st.binary())
def test_any_bytes_are_a_size_or_a_value_error(data):
    for each in (data, b"\xff\xd8" + data + b"\xff\xd9"):
        try:
            width, height = jpeg.size(each)
        except ValueError:
            continue
        assert 0 < width < 65536
        assert 0 < height < 65536


@given(st.integers(2, len(GOOD) - 3), st.binary(min_size=1, max_size=4))
def test_damage_anywhere_is_a_size_or_a_value_error(at, damage):
    try:
        jpeg.size(GOOD[:at] + damage + GOOD[at + len(damage) :])
    except ValueError:
        return


def test_many_empty_segments_end():
    with pytest.raises(ValueError, match="JPEG without a frame header"):
        jpeg.size(b"\xff\xd8" + b"\xff\xe0\x00\x00" * 100_000 + b"\xff\xd9")
