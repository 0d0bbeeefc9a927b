"""Takes the measures of each picture; `drivers.video.look` says what they mean."""

from dataclasses import replace

import numpy as np

from drivers.video.look import Look, is_black

_STEP = 8  # every eighth pixel of every eighth row


class Measurer:
    """Looks at the pictures of one capture in turn."""

    def __init__(self) -> None:
        self._last_raw: np.ndarray | None = None
        self._same_since_s = 0.0
        self._black_since_s: float | None = None

    def look(self, raw: np.ndarray, bgr: np.ndarray, captured_at_s: float) -> Look:
        """Measure a picture: `raw` as the camera sent it, `bgr` decoded, of shape (height, width, 3)."""
        if self._last_raw is None or not np.array_equal(raw, self._last_raw):
            self._same_since_s = captured_at_s
        self._last_raw = raw
        sample = bgr[::_STEP, ::_STEP]
        look = Look(float(sample.mean()), float(sample.std()), 0.0, captured_at_s - self._same_since_s)
        if not is_black(look):
            self._black_since_s = None
            return look
        if self._black_since_s is None:
            self._black_since_s = captured_at_s
        return replace(look, black_for_s=captured_at_s - self._black_since_s)
