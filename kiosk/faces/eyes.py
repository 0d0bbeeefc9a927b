"""How far eyes are open: the iris mesh draws the lids of each, which the face mesh hardly moves when they close.

For programs of their own only: this loads OpenCV (ADR 0014).
"""

import math
from typing import Any

import cv2
import numpy as np

from kiosk.faces.mesh import LEFT_EYE, RIGHT_EYE, Mesh, Spot

Picture = np.ndarray[Any, np.dtype[Any]]

_SIDE_PX = 64
_OF_EYE = 2.3  # side of what is looked at, of the way between the eye's corners, as the model was trained
_LAYER = (
    "output_eyes_contours_and_brows"  # 71 points; the first 16 are the lids: the lower from corner to corner, the upper
)
_POINTS = 71
_RING = (0, 1, 2, 3, 4, 5, 6, 7, 8, 15, 14, 13, 12, 11, 10, 9)
_CORNERS = (0, 8)


class Lids:
    """The iris mesh, whose `model` is `kiosk.faces.models.EYES`."""

    def __init__(self, model: bytes) -> None:
        self._net = cv2.dnn.readNetFromTFLite(np.frombuffer(model, np.uint8))

    def open(self, picture: Picture, mesh: Mesh) -> float:
        """Return how far the eyes of the face are open: the area between the lids over the width squared, of both.

        Some 0.2 open and below 0.07 shut; narrow eyes that are open may be at 0.1 (docs/face.md).
        """
        right = self._of_eye(_cut(picture, *_ends(mesh, RIGHT_EYE)))
        left = self._of_eye(np.ascontiguousarray(_cut(picture, *_ends(mesh, LEFT_EYE))[:, ::-1]))  # it knows right ones
        return (right + left) / 2

    def _of_eye(self, cut: Picture) -> float:
        self._net.setInput(cv2.dnn.blobFromImage(cut, 1 / 255, swapRB=True))
        lids = self._net.forward(_LAYER).reshape(_POINTS, 3)[:, :2]
        one, other = (lids[corner] for corner in _CORNERS)
        width = float(((one - other) ** 2).sum())
        return float(cv2.contourArea(lids[list(_RING)].astype(np.float32))) / width if width else 0.0


def _ends(mesh: Mesh, corners: tuple[int, int]) -> tuple[Spot, Spot]:
    """Return the corners of an eye, that to the picture's left first."""
    one, other = (mesh.spots[corner] for corner in corners)
    return one, other


def _cut(picture: Picture, one: Spot, other: Spot) -> Picture:
    """Return 64 × 64 pixels with the eye level in the middle."""
    side = _OF_EYE * math.dist((one.x, one.y), (other.x, other.y))
    turn = math.atan2(other.y - one.y, other.x - one.x)
    across, down = math.cos(turn) * side / _SIDE_PX, math.sin(turn) * side / _SIDE_PX
    x, y, half = (one.x + other.x) / 2, (one.y + other.y) / 2, _SIDE_PX / 2
    way = np.array([[across, -down, x - half * (across - down)], [down, across, y - half * (down + across)]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(picture, way, (_SIDE_PX, _SIDE_PX), flags=flags, borderMode=cv2.BORDER_REPLICATE))
