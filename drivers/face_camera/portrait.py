"""A person's portrait as the emulated camera moves it: the picture, what of it is the person, and how deep it is."""

import functools
import json
import math
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from drivers.face_camera import points

Picture = np.ndarray[Any, np.dtype[Any]]
"""(height, width, 3) of bytes, blue first."""
Array = np.ndarray[Any, np.dtype[Any]]

PERSONS = Path(__file__).with_name("persons")
DEPTH_STEP_PX = 4
"""Of a portrait: so far apart are the places of which the depth is known."""
DEPTH_ZERO, DEPTH_FINE = 16384, 32
"""In the file of the depths: what stands for 0, and how much for a px."""


class Who(StrEnum):
    """Who may stand before the camera."""

    TEACHER = "teacher"
    DOCTOR = "doctor"
    PILOT = "pilot"


@dataclass(frozen=True)
class Portrait:
    """All in px of the picture; depth in the same measure, less is nearer.

    `picture`: (height, width, 4) of bytes: blue, green, red, and how much of it is the person; the first three are
    multiplied with the fourth. `spots`: (468, 3). `depth`: every `DEPTH_STEP_PX`.
    """

    picture: Array
    spots: Array
    depth: Array
    px_per_m: float

    @property
    def middle(self) -> tuple[float, float]:
        """Between the ears: what turns about itself."""
        right, left = self.spots[list(points.EARS)]
        return float(right[0] + left[0]) / 2, float(right[1] + left[1]) / 2

    @property
    def axis_depth(self) -> float:
        return float(self.spots[list(points.EARS), 2].mean())

    @functools.cached_property
    def turn_deg(self) -> float:
        """How far the head was turned already when the portrait was made."""
        pairs = (points.EARS, points.EYES_OUTER, points.MOUTH_CORNERS)
        across = sum(self.spots[left] - self.spots[right] for right, left in pairs)
        return math.degrees(math.atan2(float(across[2]), float(across[0])))

    @property
    def chin_y(self) -> float:
        return float(self.spots[points.CHIN, 1])

    @property
    def head_width(self) -> float:
        right, left = self.spots[list(points.EARS)]
        return float(np.linalg.norm(left - right))


@functools.cache
def portrait(who: Who) -> Portrait:
    """Return the portrait of `who`; takes some 20 ms the first time."""
    read = cv2.imread(str(PERSONS / f"{who}.jpg"))
    matte = cv2.imread(str(PERSONS / f"{who}.matte.png"), cv2.IMREAD_GRAYSCALE)
    assert read is not None
    assert matte is not None
    told = json.loads((PERSONS / f"{who}.json").read_text("utf-8"))
    spots = np.array(told["points"], np.float32)
    person = cv2.multiply(read, cv2.merge([matte] * 3), scale=1 / 255)
    deep = cv2.imread(str(PERSONS / f"{who}.depth.png"), cv2.IMREAD_UNCHANGED)
    assert deep is not None
    depth = (deep.astype(np.float32) - DEPTH_ZERO) / DEPTH_FINE
    return Portrait(np.dstack([person, matte]), spots, depth, told["px_per_m"])
