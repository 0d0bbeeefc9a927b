"""How well a frame shows a face to whoever compares it later, with models that nobody here knows. Pure."""

from kiosk.faces.face import Face
from kiosk.faces.seen import Look

_MOST_TURN, _MOST_ROLL_DEG, _LEVEL_NOD, _MOST_NOD = 0.5, 60.0, 0.57, 0.4
_OPEN = 0.1  # `kiosk.faces.eyes`: narrow eyes that are open; wider ones are no better


def worth(face: Face, look: Look) -> float:
    """Return how good a picture it is, 0 to 1: sharp, seen from the front, with open eyes; more is better."""
    ahead = (
        _near(look.turn, _MOST_TURN) * _near(face.roll_deg, _MOST_ROLL_DEG) * _near(face.nod - _LEVEL_NOD, _MOST_NOD)
    )
    return _share(look.sharpness) * ahead * _share(look.eyes_open / _OPEN)


def _near(off: float, most: float) -> float:
    return _share(1 - abs(off) / most)


def _share(value: float) -> float:
    return max(0.0, min(1.0, value))
