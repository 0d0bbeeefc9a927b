"""Whether a lamp or window is mirrored in the page: a patch of it is burnt out, while the rest is not.

Paper reflects evenly and stays where the exposure puts it; a mirror image saturates the sensor, and print below it is
gone. Seals and print are darker than paper, so nothing on a page can look like it.
"""

from typing import Any

import cv2
import numpy as np

_BURNT = 250  # of 255, in every colour
MOST_PATCH_MM2 = 60.0
"""Two characters of 10.5 point print."""


def burnt_mm2(page: np.ndarray[Any, np.dtype[np.uint8]], px_per_mm: float) -> float:
    """Return the area of the largest burnt-out patch of a squared page (height, width, 3)."""
    burnt = (page.min(axis=2) >= _BURNT).astype(np.uint8)
    burnt = cv2.morphologyEx(burnt, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    burnt = cv2.morphologyEx(burnt, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    _, _, patches, _ = cv2.connectedComponentsWithStats(burnt, connectivity=8)
    largest = max((int(patch[cv2.CC_STAT_AREA]) for patch in patches[1:]), default=0)
    return float(largest) / px_per_mm**2
