"""The face camera through OpenCV, in a process of its own."""

from drivers.cancel import Cancel
from drivers.faults import Role
from drivers.status import DeviceStatus
from drivers.video.camera import IDLE_S, Camera
from drivers.video.frame import Frame
from drivers.video.settings import Settings


class VideoFaceCamera:
    """A `FaceCamera` at `url`, such as `v4l2:/dev/video0?width=1280&height=720` (all of `drivers.video.source`).

    Args:
        url: where the camera is and what is wished of it; read back when it opens.
        idle_s: seconds after the last `newest_frame` in which the camera closes by itself.

    Raises:
        ValueError: `url` names no camera.
    """

    def __init__(self, url: str, *, idle_s: float = IDLE_S) -> None:
        self._camera = Camera(url, Role.FACE_CAMERA, idle_s=idle_s)

    @property
    def settings(self) -> Settings | None:
        """What the open camera was read back to do; None while it is closed."""
        return self._camera.settings

    def status(self) -> DeviceStatus:
        return self._camera.status()

    def newest_frame(self, *, after_s: float | None = None, timeout_s: float, cancel: Cancel) -> Frame:
        return self._camera.newest(after_s=after_s, timeout_s=timeout_s, cancel=cancel)

    def stop(self) -> None:
        self._camera.stop()

    def close(self) -> None:
        self._camera.close()
