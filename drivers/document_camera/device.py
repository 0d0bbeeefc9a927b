"""The document camera through OpenCV, in processes of its own: one captures, one finds the page."""

from drivers.cancel import Cancel, Deadline
from drivers.children import Children
from drivers.document_camera.finder import PageFinder
from drivers.document_camera.role import Page, Seen, unseen
from drivers.document_camera.sheet import Sheet
from drivers.errors import DeviceError, Refused, Timeout
from drivers.faults import Fault, Role
from drivers.status import DeviceStatus
from drivers.video.camera import IDLE_S, Camera
from drivers.video.frame import Frame
from drivers.video.settings import Settings

_DPI = (50, 300)
_JUDGED = frozenset({Fault.NO_PAGE, Fault.IMAGE_BLURRED, Fault.IMAGE_GLARE})


class VideoDocumentCamera:
    """A `DocumentCamera` at `url`, such as `v4l2:/dev/video2?width=2592&height=1944` (all of `drivers.video.source`).

    Args:
        url: where the camera is and what is wished of it; read back when it opens.
        idle_s: seconds after the last call in which the camera closes by itself.

    Raises:
        ValueError: `url` names no camera.
    """

    def __init__(self, url: str, *, idle_s: float = IDLE_S) -> None:
        self._camera = Camera(url, Role.DOCUMENT_CAMERA, idle_s=idle_s)
        self._children: Children | None = None
        self._finder: PageFinder | None = None

    @property
    def settings(self) -> Settings | None:
        """What the open camera was read back to do; None while it is closed."""
        return self._camera.settings

    def status(self) -> DeviceStatus:
        return self._camera.status()

    def still(self, *, timeout_s: float, cancel: Cancel) -> Frame:
        return self._camera.newest(after_s=None, timeout_s=timeout_s, cancel=cancel)

    def page(self, sheet: Sheet, *, dpi: int = 150, timeout_s: float, cancel: Cancel, seen: Seen = unseen) -> Page:
        if not _DPI[0] <= dpi <= _DPI[1]:
            raise ValueError(f"dpi is of {_DPI[0]}…{_DPI[1]}, not {dpi}")
        deadline = Deadline(timeout_s)
        finder = self._started()
        wrong: Refused | None = None
        while True:
            frame = None
            try:
                frame = self._camera.newest(after_s=None, timeout_s=deadline.left_s, cancel=cancel)
                found = finder.find(frame, sheet, dpi, deadline, cancel)
            except DeviceError as error:
                if error.fault not in _JUDGED:
                    self._drop_finder()
                if isinstance(error, Timeout) and wrong is not None and deadline.passed:
                    raise wrong from None
                if not isinstance(error, Refused) or error.fault not in _JUDGED:
                    raise
                wrong = error
                if frame is not None:
                    seen(frame, error.fault)
            else:
                seen(frame, None)
                return found
            if deadline.passed:
                raise wrong

    def stop(self) -> None:
        """Close the camera; nothing that was seen stays in memory."""
        self._camera.stop()
        self._drop_finder()

    def close(self) -> None:
        self.stop()
        self._camera.close()
        if self._children is not None:
            self._children.close()
            self._children = None

    def _started(self) -> PageFinder:
        if self._finder is not None and not self._finder.usable:
            self._drop_finder()
        if self._finder is None:
            self._children = self._children or Children()
            self._finder = PageFinder(self._children)
        return self._finder

    def _drop_finder(self) -> None:
        if self._finder is not None:
            self._finder.close()
            self._finder = None
