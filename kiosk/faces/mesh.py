"""The 468 points of a face, and what they say of its mouth. Values and arithmetic only."""

import math
from dataclasses import dataclass
from typing import NamedTuple


class Spot(NamedTuple):
    """In px of the picture; `z` is depth in the same measure, less is nearer to the camera."""

    x: float
    y: float
    z: float


# Numbers of points as in MediaPipe's "canonical face model": the two corners, then what lies above and below.
_MOUTH = (78, 308, ((82, 87), (13, 14), (312, 317)))
_Opening = tuple[int, int, tuple[tuple[int, int], ...]]


@dataclass(frozen=True)
class Mesh:
    """`spots`: 468 of them. Right and left are the resident's own."""

    spots: tuple[Spot, ...]

    @property
    def mouth_open(self) -> float:
        """How far the mouth is open within the lips: height over width; near 0 closed."""
        return self._open(_MOUTH)

    def _open(self, opening: _Opening) -> float:
        one, other, pairs = opening
        width = self._apart(one, other)
        heights = [self._apart(above, below) for above, below in pairs]
        return sum(heights) / len(heights) / width if width else 0.0

    def _apart(self, one: int, other: int) -> float:
        a, b = self.spots[one], self.spots[other]
        return math.dist((a.x, a.y), (b.x, b.y))
