"""The process that measures faces: `python -m kiosk.faces.process MODELS MEMORY_FD BELL_FD`.

It says `{"ready": true}` once its models are loaded, or `{"models": "…"}` with what is wrong with one. At each
ring it takes a question and a picture from the shared memory:

    {"portrait": {"width_px": 102, "height_px": 126}}   pixels; or {"jpeg_bytes": 9000}, a file
        → {"portrait": true}, or {"portrait": false}: there is no one face in it
    {"frame": {"width_px": 640, "height_px": 480, "at_s": 12.5}, "anchor": "keep", "best": "keep"}
        → {"seen": {…}}, see `kiosk.faces.seen`; `anchor`: the face that this one is held against, too; `best`: the one
          that is to be sent; of either "keep" the old one, or take the "last", that of the frame before, or "none"
    {"crop": "keep" | "last"}
        → {"crop": "…"}: the face that is kept, or of the last frame, see `kiosk.protocol.face_crop`; then it is none
    {"glance": {"width_px": 640, "height_px": 480}}
        → {"widths": [0.2, 0.1]}: of each face, as a share of the picture's, the widest first; nothing else is measured
    {"forget": true}
        → {"forgotten": true}: no embedding is left

It ends when nobody has asked for a while. No embedding ever leaves it, and of pictures only that crop.
"""

import os
import select
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from drivers.video.child_process import prepare, say
from drivers.video.picture_question import PictureQuestion
from kiosk.faces.finding import Picture
from kiosk.faces.measuring import Measurer, NoFace
from kiosk.faces.models import ModelError
from kiosk.protocol.face_crop import written

IDLE_S = 30.0


def main() -> None:
    """Answer until the parent has enough."""
    models, memory_fd, bell_fd = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    prepare()
    cv2.setNumThreads(2)  # an attempt is short, and somebody waits for it
    memory = PictureQuestion(memory_fd)
    try:
        measurer = Measurer(models)
    except ModelError as error:
        say({"models": str(error)})
        return
    say({"ready": True})
    while select.select([bell_fd], [], [], IDLE_S)[0]:
        os.eventfd_read(bell_fd)
        say(_answer(measurer, memory))


def _answer(measurer: Measurer, memory: PictureQuestion) -> dict[str, object]:
    match memory.question():
        case {"portrait": dict() as portrait}:
            return {"portrait": _taken(measurer, memory, portrait)}
        case {
            "frame": {"width_px": int() as width, "height_px": int() as height, "at_s": at_s},
            "anchor": anchor,
            "best": best,
        }:
            if anchor == "last":
                measurer.anchor_last()
            elif anchor == "none":
                measurer.drop_anchor()
            _keep(measurer, best)
            return {"seen": measurer.measure(_pixels(memory, width, height), at_s).as_dict()}
        case {"crop": best}:
            _keep(measurer, best)
            jpeg = measurer.kept()
            measurer.drop_kept()
            return {"crop": None if jpeg is None else written(jpeg)}
        case {"glance": {"width_px": int() as width, "height_px": int() as height}}:
            return {"widths": measurer.glance(_pixels(memory, width, height))}
        case _:
            measurer.forget()
            memory.wipe()
            return {"forgotten": True}


def _keep(measurer: Measurer, best: str) -> None:
    if best == "last":
        measurer.keep_last()
    elif best == "none":
        measurer.drop_kept()


def _taken(measurer: Measurer, memory: PictureQuestion, portrait: dict[str, Any]) -> bool:
    picture = _decoded(memory, portrait)
    try:
        if picture is not None:
            measurer.take_portrait(picture)
            return True
    except NoFace:
        pass
    return False


def _decoded(memory: PictureQuestion, portrait: dict[str, Any]) -> Picture | None:
    if "jpeg_bytes" not in portrait:
        return _pixels(memory, portrait["width_px"], portrait["height_px"])
    return cv2.imdecode(np.frombuffer(memory.picture(portrait["jpeg_bytes"]), np.uint8), cv2.IMREAD_COLOR)


def _pixels(memory: PictureQuestion, width_px: int, height_px: int) -> Picture:
    return np.frombuffer(memory.picture(width_px * height_px * 3), np.uint8).reshape(height_px, width_px, 3)


if __name__ == "__main__":
    main()
