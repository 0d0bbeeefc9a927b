"""A document camera as a network camera of this machine: the other end of the wire, for desk, demo and tests.

What it does not simulate: what `drivers.video.mjpeg_server` names, folds and curled corners, transparent sleeves,
distortion by the lens, a foot with a button, and the lamps that some cameras let the host switch.
"""

from collections import deque
from dataclasses import replace

import cv2
import numpy as np

from drivers.document_camera.demo_sheets import Picture
from drivers.document_camera.scenery import Desk, Laid, draw, with_noise
from drivers.document_camera.sheet import Sheet
from drivers.video.mjpeg_server import MjpegServer, Trouble

_QUALITY = 90  # of 100
_NOISES = 8
"""Pictures of a desk that nobody touches, sent in turn: none is like the one before it."""


class DocumentCameraEmulator:
    """Control methods may be called from any thread; each takes effect before it returns: nothing older is sent.

    Args:
        width_px: of its pictures, which are 4:3.
        fps: pictures a second.
    """

    def __init__(self, *, width_px: int = 1600, fps: float = 8.0) -> None:
        self._server = MjpegServer("Document camera (emulated)", self._draw, fps=fps)
        self._width_px = width_px
        self._desk, self._covered = Desk(), False
        self._drawn: tuple[tuple[Desk, bool], Picture] | None = None
        self._encoded: deque[bytes] = deque(maxlen=_NOISES)
        self._random = np.random.default_rng()

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        self._server.stop()

    @property
    def url(self) -> str:
        """What the driver opens; the same after a replug."""
        return self._server.url

    @property
    def watchers(self) -> int:
        """How many have the camera open: its lamp shines when there is one."""
        return self._server.watchers

    @property
    def desk(self) -> Desk:
        """What lies under the camera."""
        with self._server.lock:
            return self._desk

    def unplug(self) -> None:
        self._server.unplug()

    def replug(self) -> None:
        self._server.replug()

    def set_trouble(self, trouble: Trouble) -> None:
        """Spoil the stream itself; Trouble.NONE ends that."""
        self._server.set_trouble(trouble)

    def lay(self, sheet: Sheet, *, x_mm: float = 0.0, y_mm: float = 0.0, angle_deg: float = 0.0) -> None:
        """Lay a demonstration sheet on the mat, its middle off the mat's middle, turned clockwise."""
        self.arrange(replace(self.desk, laid=Laid(sheet, x_mm, y_mm, angle_deg)))

    def take_away(self) -> None:
        """Take away the sheet, and the hand with it."""
        self.arrange(replace(self.desk, laid=None, hand=False))

    def hold(self, hand: bool) -> None:  # noqa: FBT001
        """Lay a hand on the sheet's lower edge, or take it away."""
        self.arrange(replace(self.desk, hand=hand))

    def shine(self, glare_mm: float) -> None:
        """Let a lamp be mirrored in the sheet's middle, a patch of that radius; 0 ends that."""
        self.arrange(replace(self.desk, glare_mm=glare_mm))

    def blur(self, *, defocus_px: float = 0.0, motion_px: float = 0.0) -> None:
        """Put the lens out of focus or move the sheet; both 0 for a sharp picture."""
        self.arrange(replace(self.desk, defocus_px=defocus_px, motion_px=motion_px))

    def cover(self, covered: bool) -> None:  # noqa: FBT001
        """Cover the lens, or uncover it."""
        with self._server.lock:
            self._covered = covered

    def arrange(self, desk: Desk) -> None:
        """Put everything in place at once."""
        with self._server.lock:
            self._desk = desk

    def _draw(self) -> bytes:
        """Called with the server's lock held. A desk that stays as it is only gets new noise, and that not for ever."""
        seen = self._desk, self._covered
        if self._drawn is None or self._drawn[0] != seen:
            drawn = draw(self._desk, self._width_px)
            self._drawn = seen, np.full_like(drawn, 2) if self._covered else drawn
            self._encoded.clear()
        if len(self._encoded) == _NOISES:
            self._encoded.rotate()
        else:
            noisy = with_noise(self._drawn[1], self._random)
            _, encoded = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
            self._encoded.append(encoded.tobytes())
        return self._encoded[-1]
