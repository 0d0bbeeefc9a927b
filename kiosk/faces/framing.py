"""Which part of the camera's picture residents see of themselves. Pure.

A wide lens sees the tall and those in a wheelchair; the mirror on the screen shows each of them in its middle.
"""

from dataclasses import dataclass

from kiosk.faces.seen import Seen

_ASPECT = 0.8  # of the mirror on the screen, width over height
_FACES = 2.3  # how many faces' heights the mirror is high
_FACE_MIDDLE = 0.47  # of the mirror's height: more room below, for the shoulders
_FOLLOWS = 0.25  # of the way, each frame: at 15 frames a second it is there in half a second and never jumps


@dataclass(frozen=True)
class Part:
    """Of a picture, in px."""

    x: float
    y: float
    width: float
    height: float


class Framing:
    """Follows the largest face, smoothly; without a face it goes back to the whole picture."""

    def __init__(self) -> None:
        self.part: Part | None = None
        """None before anything was seen."""

    def follow(self, seen: Seen) -> None:
        wanted = _around_face(seen) if seen.faces else _whole(seen)
        now = self.part or _whole(seen)
        pairs = ((now.x, wanted.x), (now.y, wanted.y), (now.width, wanted.width), (now.height, wanted.height))
        self.part = Part(*(old + _FOLLOWS * (new - old) for old, new in pairs))


def _whole(seen: Seen) -> Part:
    """Return as much as fits the mirror, from the middle."""
    height = min(float(seen.height_px), seen.width_px / _ASPECT)
    width = height * _ASPECT
    return Part((seen.width_px - width) / 2, (seen.height_px - height) / 2, width, height)


def _around_face(seen: Seen) -> Part:
    face, whole = seen.faces[0], _whole(seen)
    height = min(whole.height, _FACES * face.height)
    width = height * _ASPECT
    x = face.x + face.width / 2 - width / 2
    y = face.y + face.height / 2 - _FACE_MIDDLE * height
    return Part(_within(x, seen.width_px - width), _within(y, seen.height_px - height), width, height)


def _within(value: float, most: float) -> float:
    return max(0.0, min(value, most))
