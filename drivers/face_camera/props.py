"""What attackers hold before a camera: prints of a portrait, flat, bent or with holes, and a tablet with a clip."""

import functools
import math
from dataclasses import dataclass

import cv2
import numpy as np

from drivers.face_camera import points
from drivers.face_camera.features import moved
from drivers.face_camera.head import Pose, Where, turned
from drivers.face_camera.portrait import Array, Portrait, portrait
from drivers.face_camera.scenery import over, room
from drivers.face_camera.stage import Who

SHEET_M = (0.21, 0.297)
"""A4."""
TABLET_M = (0.29, 0.22)
_PX_PER_M = 1400
_RIM_M = 0.008  # of a print, white
_BEZEL_M = 0.013
_CLIP_PX = (400, 300)
_EYE = 0.35  # of an eye's width: by so much a hole is larger than the eye
_LIPS = 0.25  # of the mouth's width
_BLUISH = np.clip(np.arange(256)[:, None, None] * np.array([1.16, 1.08, 1.02]), 0, 255).astype(np.uint8)
_PAPER, _SKIN = (232, 236, 238, 255), (126, 158, 206, 255)


@dataclass(frozen=True)
class Held:
    """How something is held: its middle from the camera in metres, turned about its upright axis, bent by an angle."""

    distance_m: float
    aside_m: float = 0.0
    turn_deg: float = 0.0
    bend_deg: float = 0.0


@dataclass(frozen=True)
class _Hole:
    """`outline` in px of a portrait; at the two points `corners` of both faces what is behind meets the print."""

    outline: Array
    corners: tuple[int, int]


@functools.cache
def print_of(who: Who) -> Array:
    """Return the portrait as printed on A4, somewhat paler than the person; (height, width, 4) of bytes."""
    of = portrait(who)
    width, height = (round(side * _PX_PER_M) for side in SHEET_M)
    left, top = _corner(of)
    person = of.picture[top : top + height, left : left + width]
    picture = over(np.full((height, width, 3), (214, 200, 186), np.uint8), person)
    paler = np.array([0.86, 0.88, 0.9]) * picture + (16, 18, 20)
    rim = round(_RIM_M * _PX_PER_M)
    sheet = np.full((height, width, 4), _PAPER, np.uint8)
    sheet[rim:-rim, rim:-rim, :3] = paler.astype(np.uint8)[rim:-rim, rim:-rim]
    return sheet


def _corner(of: Portrait) -> tuple[int, int]:
    """Return where in a portrait its print begins: the face is a little above the middle."""
    x, y = of.middle
    return round(x - SHEET_M[0] / 2 * _PX_PER_M), round(y - 0.45 * SHEET_M[1] * _PX_PER_M)


@functools.lru_cache(64)
def with_eye_holes(who: Who, behind: Who, eyes_open: float) -> Array:
    """Return the print of `who` with the eyes of `behind` in it; kept, so ask for few different shares."""
    of, texture = portrait(who), moved(portrait(behind), portrait(behind).picture, eyes_open, 0)
    sheet = print_of(who).copy()
    for above, below in (
        (points.RIGHT_EYE_ABOVE, points.RIGHT_EYE_BELOW),
        (points.LEFT_EYE_ABOVE, points.LEFT_EYE_BELOW),
    ):
        ring = of.spots[[*above, *reversed(below)], :2]
        corners = above[0], above[-1]
        hole = _grown(ring, _EYE * float(np.linalg.norm(ring[0] - ring[len(above) - 1])))
        _look_through(sheet, _Hole(hole, corners), texture, of, portrait(behind))
    return sheet


@functools.lru_cache(64)
def with_mouth_hole(who: Who, behind: Who, mouth_open: float) -> Array:
    """Return the print of `who` with the mouth of `behind` in it; kept, so ask for few different shares."""
    of = portrait(who)
    sheet = print_of(who).copy()
    left, right = of.spots[list(points.MOUTH_CORNERS), :2]
    width = float(np.linalg.norm(right - left))
    middle = (left + right) / 2 + (0, 0.22 * width)
    angles = np.linspace(0, 2 * math.pi, 32, endpoint=False)
    hole = middle + np.column_stack([np.cos(angles) * (0.5 + _LIPS) * width, np.sin(angles) * 0.62 * width])
    texture = moved(portrait(behind), portrait(behind).picture, 1, mouth_open)
    _look_through(sheet, _Hole(hole, points.MOUTH_CORNERS), texture, of, portrait(behind))
    return sheet


def _look_through(sheet: Array, hole: _Hole, texture: Array, of: Portrait, behind: Portrait) -> None:
    """Show in a hole of the sheet, a print of `of`, what is behind it: `texture`, which is a portrait of `behind`."""
    corner = np.array(_corner(of))
    there, here = behind.spots[list(hole.corners), :2], of.spots[list(hole.corners), :2] - corner
    along = complex(*(here[1] - here[0])) / complex(*(there[1] - there[0]))
    way = np.array([[along.real, -along.imag, 0], [along.imag, along.real, 0]])
    way[:, 2] = here[0] - way[:, :2] @ there[0]
    seen = cv2.warpAffine(texture, way, (sheet.shape[1], sheet.shape[0]))
    mask = np.zeros(sheet.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.rint((hole.outline - corner) * 16).astype(np.int32)], 255, cv2.LINE_AA, shift=4)
    share = mask[:, :, None] / np.float32(255)
    sheet[:, :, :3] = (sheet[:, :, :3] * (1 - share) + seen[:, :, :3] * share).astype(np.uint8)


