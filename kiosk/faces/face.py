"""A face in a picture, and what its five points say of how it is held. Values and arithmetic only."""

import math
from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True)
class Face:
    """Where a face is, in px of the picture; left and right are the resident's own.

    `score`: how sure the detector is, 0 to 1.
    """

    x: float
    y: float
    width: float
    height: float
    right_eye: Point
    left_eye: Point
    nose: Point
    right_mouth: Point
    left_mouth: Point
    score: float

    @property
    def eye_distance_px(self) -> float:
        return math.dist(self.right_eye, self.left_eye)

    @property
    def turn(self) -> float:
        """Return how far the head is turned: 0 looks ahead, towards -0.7 and 0.7 it is seen from the side.

        Where the nose lies along the line from eye to eye, less the middle. Below 0 it lies towards the resident's
        right eye: they look to their own right. A flat picture turned by up to 45° never changes it by more than 0.25.
        """
        return self._along(self.nose) - 0.5

    @property
    def nod(self) -> float:
        """Return where the nose lies between eyes (0) and mouth (1); less when looking up, more when looking down."""
        eyes, mouth, nose = self._across(self.right_eye), self._across(self._mouth), self._across(self.nose)
        return (nose - eyes) / (mouth - eyes) if mouth != eyes else 0.5

    @property
    def roll_deg(self) -> float:
        """Return by how much the head is laid on its side; above 0 towards the resident's left shoulder."""
        (x0, y0), (x1, y1) = self.right_eye, self.left_eye
        return math.degrees(math.atan2(y1 - y0, x1 - x0))

    @property
    def _mouth(self) -> Point:
        (x0, y0), (x1, y1) = self.right_mouth, self.left_mouth
        return (x0 + x1) / 2, (y0 + y1) / 2

    def _along(self, point: Point) -> float:
        """Return where the point lies along the line of the eyes: 0 at the right eye, 1 at the left one."""
        (x0, y0), (x1, y1) = self.right_eye, self.left_eye
        length = (x1 - x0) ** 2 + (y1 - y0) ** 2
        return ((point[0] - x0) * (x1 - x0) + (point[1] - y0) * (y1 - y0)) / length if length else 0.5

    def _across(self, point: Point) -> float:
        """Return how far below the line of the eyes the point lies, in distances of the eyes."""
        (x0, y0), (x1, y1) = self.right_eye, self.left_eye
        length = (x1 - x0) ** 2 + (y1 - y0) ** 2
        return ((point[1] - y0) * (x1 - x0) - (point[0] - x0) * (y1 - y0)) / length if length else 0.0
