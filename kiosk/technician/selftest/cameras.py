"""Self-tests of the two cameras. No picture is kept unless a file was named for it."""

import io
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image

from drivers.document_camera.role import DocumentCamera
from drivers.document_camera.sheet import Sheet
from drivers.face_camera.role import FaceCamera
from drivers.video.frame import Frame
from drivers.video.settings import size_difference
from drivers.video.source import parse
from kiosk.technician.selftest.standing import STATUS
from kiosk.technician.selftest.step import Bench, Found, Step

_FRAMES = 15
_FIRST_S, _NEXT_S = 10.0, 3.0
_Take = Callable[[Bench, float | None, float], Frame]


def face_camera_steps(url: str, file: Path | None) -> Sequence[Step]:
    def run(camera: FaceCamera, bench: Bench) -> Found:
        def take(bench: Bench, after_s: float | None, timeout_s: float) -> Frame:
            return camera.newest_frame(after_s=after_s, timeout_s=timeout_s, cancel=bench.cancel)

        return _frames(take, url, file, bench)

    return (STATUS, Step("frames", run, before="Stand before the camera: it runs for a moment."))


def document_camera_steps(url: str, file: Path | None) -> Sequence[Step]:
    def run(camera: DocumentCamera, bench: Bench) -> Found:
        def take(bench: Bench, _after_s: float | None, timeout_s: float) -> Frame:
            return camera.still(timeout_s=timeout_s, cancel=bench.cancel)

        return _frames(take, url, file, bench)

    return (
        STATUS,
        Step("frames", run, before="The camera runs for a moment."),
        Step("page", _page, before="Lay a sheet of A4 with print on it under the camera and take your hands away."),
    )


def _frames(take: _Take, url: str, file: Path | None, bench: Bench) -> Found:
    frame = take(bench, None, _FIRST_S)
    began, first = time.monotonic(), frame.number
    for _ in range(_FRAMES):
        frame = take(bench, frame.captured_at_s, _NEXT_S)
    took_s = time.monotonic() - began
    words = f"{frame.width_px}x{frame.height_px}, {(frame.number - first) / took_s:.1f} frames a second"
    difference = size_difference(parse(url), frame.width_px, frame.height_px)
    if file is not None:
        words += f"; {_saved(frame, file)}"
    return Found("; ".join(filter(None, [words, difference])), failed=bool(difference))


def _saved(frame: Frame, file: Path) -> str:
    """Write a frame as PNG that only this user may read, and say so."""
    picture = io.BytesIO()
    Image.frombytes("RGB", (frame.width_px, frame.height_px), frame.bgr, "raw", "BGR").save(picture, "PNG")
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as content:
            content.write(picture.getvalue())
    except OSError as error:
        return f"not saved, {file}: {error.strerror}"
    return f"saved as {file}, which shows whoever was there: delete it when you have looked"


def _page(camera: DocumentCamera, bench: Bench) -> Found:
    page = camera.page(Sheet.A4, timeout_s=bench.within_s, cancel=bench.cancel)
    return Found(f"a page found, seen with {page.seen_dpi:.0f} dpi, edges blurred over {page.blur_mm:.2f} mm")
