"""The demo's register of portraits (人口信息): persons are invented, pictures are those that they name in the demo.

It gives a portrait, or keeps it to itself and compares a face with it.
"""

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from kiosk.central.sandbox.face_comparing import NoFaceError, compared
from kiosk.central.sandbox.persons import Asked, place_of
from kiosk.central.sandbox.statement import Refusal
from kiosk.protocol.demo import DemoPerson
from kiosk.protocol.face_crop import crop_from


def _crop(written: str) -> str:
    crop_from(written)
    return written


class FaceAsked(Asked):
    """Whose face it should be, and the face: see `kiosk.protocol.face_crop`."""

    face: Annotated[str, Field(repr=False), AfterValidator(_crop)]


def portrait(request: Asked, persons: Sequence[DemoPerson], folder: Path) -> dict[str, Any]:
    """Return `portrait`, a JPEG in base64, or nothing of somebody of whom none is held.

    `folder`: where the pictures that persons name are looked for.

    Raises:
        Refusal: `unknown_person`.
    """
    held = _held(request, persons, folder)
    return {} if held is None else {"portrait": held}


def compare(request: FaceAsked, persons: Sequence[DemoPerson], folder: Path, models: Path) -> dict[str, Any]:
    """Return `same`: whether the face is that of the portrait. `models`: where those are that faces are compared with.

    Raises:
        Refusal: `unknown_person`, `no_portrait`.
        CannotCompareError: nobody knows.
    """
    held = _held(request, persons, folder)
    if held is None:
        raise Refusal("no_portrait", "no picture of that person is held")
    try:
        return {"same": compared(request.face, held, models)}
    except NoFaceError:
        raise Refusal("no_portrait", "no face is in the picture that is held") from None


def _held(request: Asked, persons: Sequence[DemoPerson], folder: Path) -> str | None:
    """Return the picture in base64; None for somebody of whom none is held."""
    index = place_of(request, persons)
    if index is None:
        raise Refusal("unknown_person", "no such name and number")
    if not persons[index].portrait:
        return None
    return base64.b64encode((folder / persons[index].portrait).read_bytes()).decode("ascii")
