"""Turning a head that is known from one side: rays of the camera are followed until they meet its surface.

The head turns wholly, the neck less and less, the shoulders not at all; so nothing tears.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from drivers.face_camera.portrait import DEPTH_STEP_PX, Array, Portrait

_GRID_PX = 4  # of the frame: rays between are interpolated
_DEPTHS = 22  # looked at along each ray; between two the surface is taken for even
_AROUND = 1.3  # of the head's width: nothing further from its middle turns
_NECK = 0.55  # of the head's width: from the chin down to where nothing turns


@dataclass(frozen=True)
class Pose:
    """How somebody holds the head: degrees and shares.

    `turn_deg`: above 0 to their own left, which is the picture's right; `nod_deg`: above 0 down; `roll_deg`: above 0
    towards their own left shoulder. `eyes_open`: 1 open, 0 closed; `mouth_open`: 0 as on the portrait, 1 wide.
    """

    turn_deg: float = 0.0
    nod_deg: float = 0.0
    roll_deg: float = 0.0
    eyes_open: float = 1.0
    mouth_open: float = 0.0


@dataclass(frozen=True)
class Where:
    """Where in a frame a portrait is: its middle, in px of the frame, and px of the frame in one of its own."""

    x: float
    y: float
    scale: float


def turned(portrait: Portrait, texture: Array, pose: Pose, where: Where, size_px: tuple[int, int]) -> Array:
    """Return `texture` (as `Portrait.picture`, or that smaller) as the camera sees it: (height, width, 4) of bytes."""
    width, height = size_px
    columns = np.arange(0, width + _GRID_PX, _GRID_PX, dtype=np.float32)
    rows = np.arange(0, height + _GRID_PX, _GRID_PX, dtype=np.float32)
    x = (columns[None, :] - where.x) / where.scale
    y = (rows[:, None] - where.y) / where.scale
    found = _met(portrait, pose, x, y) * np.float32(texture.shape[1] / portrait.picture.shape[1])
    between = np.array([[1 / _GRID_PX, 0, 0], [0, 1 / _GRID_PX, 0]], np.float32)
    way = cv2.warpAffine(found, between, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return cv2.remap(texture, way, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)


def _met(portrait: Portrait, pose: Pose, x: Array, y: Array) -> Array:
    """Return where the rays at `x`, `y` (px of the portrait, from its middle) meet the surface: (rows, columns, 2)."""
    middle_x, middle_y = portrait.middle
    neck = _NECK * portrait.head_width
    share = np.clip((portrait.chin_y + neck - middle_y - y[:, 0]) / neck, 0, 1)
    share = (share * share * (3 - 2 * share)).astype(np.float32)
    found = np.empty((y.shape[0], x.shape[1], 2), np.float32)
    found[..., 0], found[..., 1] = x + middle_x, y + middle_y
    around = _AROUND * portrait.head_width
    rows = slice(*np.searchsorted(y[:, 0], (-around, portrait.chin_y + neck - middle_y)))
    columns = slice(*np.searchsorted(x[0], (-around, around)))
    if found[rows, columns].size:
        found[rows, columns] = _turned_rays(portrait, pose, x[:, columns], y[rows], share[rows, None])
    return found


def _turned_rays(portrait: Portrait, pose: Pose, x: Array, y: Array, share: Array) -> Array:
    turn, nod, roll = (math.radians(of) * share for of in (pose.turn_deg - portrait.turn_deg, -pose.nod_deg, pose.roll_deg))
    low = portrait.chin_y - portrait.middle[1]  # the head nods and is laid over about the top of its neck
    flat_x = x * np.cos(roll) + (y - low) * np.sin(roll)
    flat_y = (y - low) * np.cos(roll) - x * np.sin(roll)
    # Along a ray all three coordinates grow evenly with its depth: each is `at` and `along` times depth.
    at_x, along_x = flat_x * np.cos(turn), np.sin(turn)
    back, along_back = -flat_x * np.sin(turn), np.cos(turn)
    at_y, along_y = flat_y * np.cos(nod) - back * np.sin(nod), -along_back * np.sin(nod)
    at_z, along_z = back * np.cos(nod) + flat_y * np.sin(nod), along_back * np.cos(nod)
    depths = np.linspace(-0.95, 0.75, _DEPTHS, dtype=np.float32)[:, None, None] * np.float32(portrait.head_width)
    surface = _surface(portrait, at_x + along_x * depths, at_y + along_y * depths + low)
    ahead = surface - (at_z + along_z * depths)  # above 0: the ray is still before the surface
    deep = _crossing(ahead, depths)
    middle_x, middle_y = portrait.middle
    return np.dstack([at_x + along_x * deep + middle_x, at_y + along_y * deep + low + middle_y])


def _surface(portrait: Portrait, x: Array, y: Array) -> Array:
    """Return the depth of the surface, from the axis, at places measured from the portrait's middle."""
    middle_x, middle_y = portrait.middle
    shape = np.broadcast_shapes(x.shape, y.shape)
    rays = (shape[0] * shape[1], shape[2])
    columns = np.ascontiguousarray(np.broadcast_to((x + middle_x) / DEPTH_STEP_PX, shape), np.float32).reshape(rays)
    rows = np.ascontiguousarray(np.broadcast_to((y + middle_y) / DEPTH_STEP_PX, shape), np.float32).reshape(rays)
    depth = cv2.remap(portrait.depth, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(depth.reshape(shape) - np.float32(portrait.axis_depth))


def _crossing(ahead: Array, depths: Array) -> Array:
    """Return at which depth each ray first meets the surface; the last one where it never does."""
    behind = ahead <= 0
    behind[-1] = True
    index = np.maximum(behind.argmax(axis=0), 1)[None]
    before, after = np.take_along_axis(ahead, index - 1, 0)[0], np.take_along_axis(ahead, index, 0)[0]
    share = np.clip(before / np.maximum(before - after, 1e-6), 0, 1)
    first = depths[:, 0, 0]
    return np.asarray(first[index[0] - 1] + share * (first[1] - first[0]), np.float32)
