"""From a picture of the mat to a page that can be used, or to what is wrong with it."""

from dataclasses import dataclass

from drivers.document_camera import glare, page, sharpness
from drivers.document_camera.page import Corners, NoPage, Picture
from drivers.document_camera.sheet import Sheet
from drivers.errors import Refused
from drivers.faults import Fault

MM_PER_INCH = 25.4
_MARGIN_MM = 2.0  # of the mat, so that the sheet's own edges are judged as well: a blank sheet has no others


@dataclass(frozen=True)
class Judged:
    """A page that will do; `bgr` is (height, width, 3)."""

    bgr: Picture
    corners: Corners
    seen_px_per_mm: float
    blur_mm: float


def judge(picture: Picture, sheet: Sheet, dpi: int) -> Judged:
    """Find the page in `picture`, judge it as finely as the camera saw it, and square it at `dpi`.

    Raises:
        Refused: NO_PAGE, IMAGE_BLURRED, IMAGE_GLARE.
    """
    try:
        corners = page.find(picture, sheet)
    except NoPage as missing:
        raise Refused(Fault.NO_PAGE, str(missing)) from missing
    seen = page.px_per_mm(corners, sheet)
    burnt_mm2 = glare.burnt_mm2(page.square(picture, corners, sheet, seen), seen)
    if burnt_mm2 > glare.MOST_PATCH_MM2:
        raise Refused(Fault.IMAGE_GLARE, f"{burnt_mm2:.0f} mm² are burnt out")
    blur_mm = sharpness.blur_mm(page.square(picture, corners, sheet, seen, _MARGIN_MM), seen)
    if blur_mm > sharpness.MOST_BLUR_MM:
        raise Refused(Fault.IMAGE_BLURRED, f"blurred by {blur_mm:.2f} mm")
    return Judged(page.square(picture, corners, sheet, dpi / MM_PER_INCH), corners, seen, blur_mm)
