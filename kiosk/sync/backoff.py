"""How long to wait before the next try: twice as long each time, never in step with other terminals."""

import random

LIMIT_S = 60.0


class Backoff:
    """Waits of 1, 2, 4 … 60 seconds, each shortened by up to a half at random."""

    def __init__(self, *, first_s: float = 1.0, limit_s: float = LIMIT_S) -> None:
        self._first_s = first_s
        self._limit_s = limit_s
        self._failures = 0

    def next_s(self) -> float:
        """Return the seconds to wait after one more failure."""
        longest = min(self._limit_s, self._first_s * 2.0 ** min(self._failures, 16))
        self._failures += 1
        return longest * random.uniform(0.5, 1.0)

    def reset(self) -> None:
        """Begin anew: it went well."""
        self._failures = 0
