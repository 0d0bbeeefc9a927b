"""Portraits in replies: held against their header alone; whatever bytes come, nothing but a refusal happens."""

import base64
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kiosk.protocol.portraits import (
    LEAST_PX,
    MOST_PORTRAIT_BYTES,
    MOST_PX,
    UnfitPortraitError,
    portrait_from,
    size_of,
)


def jpeg(width_px=102, height_px=126, mode="RGB", **options):
    held = io.BytesIO()
    Image.new(mode, (width_px, height_px), 128).save(held, "JPEG", **options)
    return held.getvalue()


def written(content):
    return base64.b64encode(content).decode("ascii")


@given(st.integers(1, 700), st.integers(1, 700), st.sampled_from(["RGB", "L"]), st.booleans())
def test_the_header_says_the_size_that_decoding_would_give(width_px, height_px, mode, progressive):
    content = jpeg(width_px, height_px, mode, progressive=progressive, comment=b"filled up")
    assert size_of(content) == Image.open(io.BytesIO(content)).size == (width_px, height_px)


@given(st.binary(max_size=200))
def test_any_other_bytes_are_refused_and_nothing_else_happens(inside):
    with pytest.raises(UnfitPortraitError):
        size_of(b"\xff\xd8" + inside.replace(b"\xff\xc0", b"").replace(b"\xff\xc1", b"").replace(b"\xff\xc2", b""))


@given(st.data())
def test_a_portrait_that_is_cut_or_changed_is_taken_or_refused(data):
    content = bytearray(jpeg())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] = data.draw(st.integers(0, 255))
    cut = bytes(content[: data.draw(st.integers(0, len(content)))])
    for one in (bytes(content), cut):
        try:
            width_px, height_px = size_of(one)
        except UnfitPortraitError:
            continue
        assert 0 <= width_px < 2**16
        assert 0 <= height_px < 2**16


@pytest.mark.parametrize("size", [(LEAST_PX, LEAST_PX), (MOST_PX, LEAST_PX)])
def test_what_is_as_small_or_as_large_as_may_be_is_taken(size):
    content = jpeg(*size)
    assert portrait_from(written(content)) == content


def test_as_many_bytes_as_may_be_are_taken_and_one_more_is_not():
    content = jpeg()
    room = MOST_PORTRAIT_BYTES - len(content) - 4
    filled = content[:2] + b"\xff\xfe" + (room - 20 + 2).to_bytes(2) + bytes(room - 20) + content[2:]
    full = filled[:2] + b"\xff" * (MOST_PORTRAIT_BYTES - len(filled)) + filled[2:]
    assert len(full) == MOST_PORTRAIT_BYTES
    assert portrait_from(written(full)) == full
    with pytest.raises(UnfitPortraitError, match=f"it has {MOST_PORTRAIT_BYTES + 1} bytes"):
        portrait_from(written(full[:2] + b"\xff" + full[2:]))


@pytest.mark.parametrize(
    ("given_one", "why"),
    [
        (True, "it is no text"),
        (None, "it is no text"),
        ("x" * (MOST_PORTRAIT_BYTES * 2), "too many bytes"),
        ("no base64!", "it is no base64"),
        ("照片", "it is no base64"),
        ("", "it is no whole JPEG"),
        (written(b"\x89PNG\r\n\x1a\n"), "it is no whole JPEG"),
        (written(jpeg()[:-2]), "it is no whole JPEG"),
        (written(b"\xff\xd8\xff\xc0\xff\xff\x08\x00\x99\x00\x99\x03\x00\xff\xd9"), "goes beyond its end"),
        (written(jpeg(LEAST_PX - 1, 200)), "it is 79 by 200 pixels"),
        (written(jpeg(200, MOST_PX + 1)), "it is 200 by 2001 pixels"),
        (written(jpeg(mode="CMYK")), "its frame is not of 8 bits in grey or in colours"),
    ],
)
def test_what_is_no_portrait_is_refused_and_nothing_of_it_is_quoted(given_one, why):
    with pytest.raises(UnfitPortraitError, match=why):
        portrait_from(given_one)
