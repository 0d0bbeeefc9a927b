"""What lies under the emulated document camera: a mat, a sheet, a hand, a lamp. Drawn; every person is invented."""

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import cv2
import numpy as np

from drivers.document_camera.demo_sheets import Picture, draw_sheet
from drivers.document_camera.sheet import Sheet

FIELD_MM = (520.0, 390.0)
"""What the camera sees of the mat, at its foot; the camera's pictures are 4:3."""

_SHEET_PX_PER_MM = 6.0
_WHITE_LEVEL = 0.88  # of 255: where the automatic exposure puts white paper
_SKIN = (138, 168, 212)


class Mat(StrEnum):
    """The mats of the trade."""

    BLACK = "black"
    GREEN = "green"
    LIGHT = "light"


_MATS = {Mat.BLACK: (44, 42, 40), Mat.GREEN: (86, 104, 44), Mat.LIGHT: (164, 176, 182)}


@dataclass(frozen=True)
class Laid:
    """How a sheet lies: its middle from the mat's middle, turned clockwise from upright."""

    sheet: Sheet = Sheet.A4
    x_mm: float = 0.0
    y_mm: float = 0.0
    angle_deg: float = 0.0


@dataclass(frozen=True)
class Desk:
    """All that the camera sees. Blur is in pixels of the picture: `defocus_px` a standard deviation, `motion_px` a way.

    `glare_mm` is the radius of a lamp's mirror image, on the sheet's middle. `tilt_deg` is how far the camera's arm
    leans sidewards.
    """

    laid: Laid | None = None
    mat: Mat = Mat.BLACK
    hand: bool = False
    glare_mm: float = 0.0
    defocus_px: float = 0.0
    motion_px: float = 0.0
    motion_deg: float = 0.0
    tilt_deg: float = 0.0


