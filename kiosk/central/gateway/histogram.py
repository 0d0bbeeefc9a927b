"""Spans of time counted in fixed buckets: they add up over minutes, processes and machines, and hold no single call."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

BOUNDS_MS: tuple[int, ...] = (
    5,
    10,
    20,
    35,
    50,
    75,
    100,
    150,
    200,
    300,
    500,
    750,
    1000,
    1500,
    2000,
    3000,
    5000,
    8000,
    12000,
    20000,
)
BOUNDS_MS += (30000, 60000, 120000)
"""Upper bounds, included. What takes longer than the last is counted behind it."""
SIZE = len(BOUNDS_MS) + 1


def place_of(duration_ms: float) -> int:
    """Return the bucket that a span is counted in."""
    return bisect_left(BOUNDS_MS, duration_ms)


def added(histograms: Iterable[Sequence[int]]) -> list[int]:
    """Return the sum of histograms."""
    total = [0] * SIZE
    for histogram in histograms:
        for place, count in enumerate(histogram[:SIZE]):
            total[place] += count
    return total


def percentile(histogram: Sequence[int], share: float) -> float | None:
    """Return the span in ms below which `share` (0 … 1) of the calls stayed, within its bucket by rule of three.

    None when nothing was counted. What lies behind the last bound is told as that bound.
    """
    total = sum(histogram)
    if not total:
        return None
    wanted, before = share * total, 0
    for place, count in enumerate(histogram):
        if count and before + count >= wanted:
            if place >= len(BOUNDS_MS):
                return float(BOUNDS_MS[-1])
            low = BOUNDS_MS[place - 1] if place else 0
            return low + (BOUNDS_MS[place] - low) * max(0.0, wanted - before) / count
        before += count
    return float(BOUNDS_MS[-1])
