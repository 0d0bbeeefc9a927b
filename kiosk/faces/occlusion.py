"""Whether eyes or mouth of a face are hidden, measured on the aligned face of 112 × 112 pixels.

Both are ratios within one face: neither light nor skin shifts them. Measured over 272 press photographs, bare and
with glasses and masks drawn on them: `eyes_light` is below 0.32 for 0.7 % of bare faces, 97 % of those behind dark
glasses and 24 % behind tinted ones; `mouth_line` is below 0.38 for no bare face, 88 % behind cloth with folds and 96 %
behind plain cloth. Nobody wore a real mask there.
"""

from typing import Any

import cv2
import numpy as np

Picture = np.ndarray[Any, np.dtype[Any]]

# In an aligned face the eyes' middles lie at (38, 52) and (74, 52), the mouth's corners at (42, 92) and (71, 92).
_EYES = ((slice(50, 62), slice(28, 48)), (slice(50, 62), slice(64, 84)))
_CHEEKS = ((slice(68, 80), slice(26, 42)), (slice(68, 80), slice(70, 86)))
_EYE_ROWS, _MOUTH_ROWS = (slice(44, 60), slice(28, 84)), (slice(86, 100), slice(42, 70))
_SMOOTH_PX = 1.5


def eyes_light(aligned: Picture) -> float:
    """Return how light what is around the eyes is, of the cheeks' light: some 0.8; behind dark glasses 0.1 to 0.3."""
    light = cv2.cvtColor(aligned, cv2.COLOR_BGR2LAB)[..., 0].astype(np.float32)
    eyes = np.mean([light[place].mean() for place in _EYES])
    return float(eyes / max(float(np.mean([light[place].mean() for place in _CHEEKS])), 1.0))


def mouth_line(aligned: Picture) -> float:
    """Return how strong the strongest level line at the mouth is, of that at the eyes: some 1.4; under cloth 0.2."""
    light = cv2.cvtColor(aligned, cv2.COLOR_BGR2LAB)[..., 0].astype(np.float32)
    down = cv2.Sobel(cv2.GaussianBlur(light, (0, 0), _SMOOTH_PX), cv2.CV_32F, 0, 1)
    return _strongest(down[_MOUTH_ROWS]) / max(_strongest(down[_EYE_ROWS]), 1.0)


def _strongest(down: Picture) -> float:
    return float(np.abs(down.mean(axis=1)).max())