def draw(desk: Desk, width_px: int) -> Picture:
    """Draw the desk without noise, 4:3."""
    size = (width_px, width_px * 3 // 4)
    to_px = _view(desk.tilt_deg, size)
    picture = _mat(desk.mat, size).astype(np.float32)
    if desk.laid is not None:
        _lay(picture, desk.laid, to_px)
    if desk.hand:
        _reach_in(picture, desk.laid or Laid(), to_px)
    picture *= _light(size)[..., None]
    if desk.glare_mm:
        _shine(picture, desk.laid or Laid(), desk.glare_mm, to_px)
    return np.asarray(np.clip(_blurred(picture, desk), 0, 255).astype(np.uint8))


def corners_px(desk: Desk, width_px: int) -> list[tuple[float, float]]:
    """Where the sheet's corners are in the picture: top left of the sheet first, clockwise."""
    assert desk.laid is not None
    to_px = _view(desk.tilt_deg, (width_px, width_px * 3 // 4))
    points = cv2.perspectiveTransform(_corners_mm(desk.laid)[None], to_px)[0]
    return [(float(x), float(y)) for x, y in points]


def _view(tilt_deg: float, size: tuple[int, int]) -> np.ndarray:
    """The way from millimetres around the mat's middle to pixels; the lens hangs as high as the field is wide."""
    scale, height_mm = size[0] / FIELD_MM[0], FIELD_MM[0]
    tilt = math.radians(tilt_deg)
    flat = np.array([[math.cos(tilt), 0, 0], [0, 1, 0], [math.sin(tilt) / height_mm, 0, 1]])
    return np.asarray(np.array([[scale, 0, size[0] / 2], [0, scale, size[1] / 2], [0, 0, 1]]) @ flat)


def _corners_mm(laid: Laid) -> np.ndarray:
    half_w, half_h = laid.sheet.size_mm[0] / 2, laid.sheet.size_mm[1] / 2
    turn = math.radians(laid.angle_deg)
    around = np.array([[-half_w, -half_h], [half_w, -half_h], [half_w, half_h], [-half_w, half_h]])
    turned = around @ np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    return np.asarray(turned + np.array([laid.x_mm, laid.y_mm]))


def _lay(picture: np.ndarray, laid: Laid, to_px: np.ndarray) -> None:
    sheet = _sheet(laid.sheet)
    height, width = sheet.shape[:2]
    target = cv2.perspectiveTransform(_corners_mm(laid)[None], to_px)[0].astype(np.float32)
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) - 0.5
    way = cv2.getPerspectiveTransform(source, target)
    size = (picture.shape[1], picture.shape[0])
    cover = cv2.warpPerspective(np.full((height, width), 1, np.float32), way, size, flags=cv2.INTER_LINEAR)
    shadow = cv2.GaussianBlur(np.roll(cover, (2, 2), (0, 1)), (0, 0), 2.0)
    picture *= (1 - 0.25 * np.clip(shadow - cover, 0, 1))[..., None]
    laid_out = cv2.warpPerspective(sheet.astype(np.float32), way, size, flags=cv2.INTER_LINEAR)
    picture *= 1 - cover[..., None]
    picture += laid_out * _WHITE_LEVEL


@lru_cache(maxsize=4)
def _sheet(kind: Sheet) -> Picture:
    """The sheet's face, softened as the lens sees it from above."""
    face = draw_sheet(kind, _SHEET_PX_PER_MM)
    return cv2.GaussianBlur(face, (0, 0), 0.8)


@lru_cache(maxsize=6)
def _mat(kind: Mat, size: tuple[int, int]) -> Picture:
    """A mat with the grain of rubber."""
    grain = np.random.default_rng(7).normal(0, 3.0, (size[1], size[0], 1))
    soft = cv2.GaussianBlur(grain, (0, 0), 1.2)[..., None] * 2
    return np.clip(np.array(_MATS[kind], np.float64) + soft, 0, 255).astype(np.uint8)


@lru_cache(maxsize=4)
def _light(size: tuple[int, int]) -> np.ndarray:
    """The camera's own lamps light the middle best, and one side better than the other."""
    x, y = np.linspace(-1, 1, size[0])[None, :], np.linspace(-1, 1, size[1])[:, None]
    return (1.0 - 0.08 * (x**2 + y**2) + 0.04 * x).astype(np.float32)


def _reach_in(picture: np.ndarray, laid: Laid, to_px: np.ndarray) -> None:
    """A hand from below that holds the sheet's lower edge."""
    edge = (_corners_mm(laid)[2] + _corners_mm(laid)[3]) / 2
    x, y = cv2.perspectiveTransform(edge[None, None], to_px)[0, 0]
    unit = picture.shape[1] / FIELD_MM[0]
    for finger, reach in enumerate((0.0, 16.0, 20.0, 12.0)):
        left = x + (finger - 1.5) * 19 * unit
        tip, root = (round(left), round(y - (12 + reach) * unit)), (round(left), round(y + 60 * unit))
        cv2.line(picture, tip, root, _SKIN, round(17 * unit), cv2.LINE_AA)
    palm = (round(x), round(y + 95 * unit)), (round(46 * unit), round(58 * unit))
    cv2.ellipse(picture, *palm, 0, 0, 360, _SKIN, -1, cv2.LINE_AA)
    arm = (round(x - 34 * unit), round(y + 100 * unit)), (round(x + 34 * unit), picture.shape[0])
    cv2.rectangle(picture, *arm, _SKIN, -1)


def _shine(picture: np.ndarray, laid: Laid, radius_mm: float, to_px: np.ndarray) -> None:
    x, y = cv2.perspectiveTransform(np.array([[[laid.x_mm, laid.y_mm]]]), to_px)[0, 0]
    radius = radius_mm * picture.shape[1] / FIELD_MM[0]
    down, across = np.ogrid[: picture.shape[0], : picture.shape[1]]
    distance = np.hypot(across - x, down - y) / radius
    picture += (320 / (1 + np.exp(np.minimum((distance - 1.0) * 8, 50))))[..., None]


def _blurred(picture: np.ndarray, desk: Desk) -> np.ndarray:
    if desk.defocus_px:
        picture = cv2.GaussianBlur(picture, (0, 0), desk.defocus_px)
    if desk.motion_px >= 1:
        side = math.ceil(desk.motion_px) | 1
        way: Picture = np.zeros((side, side), np.float32)
        half, turn = (desk.motion_px - 1) / 2, math.radians(desk.motion_deg)
        x, y, middle = half * math.cos(turn) * 16, half * math.sin(turn) * 16, side // 2 * 16
        start, end = (round(middle - x), round(middle - y)), (round(middle + x), round(middle + y))
        cv2.line(way, start, end, 1.0, 1, cv2.LINE_AA, 4)
        picture = cv2.filter2D(picture, -1, way / way.sum())
    return picture


def with_noise(picture: Picture, random: np.random.Generator) -> Picture:
    """Add a sensor's noise: never the same twice."""
    noise = random.integers(-5, 6, picture.shape, np.int8)
    return cv2.add(picture, noise, dtype=cv2.CV_8U)
