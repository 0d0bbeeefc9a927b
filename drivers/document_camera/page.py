"""Finding the one sheet on the mat: its four corners, and its page squared and cropped.

The sheet must lie wholly in view, so what runs along the picture's rim is mat. The mat's colour is a surface fitted to
the rim (its lighting falls off to the sides), the sheet is what differs from it, and its corners are where four
straight lines meet that are fitted to its edges. A side whose edge is not seen for most of its length (a hand holds
the sheet, another sheet lies over it) is no side.
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from drivers.document_camera.sheet import Sheet

Picture = np.ndarray[Any, np.dtype[Any]]
"""(height, width, 3) of bytes, blue first."""
Points = np.ndarray[Any, np.dtype[Any]]
"""(n, 2): x to the right, y down, in pixels; whole numbers are pixels' middles."""

_WORK_PX = 1600  # long side of the picture that is searched; corners come out at fractions of its pixels
_COARSE_PX = 480  # likewise
_LEAST_PX, _MOST_OBLONG = 100, 3.0  # cameras' pictures are 16:9 at the most
_RIM = 0.03  # of the short side
_FIT_ROUNDS = 6
_LEAST_CONTRAST = 14.0  # of 255: white paper on a light mat, with its shadow, has some 30
_LEAST_AREA = {Sheet.A4: 0.08, Sheet.ID_CARD: 0.004}  # of the picture
_LEAST_SOLIDITY = 0.9  # area over its quadrilateral's; a hand or a second sheet sticks out or bites in
_SHAPE_SLACK = 0.07  # of the sides' ratio: A4 is 1.414, a card 1.586
_LEAST_MARGIN = 0.004  # of the picture's width: corners at the rim are cut off
_PROBES = 120  # along each side
_FIRST_REACH_PX, _SECOND_REACH_PX = 12, 4  # to both sides of the edge as far as it is known; coarse pixels are 3
_RAMP_SAMPLES = 4.0  # two pixels; edges are sampled at halves
_ON_LINE_PX = 1.5
_LEAST_SEEN = 0.86  # of a side's probes


class NoPage(Exception):  # noqa: N818
    """No sheet of that kind lies wholly in view; the text says what is missing."""


@dataclass(frozen=True)
class Corners:
    """Of the sheet in the picture, clockwise from what will be the page's top left."""

    points: Points

    def side_px(self, index: int) -> float:
        """Length of the side from corner `index` to the next."""
        return float(np.linalg.norm(self.points[(index + 1) % 4] - self.points[index]))


def find(picture: Picture, sheet: Sheet) -> Corners:
    """Return where the sheet's corners are in `picture` (height, width, 3).

    Raises:
        NoPage: none is there, it is partly out of view or covered, or it is of another shape.
    """
    if min(picture.shape[:2]) < max(_LEAST_PX, max(picture.shape[:2]) / _MOST_OBLONG):
        raise NoPage(f"a picture of {picture.shape[1]}x{picture.shape[0]} pixels shows no mat")
    factor = min(1.0, _WORK_PX / max(picture.shape[:2]))
    work = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) if factor < 1 else picture
    lighter, different = _contrasts_to_mat(work)
    try:  # what is darker than the mat is mostly the sheet's own shadow
        found = _corners_in(lighter, sheet)
    except NoPage:
        found = _corners_in(different, sheet)
    return Corners((found.points + 0.5) / factor - 0.5)


