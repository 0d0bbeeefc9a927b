"""Compares the crop of a face with a portrait, as an authority does that is asked: for the demonstration's police.

`python -m kiosk.faces.comparing_program MODELS` takes one JSON object from its input, compares, answers with one, ends:

    {"face": "…", "portrait": "…"}     JPEGs in base64, see `kiosk.protocol.face_crop` and `kiosk.protocol.portraits`
        → {"same": true}, or false
        → {"models": "…"}              a model cannot be used; the words are for technicians
        → {"portrait": false}          there is no one face in it
"""

import json
import sys
from pathlib import Path
from typing import Any

from drivers.video.child_process import prepare, say
from kiosk.faces.crop import picture_of
from kiosk.faces.measuring import Measurer, NoFace
from kiosk.faces.models import ModelError
from kiosk.faces.thresholds import THRESHOLDS
from kiosk.protocol.face_crop import crop_from
from kiosk.protocol.portraits import portrait_from

_LEAST = THRESHOLDS["1e-4"]


def main() -> None:
    prepare()
    try:
        measurer = Measurer(Path(sys.argv[1]))
    except ModelError as error:
        say({"models": str(error)})
        return
    say(_answer(measurer, json.loads(sys.stdin.readline())))


def _answer(measurer: Measurer, asked: dict[str, Any]) -> dict[str, object]:
    portrait, crop = picture_of(portrait_from(asked["portrait"])), picture_of(crop_from(asked["face"]))
    if portrait is None:
        return {"portrait": False}
    try:
        measurer.take_portrait(portrait)
    except NoFace:
        return {"portrait": False}
    return {"same": crop is not None and measurer.likeness(crop) >= _LEAST}


if __name__ == "__main__":
    main()
