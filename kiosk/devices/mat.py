"""The mat under the document camera: when a sheet counts as laid, as another one, and as taken away.

- A page is taken when the sheet has lain still for a while: the hand that laid it is gone by then.
- The sheet that was taken last is another one once the mat was seen without it, it was moved, or it looks different.
- Its picture is a JPEG that is small enough for what carries it, as sharp as that allows.

Camera and process do the work; all of this runs in the camera's thread.
"""

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from PIL import Image, ImageChops, ImageStat

from drivers.cancel import Cancel, Deadline
from drivers.document_camera.role import DocumentCamera, Page
from drivers.document_camera.sheet import Sheet
from drivers.errors import Refused, Timeout
from drivers.faults import Fault
from drivers.video.frame import Frame
from kiosk.devices.sight import Sight, picture_of
from kiosk.engine.effects import TakePage
from kiosk.protocol.steps.capture import MOST_PAGE_BYTES

Told = Callable[[Fault | None], None]
"""Hears what is wrong with how the sheet lies, each time that changes."""

_DPI = {Sheet.A4: 150, Sheet.ID_CARD: 300}  # print of 7 points, and the small print of a card, are read well
_STILL_S = 0.7
_STILL_MM = 1.5
_MOVED_MM = 5.0
_LOOK_PX = (24, 34)  # of a page: enough to tell two papers apart, and nothing to be read
_OTHER_LEVELS = 6.0  # of 255, on the average; the camera's noise is below one
_MM_PER_INCH = 25.4
_QUALITIES = (85, 75, 60, 45, 30, 15, 5)
_GLANCE_S = 2.0
_PAUSE_S = 0.4


@dataclass(frozen=True)
class _Lying:
    """How a sheet lay and what it looked like from afar."""

    sheet: Sheet
    corners_mm: tuple[tuple[float, float], ...]
    look: Image.Image

    def moved_mm(self, other: "_Lying") -> float:
        pairs = zip(self.corners_mm, other.corners_mm, strict=True)
        return max(max(abs(x - u), abs(y - v)) for (x, y), (u, v) in pairs)

    def same(self, other: "_Lying") -> bool:
        alike = ImageStat.Stat(ImageChops.difference(self.look, other.look)).mean[0] < _OTHER_LEVELS
        return self.sheet is other.sheet and alike and self.moved_mm(other) < _MOVED_MM


class Mat:
    """Remembers how the sheet lay that was taken last, until `forget`."""

    def __init__(self, sight: Sight) -> None:
        self._sight = sight
        self._last: _Lying | None = None

    def forget(self) -> None:
        """Forget what was seen; from any thread."""
        self._last = None
        self._sight.clear()

    def take(self, camera: DocumentCamera, take: TakePage, told: Told, cancel: Cancel) -> dict[str, Any]:
        """Return the page of the sheet that lies there, see `kiosk.protocol.steps.capture`.

        Raises:
            DeviceError: as `DocumentCamera.page`; NO_PAGE as well when no other sheet was laid.
        """
        try:
            return self._taken(camera, take, _OnceEach(told), cancel)
        finally:
            self._sight.clear()

    def _taken(self, camera: DocumentCamera, take: TakePage, told: Told, cancel: Cancel) -> dict[str, Any]:
        sheet, deadline, same_until = Sheet(take.sheet), Deadline(take.timeout_s), Deadline(take.same_after_s)
        first: tuple[float, _Lying] | None = None
        looks = 0

        def seen(frame: Frame, fault: Fault | None) -> None:
            nonlocal looks
            looks += 1
            self._sight.show(frame)
            if fault is Fault.NO_PAGE:
                self._last = None  # whatever comes now was laid anew
            if fault is not None:
                told(fault)

        while not deadline.passed:
            timeout_s = deadline.left_s
            try:
                page = camera.page(sheet, dpi=_DPI[sheet], timeout_s=timeout_s, cancel=cancel, seen=seen)
            except Timeout:
                if looks and not deadline.left_s:
                    break  # the camera is well: time was up between two pictures
                raise
            lying = _lying(page)
            same = self._last is not None and self._last.same(lying) and not same_until.passed
            told(Fault.NO_PAGE if same else None)
            if same:
                first = None
            elif first is None or first[1].moved_mm(lying) > _STILL_MM:
                first = page.captured_at_s, lying
            elif page.captured_at_s - first[0] >= _STILL_S:
                self._last = lying
                return page_answer(page)
        raise Refused(Fault.NO_PAGE, "no other sheet was laid, or it did not lie still")

    def lifted(self, camera: DocumentCamera, sheet: str, timeout_s: float, cancel: Cancel) -> bool:
        """Wait until no such sheet lies there; return False when time is up and one does.

        A sheet that is pushed half out of view counts as taken: nothing tells it from a bare mat.

        Raises:
            DeviceError: as `DocumentCamera.page`, but for what is wrong with how a sheet lies.
        """
        deadline, lies = Deadline(timeout_s), False
        while not deadline.passed:
            try:
                camera.page(Sheet(sheet), timeout_s=_GLANCE_S, cancel=cancel)
                lies = True
            except Refused as refused:
                if refused.fault is Fault.NO_PAGE:
                    return True
                if refused.fault not in (Fault.IMAGE_BLURRED, Fault.IMAGE_GLARE):
                    raise
                lies = True
            except Timeout:
                pass  # a camera that has to be started brings no picture in a glance
            cancel.pause(min(_PAUSE_S, deadline.left_s), "wait for the sheet to be taken")
        if not lies:
            raise Timeout("the mat was not seen in time")
        return False


class _OnceEach:
    """Tells on only what differs from the last word."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._last: Fault | Literal["nothing yet"] | None = "nothing yet"

    def __call__(self, fault: Fault | None) -> None:
        if fault is not self._last:
            self._last = fault
            self._told(fault)


def _lying(page: Page) -> _Lying:
    px_per_mm = page.seen_dpi / _MM_PER_INCH
    corners_mm = tuple((x / px_per_mm, y / px_per_mm) for x, y in page.corners_px)
    look = picture_of(page.bgr, page.width_px, page.height_px).convert("L").resize(_LOOK_PX, Image.Resampling.BOX)
    return _Lying(page.sheet, corners_mm, look)


def page_answer(page: Page) -> dict[str, Any]:
    """Return `page` as an answer has it."""
    jpeg = jpeg_of(picture_of(page.bgr, page.width_px, page.height_px))
    return {"image": base64.b64encode(jpeg).decode(), "width_px": page.width_px, "height_px": page.height_px}


def jpeg_of(picture: Image.Image) -> bytes:
    """Return the best JPEG of `picture` that has at most `MOST_PAGE_BYTES`.

    Raises:
        Refused: HARDWARE_ERROR, it does not fit at any quality: no paper looks like that.
    """
    for quality in _QUALITIES:
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality)
        if file.tell() <= MOST_PAGE_BYTES:
            return file.getvalue()
    raise Refused(Fault.HARDWARE_ERROR, "the picture is all noise: it cannot be made small enough")
