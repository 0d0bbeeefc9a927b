"""A person's portrait as the emulated camera moves it: the picture, what of it is the person, and how deep it is."""

import functools
import json
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
DEPTH_STEP_PX = 8
"""Of a portrait: so far apart are the places of which the depth is known."""
_BEHIND = 0.3  # of the head's width: so far its sides reach back from the ears
_SIDE = 0.1  # of the head's width: what of the outline stands for the sides
_AROUND = 1.3  # of the head's width: so far from its middle the surface is worked out
_SLACK_PX = 4.0  # by so much the surface may pass a place by, about


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

    @property
    def chin_y(self) -> float:
        return float(self.spots[points.CHIN, 1])

    @property
    def head_width(self) -> float:
        right, left = self.spots[list(points.EARS)]
        return float(np.linalg.norm(left - right))


@functools.cache
def portrait(who: Who) -> Portrait:
    """Return the portrait of `who`; takes some 0.1 s the first time."""
    read = cv2.imread(str(PERSONS / f"{who}.jpg"))
    matte = cv2.imread(str(PERSONS / f"{who}.matte.png"), cv2.IMREAD_GRAYSCALE)
    assert read is not None
    assert matte is not None
    told = json.loads((PERSONS / f"{who}.json").read_text("utf-8"))
    spots = np.array(told["points"], np.float32)
    person = cv2.multiply(read, cv2.merge([matte] * 3), scale=1 / 255)
    return Portrait(np.dstack([person, matte]), spots, _depth(spots, matte), told["px_per_m"])


def _depth(spots: Array, matte: Array) -> Array:
    """Return the surface: the face where its points are, round to the ears around it, and sides that reach back."""
    right, left = spots[list(points.EARS)]
    head_width, axis = float(np.linalg.norm(left - right)), float(right[2] + left[2]) / 2
    edge = cv2.distanceTransform((matte > 127).astype(np.uint8), cv2.DIST_L2, 5)[::DEPTH_STEP_PX, ::DEPTH_STEP_PX]
    rows, columns = (grid * DEPTH_STEP_PX for grid in np.mgrid[0 : edge.shape[0], 0 : edge.shape[1]].astype(np.float32))
    face = np.zeros_like(matte)
    cv2.fillPoly(face, [spots[list(points.OVAL), :2].astype(np.int32)], 255)
    beside = cv2.distanceTransform(255 - face, cv2.DIST_L2, 5)[::DEPTH_STEP_PX, ::DEPTH_STEP_PX]
    rim = (edge > 0) & (edge < 2 * DEPTH_STEP_PX) & (beside > 0.08 * head_width) & (rows < spots[points.CHIN, 1])
    outline = np.column_stack([columns[rim], rows[rim], np.full(int(rim.sum()), axis)])
    known = np.vstack([spots, outline, _neck(spots, axis, head_width)]).astype(np.float32)
    x, y = spots[list(points.EARS), :2].mean(axis=0)
    near = (abs(columns - x) < _AROUND * head_width) & (abs(rows - y) < _AROUND * head_width)
    box = np.ix_(near.any(axis=1), near.any(axis=0))
    surface = cv2.GaussianBlur(_through(known, columns[box], rows[box]), (0, 0), 0.7)
    above, left_over = int(np.argmax(near.any(axis=1))), int(np.argmax(near.any(axis=0)))
    below, right_over = edge.shape[0] - above - surface.shape[0], edge.shape[1] - left_over - surface.shape[1]
    surface = np.pad(surface, ((above, below), (left_over, right_over)), mode="edge")
    return np.asarray(surface + _BEHIND * head_width * np.clip(1 - edge / (_SIDE * head_width), 0, 1) ** 2, np.float32)


def _neck(spots: Array, axis: float, head_width: float) -> Array:
    """Return places on the neck and below it: they lie behind the chin."""
    chin = spots[points.CHIN]
    across = np.array([-0.9, -0.3, 0.0, 0.3, 0.9]) * head_width
    depths = np.array([0.0, -0.2, -0.25, -0.2, 0.0]) * head_width + axis
    return np.vstack([
        np.column_stack([chin[0] + across, np.full(5, chin[1] + down * head_width), depths]) for down in (0.15, 0.6, 1.2)
    ])  # fmt: skip


def _through(known: Array, columns: Array, rows: Array) -> Array:
    """Return a surface through `known` (x, y, depth): radial basis functions |r|, which never swing over."""
    places, mean = known[:, :2], float(known[:, 2].mean())
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    weights = np.linalg.solve(apart - np.eye(len(known), dtype=np.float32) * _SLACK_PX, known[:, 2] - mean)
    asked = np.column_stack([columns.ravel(), rows.ravel()])
    far = np.linalg.norm(asked[:, None] - places[None], axis=2)
    return np.asarray(far @ weights + mean, np.float32).reshape(columns.shape)
