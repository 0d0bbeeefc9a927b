"""A rollout as a function: no database, no clock. `advance` is asked every few seconds, `steer` by people.

```
planned ─go→ running ─told and activated→ soaking ─proven→ running (next ring) … → done
             running | soaking ⇄ paused            each of them ─stop→ stopped
             running | soaking | paused ─significantly worse→ halted → returning → returned
             any that somebody may have taken ─return→ returning
```

Invariants (tests/central/rollout/test_machine.py):
- a ring is left only when nothing is waited for: `waits` is the one place that knows;
- in paused, halted, stopped, returned and done nobody new is told;
- after halted, stopped, returned or done only a person's `return` leads on.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Literal

from kiosk.central.rollout.judging import Finding, Looks, Seen, judge
from kiosk.central.rollout.plan import Plan, Ring

_MOST_UNSETTLED = 0.1
"""The part of the reachable terminals that may still be at it: one long session holds nobody up."""


_ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)


class State(StrEnum):
    """How a rollout stands."""

    PLANNED = "planned"
    RUNNING = "running"
    SOAKING = "soaking"
    PAUSED = "paused"
    HALTED = "halted"
    RETURNING = "returning"
    RETURNED = "returned"
    STOPPED = "stopped"
    DONE = "done"


WIDENING = frozenset({State.RUNNING, State.SOAKING})
JUDGED = WIDENING | {State.PAUSED}
OPEN = JUDGED | {State.PLANNED, State.RETURNING}
MAY_RETURN = JUDGED | {State.HALTED, State.STOPPED, State.DONE}


class Command(StrEnum):
    """What a person may say."""

    GO = "go"
    PAUSE = "pause"
    RESUME = "resume"
    PROCEED = "proceed"
    STOP = "stop"
    RETURN = "return"


@dataclass(frozen=True)
class Progress:
    """How far a rollout is. `ring` counts from 0; `begun`: when it was let go; `soaking_since`: in this ring."""

    state: State = State.PLANNED
    ring: int = 0
    since: datetime | None = None
    begun: datetime | None = None
    soaking_since: datetime | None = None
    paused_in: State | None = None
    looks: Looks = field(default_factory=Looks)


@dataclass(frozen=True)
class Decision:
    """What the rollout did by itself, and the figures that it went by."""

    what: Literal["soak", "next_ring", "done", "halt", "return", "returned"]
    ring: int
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Wait:
    """What keeps a ring from being left: so many are there, so many wanted; `finding`: the figure that is too high."""

    what: Literal["terminals", "settled", "soak", "sessions", "figure"]
    have: float
    want: float
    finding: Finding | None = None


class NotNowError(Exception):
    """A command that does not fit the state."""


def advance(plan: Plan, progress: Progress, seen: Seen, now: datetime) -> tuple[Progress, tuple[Decision, ...]]:
    """Return the rollout after looking at `seen`, and what it decided."""
    if progress.state is State.RETURNING and not seen.to_return:
        return _to(progress, State.RETURNED, now), (Decision("returned", progress.ring),)
    if progress.state not in JUDGED:
        return progress, ()
    looks, findings = judge(plan.limits, progress.looks, seen)
    progress = replace(progress, looks=looks)
    if worse := tuple(finding for finding in findings if finding.significant):
        return _halted(plan, progress, worse, now)
    if progress.state is State.PAUSED or waits(plan, progress, seen, now):
        return progress, ()
    return _onward(plan, progress, findings, now)


def waits(plan: Plan, progress: Progress, seen: Seen, now: datetime) -> tuple[Wait, ...]:
    """Return everything that this state of this ring waits for."""
    ring = plan.rings[progress.ring]
    found = list(_waits_for_terminals(ring, seen))
    if progress.state is State.SOAKING and seen.told:
        soaked_s = (now - progress.soaking_since).total_seconds() if progress.soaking_since else 0.0
        if soaked_s < ring.soak_s:
            found.append(Wait("soak", soaked_s, ring.soak_s))
        if seen.services and seen.sessions < ring.minimum_sessions:
            found.append(Wait("sessions", seen.sessions, ring.minimum_sessions))
        _, findings = judge(plan.limits, progress.looks, seen)
        found += [Wait("figure", one.share, one.limit, one) for one in findings if one.above]
    return tuple(found)


def _waits_for_terminals(ring: Ring, seen: Seen) -> list[Wait]:
    found = []
    wanted = min(ring.minimum_terminals, seen.told)
    if seen.activated < wanted:
        found.append(Wait("terminals", seen.activated, wanted))
    reachable = seen.told - seen.away
    if seen.waiting > _MOST_UNSETTLED * reachable:
        found.append(Wait("settled", reachable - seen.waiting, reachable))
    return found


def steer(plan: Plan, progress: Progress, command: Command, now: datetime) -> Progress:
    """Return the rollout after a person's word.

    Raises:
        NotNowError: the state does not take it.
    """
    state = progress.state
    if command is Command.GO and state is State.PLANNED:
        return replace(_to(progress, State.RUNNING, now), begun=now)
    if command is Command.PAUSE and state in WIDENING:
        return replace(_to(progress, State.PAUSED, now), paused_in=state)
    if command is Command.RESUME and state is State.PAUSED:
        return _resumed(progress, now)
    if command is Command.PROCEED and state in WIDENING:
        return _next_ring(plan, progress, now)
    if command is Command.STOP and state in JUDGED | {State.PLANNED}:
        return _to(progress, State.STOPPED, now)
    if command is Command.RETURN and state in MAY_RETURN and progress.begun:
        return _to(progress, State.RETURNING, now)
    raise NotNowError(f"{command.value} does not fit a rollout that is {state.value}")


def fitting(progress: Progress) -> list[Command]:
    """Return the commands that the state takes."""
    found = []
    plan = Plan(rings=(Ring(percent=100),))
    for command in Command:
        try:
            steer(plan, replace(progress, ring=0), command, progress.since or _ANY_TIME)
        except NotNowError:
            continue
        found.append(command)
    return found


def _resumed(progress: Progress, now: datetime) -> Progress:
    """A pause is no time in which anything was watched: it does not count as soaking."""
    paused = now - progress.since if progress.since else timedelta()
    soaking = progress.soaking_since + paused if progress.soaking_since else None
    back = progress.paused_in or State.RUNNING
    return replace(_to(progress, back, now), soaking_since=soaking, paused_in=None)


def _halted(
    plan: Plan, progress: Progress, worse: tuple[Finding, ...], now: datetime
) -> tuple[Progress, tuple[Decision, ...]]:
    halt = Decision("halt", progress.ring, worse)
    if not plan.returns:
        return _to(progress, State.HALTED, now), (halt,)
    return _to(progress, State.RETURNING, now), (halt, Decision("return", progress.ring))


def _onward(
    plan: Plan, progress: Progress, findings: tuple[Finding, ...], now: datetime
) -> tuple[Progress, tuple[Decision, ...]]:
    if progress.state is State.RUNNING:
        return replace(_to(progress, State.SOAKING, now), soaking_since=now), (Decision("soak", progress.ring),)
    after = _next_ring(plan, progress, now)
    return after, (Decision("done" if after.state is State.DONE else "next_ring", after.ring, findings),)


def _next_ring(plan: Plan, progress: Progress, now: datetime) -> Progress:
    if progress.ring + 1 == len(plan.rings):
        return _to(progress, State.DONE, now)
    return replace(_to(progress, State.RUNNING, now), ring=progress.ring + 1, soaking_since=None)


def _to(progress: Progress, state: State, now: datetime) -> Progress:
    return replace(progress, state=state, since=now)
