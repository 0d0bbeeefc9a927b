"""The crop of a face that an authority is asked to compare: all that ever leaves a terminal of what its camera saw.

An operation that compares gets it beside the input that the flow names, as `face`, and answers `{"same": true}` or
`{"same": false}`. That it cannot compare at all, as it knows no such person or has no portrait, it says by a refusal.
"""

import base64
import binascii
from typing import Any

from kiosk.protocol.portraits import UnfitPortraitError, size_of
from kiosk.protocol.steps.shape import Fields

SIDE_PX = 112
"""Of the square; the face stands upright in its middle, from the brows to the chin."""
MOST_BYTES = 16 * 1024
RESULT: Fields = {"same": "truth"}
"""The shape of the reply."""


def written(jpeg: bytes) -> str:
    """Return the crop as the operation's input has it."""
    return base64.b64encode(jpeg).decode("ascii")


def crop_from(text: Any) -> bytes:
    """Return the JPEG that `text` has as base64; its header is looked at, and nothing is decoded.

    Raises:
        UnfitPortraitError: it is no such crop.
    """
    if not isinstance(text, str) or len(text) > MOST_BYTES * 4 // 3 + 4:
        raise UnfitPortraitError("it is no text, or has too many bytes")
    try:
        jpeg = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise UnfitPortraitError("it is no base64") from None
    if len(jpeg) > MOST_BYTES:
        raise UnfitPortraitError(f"it has {len(jpeg)} bytes")
    if (size := size_of(jpeg)) != (SIDE_PX, SIDE_PX):
        raise UnfitPortraitError(f"it is {size[0]} by {size[1]} pixels")
    return jpeg
