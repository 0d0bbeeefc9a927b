"""How sharp a face is, whatever its size in the picture, its light, its contrast and the camera's noise.

For programs of their own only: this loads OpenCV (ADR 0014).
"""

from typing import Any

import cv2
import numpy as np

from kiosk.faces.finding import Picture

_FACE = (slice(20, 104), slice(24, 88))  # of the aligned 112 × 112: from the brows to the chin, without what is behind
_FINE_PX, _COARSE_PX = 1.5, 3.0  # finer than that is noise, and what JPEG adds
_NOTHING = 1e-3  # squared grey levels of slope: keeps a picture without any from being divided by nothing
_Slopes = np.ndarray[Any, np.dtype[Any]]


def sharpness(aligned: Picture) -> float:
    """Return how much of the slopes between light and dark lies in fine detail, in the direction that has least of it.

    0 is a face without detail, 0.7 an ordinary one. The least direction, because a hand's or a head's movement
    blurs along one only, and harms as much as a lens out of focus.

    `aligned`: 112 × 112 pixels as `Embedder.aligned` returns them.
    """
    grey = cv2.cvtColor(aligned, cv2.COLOR_BGR2GRAY).astype(np.float32)
    coarse = cv2.GaussianBlur(grey, (0, 0), _COARSE_PX)
    fine = cv2.GaussianBlur(grey, (0, 0), _FINE_PX) - coarse
    shares = np.linalg.eigvals(np.linalg.solve(_slopes(coarse) + _NOTHING * np.eye(2), _slopes(fine)))
    return float(np.sqrt(max(0.0, float(shares.real.min()))))


def _slopes(picture: Picture) -> _Slopes:
    """Return the mean square of the slopes as a matrix: `u @ slopes @ u` is that along `u`."""
    across = cv2.Sobel(picture, cv2.CV_32F, 1, 0)[_FACE].astype(np.float64)
    down = cv2.Sobel(picture, cv2.CV_32F, 0, 1)[_FACE].astype(np.float64)
    mixed = (across * down).mean()
    return np.array([[(across**2).mean(), mixed], [mixed, (down**2).mean()]])
