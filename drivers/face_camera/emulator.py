"""A face camera as a network camera of this machine: the other end of the wire, for desk, demo and tests.

What it does not simulate: what `drivers.video.mjpeg_server` names, and a real face. The drawn person is invented; a
face detector need not take it for one. `show_picture` puts a photograph before the lens instead.
"""

import time

import cv2
import numpy as np

from drivers.face_camera.scenery import Person, Picture, Scene, draw, with_noise
from drivers.video.mjpeg_server import MjpegServer, Trouble

_QUALITY = 88  # of 100, as USB cameras compress


class FaceCameraEmulator:
    """Control methods may be called from any thread; each takes effect before it returns: nothing older is sent.

    Args:
        size_px: width and height of its pictures.
        fps: pictures a second.
    """

    def __init__(self, *, size_px: tuple[int, int] = (640, 480), fps: float = 15.0) -> None:
        self._server = MjpegServer("Face camera (emulated)", self._draw, fps=fps)
        self._size_px = size_px
        self._scene, self._person = Scene.PERSON, Person()
        self._picture: Picture | None = None
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

    def unplug(self) -> None:
        self._server.unplug()

    def replug(self) -> None:
        self._server.replug()

    def set_trouble(self, trouble: Trouble) -> None:
        """Spoil the stream itself; Trouble.NONE ends that."""
        self._server.set_trouble(trouble)

    def show(self, scene: Scene, person: Person | None = None) -> None:
        """Put a scene before the lens; a `person` stands there as told, else as before."""
        with self._server.lock:
            self._scene, self._person, self._picture = scene, person or self._person, None

    def show_picture(self, encoded: bytes) -> None:
        """Put a photograph (JPEG or PNG) before the lens, filling the picture, until `show` is called.

        Raises:
            ValueError: it is no picture.
        """
        picture = cv2.imdecode(np.frombuffer(encoded, np.uint8), cv2.IMREAD_COLOR) if encoded else None
        if picture is None:
            raise ValueError("neither a JPEG nor a PNG picture")
        with self._server.lock:
            self._picture = picture.astype(np.uint8, copy=False)

    def set_size(self, width_px: int, height_px: int) -> None:
        """Deliver another size from now on, also to those who are watching."""
        with self._server.lock:
            self._size_px = width_px, height_px

    def _draw(self) -> bytes:
        """Called with the server's lock held."""
        if self._picture is not None:
            picture = _filling(self._picture, *self._size_px)
        else:
            picture = draw(self._scene, self._person, *self._size_px, time.monotonic())
        _, encoded = cv2.imencode(".jpg", with_noise(picture, self._random), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
        return encoded.tobytes()


def _filling(picture: Picture, width: int, height: int) -> Picture:
    """Scale a picture so that it fills the size, cutting off what is too much on both sides."""
    factor = max(width / picture.shape[1], height / picture.shape[0])
    scaled = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    top, left = (scaled.shape[0] - height) // 2, (scaled.shape[1] - width) // 2
    cut = scaled[max(0, top) : max(0, top) + height, max(0, left) : max(0, left) + width]
    return cv2.resize(cut, (width, height)).astype(np.uint8, copy=False)
