"""How sharp a page is, whatever stands on it: the width of its sharpest edges, on the paper.

A blurred step of height h rises at most by h / (σ √2π) a pixel, so height over steepest rise gives σ. It is taken at
the most contrasting edges, along and across the page apart: a moving camera blurs one way only.
"""

import math
from typing import Any

import cv2
import numpy as np

_WINDOW_MM = 3.2  # must hold an edge that is just too blurred, and little else
_LEAST_RANGE = 24.0  # of 255; below, noise would be taken for edges
_RANGE_SHARE = 0.5  # of the strongest edges' contrast
_SHARPEST = 75.0  # percentile of the edges
MOST_BLUR_MM = 0.30
"""Standard deviation. The strokes of 10.5 point (五号) Chinese print are 0.3 mm wide and 0.5 mm apart: at this blur
they begin to run together. Coarse pictures are blurred by their pixels alone, and rightly refused."""


def blur_mm(page: np.ndarray[Any, np.dtype[np.uint8]], px_per_mm: float) -> float:
    """Return the blur of a squared page (height, width, 3) as a standard deviation in mm; infinite without any edge."""
    grey = cv2.GaussianBlur(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY).astype(np.float32), (0, 0), 0.5)
    window = max(3, round(_WINDOW_MM * px_per_mm) | 1)
    widths_px = [_edge_width_px(grey, window), _edge_width_px(grey.T, window)]
    return max(widths_px) / px_per_mm


def _edge_width_px(grey: np.ndarray, window: int) -> float:
    """The blur along rows."""
    grey = np.ascontiguousarray(grey)
    along = np.ones((1, window), np.uint8)
    rise = np.abs(np.diff(grey, axis=1, append=grey[:, -1:]))
    height = cv2.dilate(grey, along) - cv2.erode(grey, along)
    steepest = cv2.dilate(rise, along)
    least = max(_LEAST_RANGE, _RANGE_SHARE * float(np.percentile(height, 99)))
    at_edges = height > least
    if not at_edges.any():
        return math.inf
    slope = float(np.percentile(steepest[at_edges] / height[at_edges], _SHARPEST))
    return 1 / (slope * math.sqrt(2 * math.pi))
