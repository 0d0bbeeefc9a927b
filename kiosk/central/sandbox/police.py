"""The demo's register of portraits (人口信息): persons are invented, pictures are those that they name in the demo."""

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kiosk.central.sandbox.persons import Asked, place_of
from kiosk.central.sandbox.statement import Refusal
from kiosk.protocol.demo import DemoPerson


def portrait(request: Asked, persons: Sequence[DemoPerson], folder: Path) -> dict[str, Any]:
    """Return `portrait`, a JPEG in base64, or nothing of somebody of whom none is held.

    `folder`: where the pictures that persons name are looked for.

    Raises:
        Refusal: `unknown_person`.
    """
    index = place_of(request, persons)
    if index is None:
        raise Refusal("unknown_person", "no such name and number")
    if not persons[index].portrait:
        return {}
    return {"portrait": base64.b64encode((folder / persons[index].portrait).read_bytes()).decode("ascii")}
