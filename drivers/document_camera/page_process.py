"""The process that finds pages: `python -m drivers.document_camera.page_process MEMORY_FD BELL_FD`.

At each ring it takes the question and the picture from the shared memory, writes the page there and says what it found
(`{"page": {…}}`) or what is wrong (`{"fault": "NO_PAGE", "detail": "…"}`). It ends when nobody
has asked for a while.
"""

import os
import select
import sys
from typing import Any

import numpy as np

from drivers.document_camera.judgement import judge
from drivers.document_camera.page_memory import PageMemory
from drivers.document_camera.sheet import Sheet
from drivers.errors import Refused
from drivers.video.child_process import prepare, say

_IDLE_S = 20.0


def main() -> None:
    """Answer until the parent has enough."""
    memory_fd, bell_fd = (int(argument) for argument in sys.argv[1:])
    prepare()
    memory = PageMemory(memory_fd)
    while select.select([bell_fd], [], [], _IDLE_S)[0]:
        os.eventfd_read(bell_fd)
        try:
            say({"page": _answer(memory, memory.question())})
        except Refused as refusal:
            say({"fault": refusal.fault, "detail": refusal.detail})


def _answer(memory: PageMemory, asked: dict[str, Any]) -> dict[str, Any]:
    shape = asked["height_px"], asked["width_px"], 3
    picture = np.frombuffer(memory.picture(shape[0] * shape[1] * 3), np.uint8).reshape(shape)
    judged = judge(picture, Sheet(asked["sheet"]), asked["dpi"])
    memory.answer(np.ascontiguousarray(judged.bgr).data.cast("B"))
    return {
        "width_px": judged.bgr.shape[1],
        "height_px": judged.bgr.shape[0],
        "corners_px": judged.corners.points.tolist(),
        "seen_px_per_mm": judged.seen_px_per_mm,
        "blur_mm": judged.blur_mm,
    }


if __name__ == "__main__":
    main()
