"""What a camera sees just now, small, for whoever stands before the screen: never kept, gone when nobody is served."""

import threading

from PIL import Image

from drivers.video.frame import Frame
from kiosk.live import LivePicture

_MOST_WIDTH_PX = 800

Box = tuple[int, int, int, int]
"""Left, upper, right and lower rim in px."""


class Sight:
    """Holds the newest picture. Shown from the camera's thread, read from any."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number = 0
        self._newest: LivePicture | None = None

    @property
    def newest(self) -> LivePicture | None:
        return self._newest

    def show(self, frame: Frame, part: Box | None = None) -> None:
        """Make `frame`, or that part of it, small and show it instead of the one before."""
        image = picture_of(frame.bgr, frame.width_px, frame.height_px)
        if part is not None:
            image = image.crop(part)
        small = image.reduce(max(1, -(-image.width // _MOST_WIDTH_PX)))
        with self._lock:
            self._number += 1
            self._newest = LivePicture(self._number, small.width, small.height, small.tobytes())

    def clear(self) -> None:
        with self._lock:
            self._newest = None


def picture_of(bgr: bytes, width_px: int, height_px: int) -> Image.Image:
    """Return pixels of a `Frame` or a `Page` as a picture."""
    return Image.frombuffer("RGB", (width_px, height_px), bgr, "raw", "BGR", 0, 1)
