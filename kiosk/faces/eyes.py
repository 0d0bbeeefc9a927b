"""Whether eyes are open, from their pixels: the mesh's lids hardly move when they close (docs/face.md).

An open eye is round: its iris has edges in all directions. A closed one is a line. And closed it looks unlike itself
when it was open. Each is taken relative to the same person's open eyes; neither alone tells everybody's apart.
"""

import math
from typing import Any

import cv2
import numpy as np

from kiosk.faces.face import Face, Point

Picture = np.ndarray[Any, np.dtype[Any]]
Eyes = tuple[Picture, Picture]
"""Grey, 48 × 32 pixels each, three fifths of the eyes' distance wide, level with the line between them."""

_WIDTH, _HEIGHT, _OF_DISTANCE = 48, 32, 0.6
_MOVES_PX = 6  # to each side: so far an eye is looked for from where it was
_SMOOTH_PX = 1.0
_AROUND_PX = (7.0, 5.0)  # how wide and high what counts of an eye is, as a bell
_LEAST_TURNED = 0.6  # the eyes of a head that is turned lie closer together than they are wide
_NOISE = 1.0


def eyes_of(picture: Picture, face: Face) -> Eyes:
    """Return the eyes of `face`, the resident's right one first; `picture` is (height, width, 3) of bytes."""
    distance = face.eye_distance_px / max(_LEAST_TURNED, 1 - _LEAST_TURNED * abs(face.turn))
    scale, turn = _OF_DISTANCE * distance / _WIDTH, math.radians(face.roll_deg)
    return _patch(picture, face.right_eye, scale, turn), _patch(picture, face.left_eye, scale, turn)


def roundness(eyes: Eyes) -> float:
    """Return how strong edges are across the strongest direction, of that: 0 is a line, open eyes are 0.3 to 0.8."""
    return (_roundness(eyes[0]) + _roundness(eyes[1])) / 2


def alike(eyes: Eyes, others: Eyes) -> float:
    """Return how alike they are, wherever they moved by a little: 1 is the same; the mean of both."""
    return (_alike(eyes[0], others[0]) + _alike(eyes[1], others[1])) / 2


def _patch(picture: Picture, centre: Point, scale: float, turn: float) -> Picture:
    across, down = math.cos(turn) * scale, math.sin(turn) * scale
    x = centre[0] - across * _WIDTH / 2 + down * _HEIGHT / 2
    y = centre[1] - down * _WIDTH / 2 - across * _HEIGHT / 2
    way = np.array([[across, -down, x], [down, across, y]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    cut = cv2.warpAffine(picture, way, (_WIDTH, _HEIGHT), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return cv2.GaussianBlur(cv2.cvtColor(cut, cv2.COLOR_BGR2GRAY).astype(np.float32), (0, 0), _SMOOTH_PX)


def _bell() -> Picture:
    down, across = np.mgrid[:_HEIGHT, :_WIDTH]
    x, y = (across - (_WIDTH - 1) / 2) / _AROUND_PX[0], (down - (_HEIGHT - 1) / 2) / _AROUND_PX[1]
    bell = np.exp(-(x**2 + y**2) / 2)
    return np.asarray(bell / bell.sum())


_BELL = _bell()


def _roundness(eye: Picture) -> float:
    across, down = cv2.Sobel(eye, cv2.CV_32F, 1, 0), cv2.Sobel(eye, cv2.CV_32F, 0, 1)
    mixed = float((_BELL * across * down).sum())
    edges = np.array([[(_BELL * across**2).sum(), mixed], [mixed, (_BELL * down**2).sum()]])
    least, most = np.linalg.eigvalsh(edges)
    return math.sqrt((max(float(least), 0.0) + _NOISE) / (float(most) + _NOISE))


def _alike(eye: Picture, other: Picture) -> float:
    template = other[_MOVES_PX:-_MOVES_PX, _MOVES_PX:-_MOVES_PX]
    return float(cv2.matchTemplate(eye, template, cv2.TM_CCOEFF_NORMED).max())
