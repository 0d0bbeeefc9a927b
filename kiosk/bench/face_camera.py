"""A camera, its driver, the process that measures and the attempt, as in a terminal: how many frames come through."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from drivers.cancel import Cancel
from drivers.face_camera.device import VideoFaceCamera
from drivers.face_camera.emulator import FaceCameraEmulator
from drivers.face_camera.portrait import portrait
from drivers.face_camera.stage import Who
from drivers.video.frame import Frame
from kiosk.bench.figure import Figure
from kiosk.devices.face import compared
from kiosk.devices.sight import Sight
from kiosk.engine.photo import CardPhoto
from kiosk.faces.verifier import FaceVerifier
from kiosk.ports import Comparison, FaceVerdict
from kiosk.protocol.faces import FaceGuide

_FPS, _SECONDS, _STARTS_S = 30.0, 7.0, 20.0
_HOW = "640 × 480, 30 pictures a second drawn, coded, decoded, shown, measured and judged on this machine at once"


def through_a_camera(models: Path) -> Iterator[Figure]:
    """Yield how many frames of a camera of 30 a second are shown, and how many judged; nobody does what is asked."""
    with ExitStack() as stack:
        emulator = FaceCameraEmulator(fps=_FPS)
        emulator.start()
        stack.callback(emulator.stop)
        camera = VideoFaceCamera(emulator.url)
        stack.callback(camera.close)
        verifier = FaceVerifier(models, usable=lambda: True, failed=lambda _words: None)
        stack.callback(verifier.close)
        camera.newest_frame(timeout_s=_STARTS_S, cancel=Cancel())
        verifier.glance(camera.newest_frame(timeout_s=_STARTS_S, cancel=Cancel()), Cancel())
        counted = _Counted(verifier.begin(_teacher(), gestures="turning", false_accept="1e-4"))
        began_s = time.monotonic()
        compared(camera, counted, Sight(), timeout_s=_SECONDS, cancel=Cancel(), told=lambda _guide: None)
        took_s = time.monotonic() - began_s
    yield Figure("frames shown", counted.shown / took_s, "a second", _HOW)
    yield Figure("frames measured and judged", counted.judged / took_s, "a second", _HOW)


class _Counted:
    """Implements `kiosk.ports.Comparison`; each word of the other's stands for one frame that was judged."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self.shown = self.judged = 0

    @property
    def part(self) -> tuple[int, int, int, int] | None:
        return self._comparison.part

    def look(self, frame: Frame) -> FaceVerdict | FaceGuide | None:
        said = self._comparison.look(frame)
        self.shown += 1
        self.judged += said is not None
        return said

    def close(self) -> None:
        self._comparison.close()


def _teacher() -> CardPhoto:
    """Return the portrait of who stands there: any that has one face will do."""
    bgr = portrait(Who.TEACHER).picture[:, :, :3]
    return CardPhoto(bgr.shape[1], bgr.shape[0], bgr.tobytes())
