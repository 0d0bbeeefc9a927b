"""What cameras and light do to a picture, done to a sharp one. Pictures are (height, width, 3) of bytes, blue first."""

from collections.abc import Callable, Mapping

import cv2
import numpy as np

from kiosk.faces.face import Face
from kiosk.faces.finding import Picture

Degradation = Callable[[Picture, Face], Picture]
"""Of a picture and the face in it that is meant; the face's place in the new picture may be another."""

_SMALL_PX = 35  # of the face's width
_SEED = 20_240_101


def _as_it_is(seen: Picture, _: Face) -> Picture:
    return seen


def _scaled(seen: Picture, factor: float) -> Picture:
    return np.asarray(cv2.resize(seen, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA))


def _grey(seen: Picture, _: Face) -> Picture:
    return np.asarray(cv2.cvtColor(cv2.cvtColor(seen, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR))


def _jpeg(seen: Picture, _: Face) -> Picture:
    coded = cv2.imencode(".jpg", seen, [cv2.IMWRITE_JPEG_QUALITY, 15])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR))


def _noisy(seen: Picture, _: Face) -> Picture:
    return _bytes(seen + np.random.default_rng(_SEED).normal(0, 20, seen.shape))


def _lit(factor: float) -> Degradation:
    return lambda seen, _: _bytes(seen * factor)


def _blurred(sigma_px: float) -> Degradation:
    return lambda seen, _: np.asarray(cv2.GaussianBlur(seen, (0, 0), sigma_px))


def _moved(length_px: int, angle_deg: float) -> Degradation:
    """Return the blur of a movement along a line during the exposure."""
    line = np.zeros((length_px, length_px), np.float32)
    line[length_px // 2] = 1
    middle = (length_px - 1) / 2
    turn = cv2.getRotationMatrix2D((middle, middle), angle_deg, 1)
    kernel = np.asarray(cv2.warpAffine(line, turn, (length_px, length_px)))
    even = kernel / kernel.sum()
    return lambda seen, _: np.asarray(cv2.filter2D(seen, -1, even, borderType=cv2.BORDER_REPLICATE))


def _laid_over(angle_deg: float) -> Degradation:
    def degraded(seen: Picture, face: Face) -> Picture:
        middle = (face.x + face.width / 2, face.y + face.height / 2)
        size = (seen.shape[1], seen.shape[0])
        turn = cv2.getRotationMatrix2D(middle, angle_deg, 1)
        return np.asarray(cv2.warpAffine(seen, turn, size, borderMode=cv2.BORDER_REPLICATE))

    return degraded


def _narrow(seen: Picture, _: Face) -> Picture:
    return np.asarray(cv2.resize(seen, None, fx=0.71, fy=1, interpolation=cv2.INTER_AREA))


def _bytes(values: Picture) -> Picture:
    return np.clip(values, 0, 255).astype(np.uint8)


DEGRADATIONS: Mapping[str, Degradation] = {
    "as it is": _as_it_is,
    "half the size": lambda seen, _: _scaled(seen, 0.5),
    "face 35 px wide": lambda seen, face: _scaled(seen, _SMALL_PX / face.width),
    "grey": _grey,
    "JPEG of quality 15": _jpeg,
    "noise, σ 20 of 255": _noisy,
    "light × 0.25": _lit(0.25),
    "light × 0.12": _lit(0.12),
    "light × 2": _lit(2.0),
    "light × 3": _lit(3.0),
    "blurred, σ 2 px": _blurred(2),
    "blurred, σ 4 px": _blurred(4),
    "moved by 9 px aside": _moved(9, 0),
    "moved by 15 px aslant": _moved(15, 45),
    "laid over by 30°": _laid_over(30),
    "as a photo turned by 45°": _narrow,
}
