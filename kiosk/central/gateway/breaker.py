"""A circuit breaker as a value: what it permits follows from what it saw, and from the moment; no clock, no lock.

- CLOSED: everything may be asked. When, of at least `least_calls` calls within the last `window_s`, the share that
  failed reaches `failure_rate`, it opens.
- OPEN: nothing may be asked for `open_s`; a department that is down is not asked by every resident in turn.
- HALF_OPEN: at most `probes` calls at a time may try. As many answers in a row close it; one failure opens it again.

A probe that never comes back blocks nothing: after another `open_s` the next one may try.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

_SLOTS = 10


class State(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True)
class Policy:
    """Spans in seconds; `failure_rate` is a share of 1."""

    window_s: float = 60.0
    least_calls: int = 10
    failure_rate: float = 0.5
    open_s: float = 30.0
    probes: int = 1


@dataclass(frozen=True)
class Breaker:
    """`since`: when `state` began. `slots`: calls and failures by tenths of the window, the latest last."""

    state: State = State.CLOSED
    since: float = 0.0
    slots: tuple[tuple[int, int, int], ...] = ()
    probing: int = 0
    proved: int = 0

    def permits(self, policy: Policy, now: float) -> bool:
        """Whether a call may begin now; asks for nothing and changes nothing."""
        return self.begun(policy, now) is not None

    def begun(self, policy: Policy, now: float) -> "Breaker | None":
        """Return the breaker with one more call under way; None when none may begin."""
        if self.state is State.CLOSED:
            return self
        if now - self.since >= policy.open_s:  # an open one's time is over, or a probe was lost
            return Breaker(State.HALF_OPEN, since=now, probing=1)
        if self.state is State.HALF_OPEN and self.probing < policy.probes:
            return replace(self, probing=self.probing + 1)
        return None

    def ended(self, policy: Policy, now: float, *, failed: bool) -> "Breaker":
        """Return the breaker after a call has ended."""
        if self.state is State.HALF_OPEN:
            return self._probed(policy, now, failed=failed)
        if self.state is State.OPEN:
            return self  # it began before the breaker opened, and tells nothing new
        counted = replace(self, slots=self._counted(policy, now, failed=failed))
        calls = sum(calls for _, calls, _ in counted.slots)
        failures = sum(failures for _, _, failures in counted.slots)
        if failed and calls >= policy.least_calls and failures >= policy.failure_rate * calls:
            return Breaker(State.OPEN, since=now)
        return counted

    def given_up(self) -> "Breaker":
        """Return the breaker after a call that had begun was never made."""
        return replace(self, probing=max(0, self.probing - 1))

    def _probed(self, policy: Policy, now: float, *, failed: bool) -> "Breaker":
        if failed:
            return Breaker(State.OPEN, since=now)
        if self.proved + 1 >= policy.probes:
            return Breaker(since=now)
        return replace(self, probing=max(0, self.probing - 1), proved=self.proved + 1)

    def _counted(self, policy: Policy, now: float, *, failed: bool) -> tuple[tuple[int, int, int], ...]:
        slot = int(now // (policy.window_s / _SLOTS))
        kept = tuple(one for one in self.slots if one[0] > slot - _SLOTS)
        if kept and kept[-1][0] == slot:
            _, calls, failures = kept[-1]
            return (*kept[:-1], (slot, calls + 1, failures + failed))
        return (*kept, (slot, 1, int(failed)))
