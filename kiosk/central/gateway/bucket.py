"""A token bucket as a value: `per_s` tokens flow in, `burst` at most are kept, each call takes one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bucket:
    """`tokens` at the moment `at`; below zero when calls to come were promised theirs."""

    tokens: float
    at: float

    def taken(self, per_s: float, burst: float, now: float, patience_s: float) -> "tuple[Bucket, float | None]":
        """Return the bucket after one more call, and how long that has to wait; None: longer than `patience_s`.

        A call that is not served takes nothing.
        """
        now = max(now, self.at)
        tokens = min(burst, self.tokens + (now - self.at) * per_s) - 1
        wait_s = max(0.0, -tokens / per_s)
        if wait_s > patience_s:
            return self, None
        return Bucket(tokens, now), wait_s
