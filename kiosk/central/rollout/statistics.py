"""Exact tests for small numbers: no normal approximation, which a ring of six terminals would make nonsense of."""

import math


def binomial_tail(bad: int, of: int, share: float) -> float:
    """Return the chance of `bad` or more among `of`, where each is bad with probability `share`."""
    if bad <= 0:
        return 1.0
    if share <= 0.0:
        return 0.0
    if share >= 1.0:
        return 1.0
    return min(1.0, math.fsum(math.exp(_binomial(k, of, share)) for k in range(bad, of + 1)))


def fisher_tail(bad: int, of: int, bad_before: int, of_before: int) -> float:
    """Return Fisher's one-sided p: the chance of `bad` or more here if both groups were alike.

    Given how many were bad in both together, each way to deal them out is as likely as any other.
    """
    all_bad, total = bad + bad_before, of + of_before
    ways = _choose(total, of)
    most = min(of, all_bad)
    return min(
        1.0,
        math.fsum(
            math.exp(_choose(all_bad, k) + _choose(total - all_bad, of - k) - ways)
            for k in range(max(bad, of - (total - all_bad), 0), most + 1)
        ),
    )


def _binomial(k: int, of: int, share: float) -> float:
    return _choose(of, k) + k * math.log(share) + (of - k) * math.log1p(-share)


def _choose(n: int, k: int) -> float:
    """Return the logarithm of n over k."""
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
