"""A portrait that a department gives: in a reply one word of its shape, at the terminal apart from all other values.

In the answer of a `call` stands only that there is one, `true`; the picture goes to whoever compares faces and nowhere
else: no expression, draft, record, trace or log has it. It is decoded where a picture that was made to do harm does
least; here only its header is looked at.
"""

import base64
import binascii
from collections.abc import Iterator
from typing import Any

from kiosk.protocol.steps.shape import Fields, Shape

MOST_PORTRAIT_BYTES = 64 * 1024
LEAST_PX, MOST_PX = 80, 2000
"""Of either side. Smaller ones show no face that could be compared; larger ones do not come in so few bytes."""
WORD = "portrait"
_START, _END = b"\xff\xd8", b"\xff\xd9"
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended, progressive
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a segment
_SCAN = 0xDA
_COMPONENTS = frozenset({1, 3})


class UnfitPortraitError(ValueError):
    """The portrait cannot be used; the text says why and quotes nothing of it."""


def portrait_of(result: Fields | None) -> str | None:
    """Return the name of the field that has the portrait; None where a reply of that shape has none."""
    return next((name for name, shape in (result or {}).items() if _is_word(shape)), None)


def portraits_in(shape: Shape | Fields, depth: int = 0) -> Iterator[int]:
    """Yield of each portrait in `shape` how deep it stands: 1 for a field of the reply itself."""
    if isinstance(shape, dict):
        for inner in shape.values():
            yield from portraits_in(inner, depth + 1)
    elif isinstance(shape, list):
        yield from portraits_in(shape[0], depth + 1)
    elif _is_word(shape):
        yield depth


def _is_word(shape: Shape) -> bool:
    return shape in (WORD, f"{WORD}?")


def portrait_from(written: Any) -> bytes:
    """Return the JPEG that a reply has as base64.

    Raises:
        UnfitPortraitError: it is no base64, too large, no JPEG, or of a size that no portrait has.
    """
    if not isinstance(written, str) or len(written) > MOST_PORTRAIT_BYTES * 4 // 3 + 4:
        raise UnfitPortraitError("it is no text, or has too many bytes")
    try:
        jpeg = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        raise UnfitPortraitError("it is no base64") from None
    if len(jpeg) > MOST_PORTRAIT_BYTES:
        raise UnfitPortraitError(f"it has {len(jpeg)} bytes")
    width_px, height_px = size_of(jpeg)
    if not all(LEAST_PX <= side <= MOST_PX for side in (width_px, height_px)):
        raise UnfitPortraitError(f"it is {width_px} by {height_px} pixels")
    return jpeg


def size_of(jpeg: bytes) -> tuple[int, int]:
    """Return width and height in pixels as a JPEG's header (ITU-T T.81, B.2) says; nothing is decoded.

    Raises:
        UnfitPortraitError: it is no whole JPEG of 8 bits in grey or in colours.
    """
    if not jpeg.startswith(_START) or not jpeg.endswith(_END):
        raise UnfitPortraitError("it is no whole JPEG")
    for marker, segment in _segments(jpeg):
        if marker in _FRAMES:
            if len(segment) < 6 or segment[0] != 8 or segment[5] not in _COMPONENTS:
                raise UnfitPortraitError("its frame is not of 8 bits in grey or in colours")
            return int.from_bytes(segment[3:5]), int.from_bytes(segment[1:3])
    raise UnfitPortraitError("it has no frame")


def _segments(jpeg: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield marker and content of each segment before the picture itself."""
    at = len(_START)
    while at + 4 <= len(jpeg):
        if jpeg[at] != 0xFF:
            raise UnfitPortraitError("it has no marker where one must be")
        marker = jpeg[at + 1]
        if marker == 0xFF:  # bytes that fill up
            at += 1
        elif marker in _BARE:
            at += 2
        elif marker == _SCAN:
            return
        else:
            length = int.from_bytes(jpeg[at + 2 : at + 4])
            if length < 2 or at + 2 + length > len(jpeg):
                raise UnfitPortraitError("a segment of it goes beyond its end")
            yield marker, jpeg[at + 4 : at + 2 + length]
            at += 2 + length