def square(picture: Picture, corners: Corners, sheet: Sheet, px_per_mm: float, margin_mm: float = 0.0) -> Picture:
    """Return the page as seen from straight above, with `margin_mm` of what lies around it."""
    width, height = (side + 2 * margin_mm for side in sheet.size_mm)
    size = (round(width * px_per_mm), round(height * px_per_mm))
    left, right = margin_mm * px_per_mm - 0.5, (width - margin_mm) * px_per_mm - 0.5
    top, bottom = margin_mm * px_per_mm - 0.5, (height - margin_mm) * px_per_mm - 0.5
    target = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    way = cv2.getPerspectiveTransform(corners.points.astype(np.float32), target)
    return cv2.warpPerspective(picture, way, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def px_per_mm(corners: Corners, sheet: Sheet) -> float:
    """How finely the camera saw the sheet: the mean over its sides."""
    width, height = sheet.size_mm
    sides = (width, height, width, height)
    return sum(corners.side_px(index) / side for index, side in enumerate(sides)) / 4


def _corners_in(contrast: np.ndarray, sheet: Sheet) -> Corners:
    coarse = _coarse_corners(contrast, sheet)
    size = contrast.shape[1], contrast.shape[0]
    _check_in_view(coarse, *size)
    fine = _refined(contrast, _refined(contrast, coarse, _FIRST_REACH_PX), _SECOND_REACH_PX)
    _check_in_view(fine, *size)
    ordered = _ordered(fine, upright=sheet.size_mm[1] > sheet.size_mm[0])
    _check_shape(ordered, sheet)
    return ordered


def _contrasts_to_mat(work: Picture) -> tuple[np.ndarray, np.ndarray]:
    """Return for each pixel how much lighter than the mat it is, and how different from it, of 255."""
    height, width = work.shape[:2]
    coarse = _COARSE_PX / max(height, width)
    small = cv2.resize(work, (round(width * coarse), round(height * coarse)), interpolation=cv2.INTER_AREA)
    rim = max(2, round(_RIM * min(small.shape[:2])))
    inside = np.zeros(small.shape[:2], bool)
    inside[rim:-rim, rim:-rim] = True
    rows, columns = np.nonzero(~inside)
    surface: Points = _robust_surface(_terms(columns / small.shape[1], rows / small.shape[0]), small[rows, columns])
    down, across = np.mgrid[: small.shape[0], : small.shape[1]].reshape(2, -1)
    colours = _terms(across / small.shape[1], down / small.shape[0]) @ surface
    small_mat = np.clip(colours, 0, 255).astype(np.uint8).reshape(small.shape)
    mat = cv2.resize(small_mat, (width, height), interpolation=cv2.INTER_LINEAR)
    return _smooth(cv2.subtract(work, mat)), _smooth(cv2.absdiff(work, mat))


def _smooth(apart: Any) -> np.ndarray:
    return cv2.GaussianBlur(np.asarray(apart.max(axis=2), np.float32), (0, 0), 0.8)


def _terms(across: np.ndarray, down: np.ndarray) -> np.ndarray:
    """What the mat's brightness is made of: light falls off with the square of the way from its middle."""
    x, y = across - 0.5, down - 0.5
    return np.asarray(np.stack([np.ones_like(x), x, y, x * x, y * y], axis=1))


def _robust_surface(terms: np.ndarray, colour: np.ndarray) -> np.ndarray:
    """Fit colour = terms · surface, leaving out what sticks out of it (an arm over the rim), round by round."""
    colour = colour.astype(np.float64)
    weight = np.ones((len(terms), 1))
    surface: Points = np.zeros((terms.shape[1], colour.shape[1]))
    for _ in range(_FIT_ROUNDS):
        surface = np.linalg.lstsq(terms * weight, colour * weight, rcond=None)[0]
        off = np.abs(colour - terms @ surface).max(axis=1, keepdims=True)
        weight = (off < max(4.0, 2.5 * float(np.median(off)))) + 1e-3
    return surface


def _coarse_corners(contrast: np.ndarray, sheet: Sheet) -> Points:
    """Return the four corners of the largest thing on the mat, within some pixels.

    Raises:
        NoPage: nothing large enough lies there, or it is no quadrilateral.
    """
    factor = _COARSE_PX / max(contrast.shape)
    small = cv2.resize(contrast, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    level, _ = cv2.threshold(np.clip(small, 0, 255).astype(np.uint8), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    rough = (small > max(_LEAST_CONTRAST, level * 0.7)).astype(np.uint8)
    closed = cv2.morphologyEx(rough, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    outlines, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    largest = max(outlines, key=cv2.contourArea, default=None)
    if largest is None or cv2.contourArea(largest) < _LEAST_AREA[sheet] * small.size:
        raise NoPage("nothing lies on the mat")
    corners = _quadrilateral(cv2.convexHull(largest))
    if cv2.contourArea(largest) < _LEAST_SOLIDITY * cv2.contourArea(corners.astype(np.float32)):
        raise NoPage("what lies there is no sheet, or something lies over it")
    return np.asarray((corners + 0.5) / factor - 0.5)


def _quadrilateral(hull: np.ndarray) -> Points:
    length = cv2.arcLength(hull, closed=True)
    for slack in (0.01, 0.015, 0.02, 0.03, 0.04, 0.05):
        shape = cv2.approxPolyDP(hull, slack * length, closed=True)
        if len(shape) == 4:
            return shape[:, 0].astype(np.float64)
        if len(shape) < 4:
            break
    raise NoPage("what lies there has no four corners")


def _refined(contrast: np.ndarray, known: Points, reach_px: int) -> Points:
    """Return the corners where lines meet that are fitted to the edges, which run near the `known` corners.

    Raises:
        NoPage: an edge is hidden for too much of its length.
    """
    sides = [_edge(contrast, known, index, reach_px) for index in range(4)]
    return np.array([_meeting(sides[index - 1], sides[index]) for index in range(4)])


def _edge(contrast: np.ndarray, corners: Points, index: int, reach_px: int) -> Points:
    """Return the line of the edge from corner `index` to the next as a point and a direction, (2, 2)."""
    start, end = corners[index], corners[(index + 1) % 4]
    along = (end - start) / np.linalg.norm(end - start)
    outward = np.array([along[1], -along[0]])
    if outward @ (corners.mean(axis=0) - start) > 0:
        outward = -outward
    reach = np.arange(-reach_px - 1, reach_px + 1.5, 0.5)
    places = np.linspace(0.04, 0.96, _PROBES)[:, None] * (end - start) + start
    grid = (places[:, None, :] + reach[None, :, None] * outward).astype(np.float32)
    profile = cv2.remap(contrast, grid[..., 0], grid[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    step = profile[:, :-4] - profile[:, 4:]  # over two pixels: from the sheet down to the mat
    drop = cv2.GaussianBlur(step, (0, 0), _RAMP_SAMPLES, sigmaY=0.01)  # the middle of a blurred edge, not its noise
    steepest = drop.argmax(axis=1)
    found = places + (reach[2 + steepest])[:, None] * outward
    strong = drop[np.arange(_PROBES), steepest] > _LEAST_CONTRAST / 4
    return _line_through(found, strong)


def _line_through(points: Points, strong: np.ndarray) -> Points:
    """Fit a straight line to most of the points."""
    kept = points[strong]
    if len(kept) < _LEAST_SEEN * len(points):
        raise NoPage("an edge of the sheet is hidden")
    vx, vy, x, y = cv2.fitLine(kept.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel().astype(float)
    for _ in range(3):
        off = np.abs((kept - [x, y]) @ np.array([-vy, vx]))
        on_line = kept[off < _ON_LINE_PX]
        if len(on_line) < _LEAST_SEEN * len(points):
            raise NoPage("an edge of the sheet is hidden or not straight")
        vx, vy, x, y = cv2.fitLine(on_line.astype(np.float32), cv2.DIST_L2, 0, 0.01, 0.01).ravel().astype(float)
    return np.array([[x, y], [vx, vy]])


def _meeting(one: Points, other: Points) -> Points:
    sides = np.stack([one[1], -other[1]], axis=1)
    if abs(np.linalg.det(sides)) < 0.3:
        raise NoPage("what lies there has no four corners")
    return np.asarray(one[0] + np.linalg.solve(sides, other[0] - one[0])[0] * one[1])


def _check_in_view(corners: Points, width: int, height: int) -> None:
    margin = _LEAST_MARGIN * width
    if (corners < margin).any() or (corners > np.array([width, height]) - 1 - margin).any():
        raise NoPage("part of the sheet is out of view")


def _ordered(corners: Points, *, upright: bool) -> Corners:
    """Turn the corners so that the page stands or lies as it should, its top as near to the picture's top as can be."""
    if _clockwise(corners) < 0:
        corners = corners[::-1]
    turns = [Corners(np.roll(corners, -turn, axis=0)) for turn in range(4)]
    fitting = [each for each in turns if (each.side_px(0) < each.side_px(1)) == upright]
    return min(fitting or turns, key=lambda each: float(each.points[0, 1] + each.points[1, 1]))


def _clockwise(corners: Points) -> float:
    x, y = corners[:, 0], corners[:, 1]
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))


def _check_shape(corners: Corners, sheet: Sheet) -> None:
    across = corners.side_px(0) + corners.side_px(2)
    ratio = (corners.side_px(1) + corners.side_px(3)) / across
    wanted = sheet.size_mm[1] / sheet.size_mm[0]
    if abs(ratio / wanted - 1) > _SHAPE_SLACK:
        raise NoPage(f"a sheet of another shape: sides 1:{ratio:.2f}, wanted 1:{wanted:.2f}")
