"""Times as a histogram: what a median is read from when the times themselves are not kept. Pure."""

from collections.abc import Sequence
from itertools import pairwise

BOUNDS_S = (1, 2, 3, 4, 6, 8, 11, 15, 20, 30, 40, 60, 80, 120, 180, 300, 600)
"""Upper bounds, each some four tenths above the one before; a last bucket holds what took longer."""
NAMES = tuple(f"b{number:02}" for number in range(len(BOUNDS_S) + 1))
"""A bucket's column."""


def edges_ms() -> tuple[tuple[int, int | None], ...]:
    """Return from and below what each bucket counts; None: without end."""
    bounds = (0, *(bound * 1000 for bound in BOUNDS_S))
    return (*pairwise(bounds), (bounds[-1], None))


def quantile_s(counts: Sequence[int], share: float) -> float | None:
    """Return the time in s that `share` of the counted ones stay below; None when there are none.

    Within a bucket times are taken to lie evenly: the answer is in the right bucket, so at most a third off. What lies
    beyond the last bound is told as that bound.
    """
    total = sum(counts)
    if not total:
        return None
    wanted, below = share * total, 0
    for (low_ms, high_ms), count in zip(edges_ms(), counts, strict=True):
        if count and below + count >= wanted:
            width = 0 if high_ms is None else high_ms - low_ms
            return (low_ms + width * (wanted - below) / count) / 1000
        below += count
    return float(BOUNDS_S[-1])