def _grown(ring: Array, by: float) -> Array:
    middle = ring.mean(axis=0)
    away = ring - middle
    return np.asarray(middle + away * (1 + by / np.maximum(np.linalg.norm(away, axis=1, keepdims=True) * 2, 1)))


def held(sheet: Array, size_m: tuple[float, float], how: Held, frame_px: tuple[int, int], focal_px: float) -> Array:
    """Return `sheet` as the camera sees it: (height, width, 4) of bytes."""
    if how.bend_deg:
        sheet, size_m = _bent(sheet, size_m, math.radians(how.bend_deg))
    half_width, half_height = size_m[0] / 2, size_m[1] / 2
    turn = math.radians(how.turn_deg)
    corners = []
    for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        # Turned to the resident's left, the sheet's right edge moves away from the camera.
        deep = how.distance_m + x * half_width * math.sin(turn)
        aside = how.aside_m + x * half_width * math.cos(turn)
        corners.append(
            (frame_px[0] / 2 + focal_px * aside / deep, frame_px[1] * 0.47 + focal_px * y * half_height / deep)
        )
    height, width = sheet.shape[:2]
    of = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    way = cv2.getPerspectiveTransform(of, np.array(corners, np.float32))
    return np.asarray(cv2.warpPerspective(sheet, way, frame_px, flags=cv2.INTER_LINEAR))


def _bent(sheet: Array, size_m: tuple[float, float], angle: float) -> tuple[Array, tuple[float, float]]:
    """Return the sheet laid about an upright cylinder, its middle nearest, seen from afar; and its new size."""
    height, width = sheet.shape[:2]
    radius = width / (2 * angle)
    seen = round(2 * radius * math.sin(angle))
    across = np.arcsin(np.clip((np.arange(seen) + 0.5 - seen / 2) / radius, -1, 1))
    columns = np.broadcast_to((across * radius + width / 2 - 0.5).astype(np.float32), (height, seen))
    rows = np.broadcast_to(np.arange(height, dtype=np.float32)[:, None], (height, seen))
    bent = cv2.remap(sheet, np.ascontiguousarray(columns), np.ascontiguousarray(rows), cv2.INTER_LINEAR)
    shade = (0.55 + 0.45 * np.cos(across))[None, :, None]
    bent[:, :, :3] = (bent[:, :, :3] * shade).astype(np.uint8)
    return bent, (size_m[0] * seen / width, size_m[1])


def tablet(who: Who, pose: Pose, moment_s: float) -> Array:
    """Return a tablet that plays a clip of `who`: bright, bluish, with stripes where its lines meet the camera's."""
    of, (width, height) = portrait(who), _CLIP_PX
    texture = moved(of, of.picture, pose.eyes_open, pose.mouth_open)
    where = Where(width / 2, height * 0.48, 0.4 * width / of.head_width)
    clip = over(room(width, height), turned(of, texture, pose, where, _CLIP_PX))
    clip = np.asarray(cv2.add(cv2.LUT(clip, _BLUISH), _stripes(int(moment_s * 9) % 12)), np.uint8)
    bezel = round(_BEZEL_M * width / (TABLET_M[0] - 2 * _BEZEL_M))
    framed = cv2.copyMakeBorder(clip, bezel, bezel, bezel, bezel, cv2.BORDER_CONSTANT, value=(18, 18, 20))
    return np.dstack([framed, np.full(framed.shape[:2], 255, np.uint8)])


@functools.cache
def _stripes(step: int) -> Array:
    """Return what moiré adds; twelve steps are one round."""
    width, height = _CLIP_PX
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    phase = 2 * math.pi * step / 12
    waves = 9 * np.sin(columns * 0.42 + rows * 0.07 + phase) + 6 * np.sin(rows * 0.33 - phase)
    glare = 26 * np.exp(-(((columns - 0.8 * width) / 70) ** 2) - ((rows - 0.2 * height) / 60) ** 2)
    more = np.clip(waves + glare + 15, 0, 60).astype(np.uint8)
    return np.asarray(cv2.cvtColor(more, cv2.COLOR_GRAY2BGR), np.uint8)


def fingers(layer: Array) -> None:
    """Draw the fingers that hold what `layer` shows, at both of its sides."""
    inside = np.argwhere(layer[:, :, 3] > 0)
    if not len(inside):
        return
    (top, left), (bottom, right) = inside.min(axis=0), inside.max(axis=0)
    size = max(3, (bottom - top) // 14)
    for x in (left, right):
        for row in (0.66, 0.74):
            y = int(top + row * (bottom - top))
            cv2.ellipse(layer, (int(x), y), (size, size // 2), 0, 0, 360, _SKIN, -1, cv2.LINE_AA)
