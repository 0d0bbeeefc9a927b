"""A face camera as a network camera of this machine: the other end of the wire, for desk, demo and tests.

Who stands there is moved out of one portrait each (`persons/README.md`), well enough for detectors.
What it does not simulate: what `drivers.video.mjpeg_server` names, light that changes as a head turns, glances, and
what of a head its portrait does not show. `show_picture` puts a photograph before the lens instead.
"""

import time
from dataclasses import replace

import cv2
import numpy as np

from drivers.face_camera.drawing import Play, draw
from drivers.face_camera.portrait import Picture
from drivers.face_camera.scenery import with_noise
from drivers.face_camera.stage import Attack, Gesture, Stage
from drivers.video.mjpeg_server import MjpegServer, Trouble

_QUALITY = 88  # of 100, as USB cameras compress
_SIZES_PX = (160, 960)  # of widths, at random


class FaceCameraEmulator:
    """Control methods may be called from any thread; each takes effect before it returns: nothing older is sent.

    Args:
        size_px: width and height of its pictures.
        fps: pictures a second.
    """

    def __init__(self, *, size_px: tuple[int, int] = (640, 480), fps: float = 15.0) -> None:
        self._server = MjpegServer("Face camera (emulated)", self._draw, fps=fps)
        self._size_px = size_px
        self._stage, self._play = Stage(), Play()
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

    @property
    def stage(self) -> Stage:
        """What stands before the lens."""
        return self._stage

    def show(self, stage: Stage) -> None:
        """Put a stage before the lens; what somebody was asked to do goes on."""
        with self._server.lock:
            self._stage, self._picture = stage, None
            self._play = replace(self._play, began_s=time.monotonic())

    def do(self, gesture: Gesture) -> None:
        """Let whoever stands in front do something, after what they are doing; they look ahead again by themselves."""
        with self._server.lock:
            self._play.actor.do(gesture, time.monotonic())

    def seen(self, size_px: tuple[int, int], moment_s: float) -> Picture:
        """Draw the stage as it is at `moment_s` of `time.monotonic`, without noise; nobody has to watch for that."""
        with self._server.lock:
            stage, play = self._stage, self._play
        return draw(stage, play, size_px, moment_s)

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
        moment_s, size_px = time.monotonic(), self._size()
        if self._picture is not None:
            picture = _filling(self._picture, *size_px)
        else:
            picture = draw(self._stage, self._play, size_px, moment_s)
        _, encoded = cv2.imencode(".jpg", with_noise(picture, self._random), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
        return encoded.tobytes()

    def _size(self) -> tuple[int, int]:
        """Return the size of the next picture; an attack with the camera itself delivers any."""
        if self._stage.attack not in {Attack.SIZES, Attack.SIZE_CHANGES}:
            return self._size_px
        each_second = int(time.monotonic() - self._play.began_s)
        random = self._random if self._stage.attack is Attack.SIZES else np.random.default_rng(each_second)
        return int(random.integers(*_SIZES_PX)), int(random.integers(*_SIZES_PX))


def _filling(picture: Picture, width: int, height: int) -> Picture:
    """Scale a picture so that it fills the size, cutting off what is too much on both sides."""
    factor = max(width / picture.shape[1], height / picture.shape[0])
    scaled = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    top, left = (scaled.shape[0] - height) // 2, (scaled.shape[1] - width) // 2
    cut = scaled[max(0, top) : max(0, top) + height, max(0, left) : max(0, left) + width]
    return cv2.resize(cut, (width, height)).astype(np.uint8, copy=False)
