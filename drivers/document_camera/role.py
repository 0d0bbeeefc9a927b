"""What every document camera can do, and the values it delivers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from drivers.cancel import Cancel
from drivers.document_camera.sheet import Sheet
from drivers.faults import Fault
from drivers.status import DeviceStatus
from drivers.video.frame import Frame


@dataclass(frozen=True)
class Page:
    """A sheet as seen from straight above, cropped to its edges. Shows somebody's papers: never log it, never keep it.

    `bgr` is as in `Frame`: `height_px` rows of `width_px` pixels, blue first. `dpi` is the resolution of these
    pixels; how finely the camera itself saw is `seen_dpi`, and scaling up adds nothing to it. `corners_px` are the
    sheet's in the camera's picture: the page's top left first, clockwise. The page's top is the side nearer the
    picture's top: which side up it was laid, nobody can tell. `blur_mm` is as in `drivers.document_camera.sharpness`.
    """

    sheet: Sheet
    width_px: int
    height_px: int
    dpi: int
    seen_dpi: float
    corners_px: tuple[tuple[float, float], ...]
    blur_mm: float
    captured_at_s: float
    bgr: bytes = field(repr=False)


Seen = Callable[[Frame, Fault | None], None]


def unseen(_frame: Frame, _fault: Fault | None) -> None:
    """Nobody looks."""


class DocumentCamera(Protocol):
    """A camera over a mat. Used by one thread at a time; reconnects by itself.

    It runs while pictures are asked for and stops by itself soon after.
    """

    def status(self) -> DeviceStatus:
        """Return the camera's state. Never raises, never starts the camera."""

    def still(self, *, timeout_s: float, cancel: Cancel) -> Frame:
        """Return a picture of the mat, taken after the call began.

        Raises:
            Refused: IMAGE_BLACK, IMAGE_FROZEN, FORMAT_REFUSED, BUSY, HARDWARE_ERROR.
            Unavailable, Timeout, ProtocolError, Cancelled: as `drivers.errors` tells.
        """

    def page(self, sheet: Sheet, *, dpi: int = 150, timeout_s: float, cancel: Cancel, seen: Seen = unseen) -> Page:
        """Wait until a sheet of that kind lies wholly in view, sharp and without glare, and return its page.

        `seen` hears of each picture that was judged, and what is wrong with it; None: the page in it will do.

        Raises:
            Refused: what was wrong with the last picture when time was up: NO_PAGE, IMAGE_BLURRED, IMAGE_GLARE; and
                as `still`.
            Unavailable, Timeout, ProtocolError, Cancelled: as `drivers.errors` tells.
            ValueError: `dpi` is not of 50…300.
        """

    def stop(self) -> None:
        """Close the camera now; the next call that wants a picture opens it again."""

    def close(self) -> None:
        """Give the camera back."""
