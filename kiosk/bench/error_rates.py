"""How often strangers are accepted and the right ones refused, and what that is worth for how many were tried.

A pair is accepted when its score is at least the threshold.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

Scores = np.ndarray[Any, np.dtype[Any]]
"""One of each pair; the higher, the more alike."""

_Z = 1.959964  # 95 %, both sides
_FEW = 20  # a share of fewer says nothing


@dataclass(frozen=True)
class Rate:
    """`hits` of `of`, with what it may be (95 %, Wilson). `of` is above 0."""

    hits: int
    of: int

    @property
    def share(self) -> float:
        return self.hits / self.of

    @property
    def low(self) -> float:
        return 0.0 if not self.hits else max(0.0, self._middle - self._half)

    @property
    def high(self) -> float:
        """By the rule of three when nothing was hit."""
        if not self.hits:
            return min(1.0, 3 / self.of)
        return 1.0 if self.hits == self.of else min(1.0, self._middle + self._half)

    def __str__(self) -> str:
        if self.of < _FEW:
            return f"{self.hits} of {self.of}"
        if not self.hits:
            return f"0 (≤ {_share(self.high)})"
        return f"{_share(self.share)} ({_share(self.low)} to {_share(self.high)})"

    @property
    def _middle(self) -> float:
        return (self.share + _Z**2 / (2 * self.of)) / (1 + _Z**2 / self.of)

    @property
    def _half(self) -> float:
        spread = self.share * (1 - self.share) / self.of + _Z**2 / (4 * self.of**2)
        return _Z * math.sqrt(spread) / (1 + _Z**2 / self.of)


def threshold_for(false_accepts: float, strangers: Scores) -> float:
    """Return the lowest threshold at which no more than this share of the strangers' scores is accepted.

    `strangers` has at least one.
    """
    allowed = int(false_accepts * len(strangers) + 1e-9)
    if allowed >= len(strangers):
        return float(strangers.min())
    place = len(strangers) - 1 - allowed
    first_refused = np.partition(strangers, place)[place]
    return float(np.nextafter(first_refused, strangers.dtype.type(np.inf)))


def accepted(scores: Scores, threshold: float) -> Rate:
    return Rate(int((scores >= threshold).sum()), len(scores))


def refused(scores: Scores, threshold: float) -> Rate:
    return Rate(int((scores < threshold).sum()), len(scores))


def says_something_of(false_accepts: float, strangers: int) -> bool:
    """Return whether so many pairs of strangers are enough: three would be accepted, or a rate is only a bound."""
    return strangers * false_accepts >= 3


def _share(share: float) -> str:
    """Percent, with two figures that count."""
    return f"{share * 100:.2g} %" if share < 0.1 else f"{share * 100:.1f} %"
