"""The 468 points of a face, and what they say of how it is held and of its mouth. Values and arithmetic only."""

import math
from dataclasses import dataclass
from typing import NamedTuple


class Spot(NamedTuple):
    """In px of the picture; `z` is depth in the same measure, less is nearer to the camera."""

    x: float
    y: float
    z: float


# Numbers of points as in MediaPipe's "canonical face model": the two corners, then what lies above and below.
RIGHT_EYE, LEFT_EYE = (33, 133), (362, 263)
"""The corners of the resident's eyes, that to the picture's left first."""
_NOSE = 4
_MOUTH = (78, 308, ((82, 87), (13, 14), (312, 317)))
_Opening = tuple[int, int, tuple[tuple[int, int], ...]]


@dataclass(frozen=True)
class Mesh:
    """`spots`: 468 of them. Right and left are the resident's own."""

    spots: tuple[Spot, ...]

    @property
    def turn(self) -> float:
        """How far the head is turned, as `kiosk.faces.face.Face.turn`, by other points."""
        (rx, ry), (lx, ly), nose = self._middle(RIGHT_EYE), self._middle(LEFT_EYE), self.spots[_NOSE]
        length = (lx - rx) ** 2 + (ly - ry) ** 2
        return ((nose.x - rx) * (lx - rx) + (nose.y - ry) * (ly - ry)) / length - 0.5 if length else 0.0

    @property
    def mouth_open(self) -> float:
        """How far the mouth is open within the lips: height over width; near 0 closed."""
        return self._open(_MOUTH)

    def _open(self, opening: _Opening) -> float:
        one, other, pairs = opening
        width = self._apart(one, other)
        heights = [self._apart(above, below) for above, below in pairs]
        return sum(heights) / len(heights) / width if width else 0.0

    def _middle(self, corners: tuple[int, int]) -> tuple[float, float]:
        one, other = (self.spots[corner] for corner in corners)
        return (one.x + other.x) / 2, (one.y + other.y) / 2

    def _apart(self, one: int, other: int) -> float:
        a, b = self.spots[one], self.spots[other]
        return math.dist((a.x, a.y), (b.x, b.y))
