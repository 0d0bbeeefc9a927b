"""Is this release worse? Judged by exact tests, again and again, without crying wolf in the end.

A rollout looks every few seconds, and whoever looks often enough sees chance do anything. So the risk that a plan
allows (`Limits.risk`, for the whole rollout) is divided: evenly among what is measured, and of each measure's part the
k-th look gets 1/(k(k+1)), which adds up to one however long it goes on. A measure is looked at again only when a
quarter more has come in. By Boole's inequality a release that keeps to its limits is halted with no more than that
risk, as each test is exact: the binomial tail for shares of terminals, Fisher's for sessions against the version
before.

A figure that is above its limit and not (yet) significant halts nothing, and lets nothing on either.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from kiosk.central.rollout.plan import Limits
from kiosk.central.rollout.statistics import binomial_tail, fisher_tail

_MORE = 1.25
Measure = Literal["activations", "self_tests", "faults", "abandonment"]


@dataclass(frozen=True)
class Compared:
    """Sessions of one service since the rollout was let go: on the new version, and on the one before."""

    sessions: int = 0
    faulted: int = 0
    abandoned: int = 0
    before: int = 0
    before_faulted: int = 0
    before_abandoned: int = 0


@dataclass(frozen=True)
class Seen:
    """The fleet as it is. `told` of the release: `activated` and well, failed one way or other, `waiting`, or `away`.

    `away`: told, not settled, and not reachable. `to_return`: reachable, and not back yet. `services`: those that the
    release changed.
    """

    told: int = 0
    activated: int = 0
    failed: int = 0
    self_test_failed: int = 0
    waiting: int = 0
    away: int = 0
    to_return: int = 0
    services: Mapping[str, Compared] = field(default_factory=dict)

    @property
    def sessions(self) -> int:
        return sum(one.sessions for one in self.services.values())


@dataclass(frozen=True)
class Looks:
    """How often each measure was looked at, and at how many: by measure and service."""

    taken: tuple[tuple[str, int, int], ...] = ()

    def of(self, key: str) -> tuple[int, int]:
        """Return the number of looks at `key`, and how many there were at the last."""
        return next(((times, at) for name, times, at in self.taken if name == key), (0, 0))

    def after(self, key: str, times: int, at: int) -> "Looks":
        rest = tuple(one for one in self.taken if one[0] != key)
        return Looks(tuple(sorted((*rest, (key, times, at)))))


@dataclass(frozen=True)
class Finding:
    """One measure: `bad` of `of`, against `limit`; with a version before, `bad_before` of `of_before` plus a margin.

    `chance`: how likely so much is if all is well; `needed`: how unlikely it must be to halt, None between two looks.
    """

    measure: Measure
    service: str
    bad: int
    of: int
    limit: float
    chance: float
    needed: float | None = None
    bad_before: int = 0
    of_before: int = 0

    @property
    def share(self) -> float:
        return self.bad / self.of if self.of else 0.0

    @property
    def above(self) -> bool:
        """Whether the figure as it stands is higher than it may be."""
        return self.of > 0 and self.share > self.limit

    @property
    def significant(self) -> bool:
        """Whether that is no chance."""
        return self.above and self.needed is not None and self.chance < self.needed

    @property
    def key(self) -> str:
        return f"{self.measure}:{self.service}" if self.service else self.measure


def judge(limits: Limits, looks: Looks, seen: Seen) -> tuple[Looks, tuple[Finding, ...]]:
    """Return what each measure says now, and the looks that this took."""
    measured = tuple(_measured(limits, seen))
    judged = []
    for finding in measured:
        times, at = looks.of(finding.key)
        needed = None
        if finding.of >= max(at + 1, math.ceil(at * _MORE)):
            times += 1
            needed = limits.risk / len(measured) / (times * (times + 1))
            looks = looks.after(finding.key, times, finding.of)
        judged.append(Finding(**{**finding.__dict__, "needed": needed}))
    return looks, tuple(judged)


def _measured(limits: Limits, seen: Seen) -> Iterator[Finding]:
    """Yield every measure, in an order and a number that depend on the release alone."""
    settled = seen.activated + seen.self_test_failed + seen.failed
    yield _share("activations", seen.failed, settled, limits.failed_activations)
    tested = seen.activated + seen.self_test_failed
    yield _share("self_tests", seen.self_test_failed, tested, limits.failed_self_tests)
    for service, one in sorted(seen.services.items()):
        before = (one.before_faulted, one.before)
        yield _compared("faults", service, (one.faulted, one.sessions), before, limits.faults_margin)
        before = (one.before_abandoned, one.before)
        yield _compared("abandonment", service, (one.abandoned, one.sessions), before, limits.abandonment_margin)


def _share(measure: Measure, bad: int, of: int, limit: float) -> Finding:
    return Finding(measure, "", bad, of, limit, binomial_tail(bad, of, limit))


def _compared(measure: Measure, service: str, now: tuple[int, int], before: tuple[int, int], margin: float) -> Finding:
    """Compare (bad, of) with those before. A service that is new has nothing to be compared with, and no limit."""
    limit = before[0] / before[1] + margin if before[1] else 1.0
    chance = fisher_tail(*now, *before) if before[1] else 1.0
    return Finding(measure, service, *now, limit, chance, None, *before)
