"""The fleet as a rollout sees it: who was told, what came of it, who cannot take it, and how sessions end since."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count

from kiosk.central.fleet.models import Terminal
from kiosk.central.fleet.reachability import Reachability, reachability
from kiosk.central.intake.models import Transaction
from kiosk.central.rollout.judging import Compared, Seen
from kiosk.central.rollout.models import Release, ReleaseReport
from kiosk.protocol.needs import lacks
from kiosk.protocol.records import Outcome

NEVER_SEEN = "never_seen"
_FAULTED = {Outcome.FAILED, Outcome.INTERRUPTED}
_ABANDONED = {Outcome.LEFT, Outcome.TIMED_OUT}
State = ReleaseReport.State


class Row(NamedTuple):
    """One approved terminal. Everything but `terminal_id` and `desired` is what it said itself, None before that."""

    terminal_id: str
    seen_at: datetime | None
    interval_s: float | None
    engine: int | None
    devices: dict[str, str] | None
    running: int | None
    tried: int | None
    state: str | None
    desired: int | None

    def away(self, now: datetime) -> bool:
        if self.seen_at is None or self.interval_s is None:
            return True
        return reachability((now - self.seen_at).total_seconds(), self.interval_s) is Reachability.OFFLINE


@dataclass(frozen=True)
class Figures:
    """What a rollout was last judged by. `left_out`: why, by terminal; `back`: how many have returned."""

    seen: Seen = field(default_factory=Seen)
    fleet: int = 0
    left_out: Mapping[str, str] = field(default_factory=dict)
    rings: tuple[int, ...] = ()
    back: int = 0


def fleet() -> list[Row]:
    """Return every approved terminal, in one query."""
    found = Terminal.objects.filter(state=Terminal.State.APPROVED).values_list(
        "terminal_id",
        "last_state__seen_at",
        "last_state__interval_s",
        "last_state__engine",
        "last_state__devices",
        "last_state__release_seq",
        "release_report__seq",
        "release_report__state",
        "desired__release_seq",
    )
    return [Row(*values) for values in found.order_by("terminal_id")]


def left_out(release: Release, rows: Collection[Row]) -> dict[str, str]:
    """Return why a terminal cannot take `release`, by terminal: what it would lose by it.

    A terminal lacks many a device, and runs what it has devices for. So only a service counts that it offers now, in
    the release that it runs, and could not offer any more; one that it cannot offer either way keeps nobody out.
    """
    runs = Release.objects.in_bulk({row.running for row in rows if row.running})
    known: dict[tuple[int | None, int, frozenset[str]], str] = {}
    found = {}
    for row in rows:
        if row.engine is None or row.devices is None:
            found[row.terminal_id] = NEVER_SEEN
            continue
        kind = (row.running, row.engine, frozenset(role for role, state in row.devices.items() if state != "noDevice"))
        if kind not in known:
            known[kind] = _lost(release, runs.get(row.running or 0, release.before), *kind[1:])
        if known[kind]:
            found[row.terminal_id] = known[kind]
    return found


def _lost(release: Release, runs: Release | None, engine: int, devices: Collection[str]) -> str:
    lost = []
    for service in sorted(release.flows.keys() & (runs.flows.keys() if runs is not None else set())):
        lacking = lacks(release.needs(service), engine, devices)
        if lacking and runs is not None and not lacks(runs.needs(service), engine, devices):
            lost.append(f"{service}: {lacking}")
    return "; ".join(lost)


def seen(release: Release, rows: Collection[Row], begun: datetime | None, now: datetime) -> Seen:
    """Return what `advance` looks at."""
    counted = Counter(_standing(release.seq, row, now) for row in rows)
    told = counted.total() - counted[""]
    return Seen(
        told=told,
        activated=counted[State.ACTIVATED],
        failed=counted[State.FAILED],
        self_test_failed=counted[State.SELF_TEST_FAILED],
        waiting=counted[State.WAITING],
        away=counted["away"],
        to_return=sum(row.running == release.seq and not row.away(now) for row in rows),
        services=_sessions(release, begun) if begun else {},
    )


def _standing(seq: int, row: Row, now: datetime) -> str:
    """Return how a terminal stands to a release; empty if it was never told of it."""
    if seq not in {row.desired, row.running}:
        return ""
    if row.tried == seq and row.state in {State.ACTIVATED, State.FAILED, State.SELF_TEST_FAILED}:
        return row.state
    return "away" if row.away(now) else State.WAITING


def _sessions(release: Release, begun: datetime) -> dict[str, Compared]:
    changed = release.changed()
    found = Transaction.objects.filter(service__in=list(changed), ended_at__gte=begun).order_by()
    counts = {service: dict.fromkeys(Compared.__dataclass_fields__, 0) for service in changed}
    for service, version, outcome, number in found.values_list("service", "flow_version", "outcome").annotate(
        Count("pk")
    ):
        before, now = changed[service]
        if version not in (before, now):
            continue
        names = (
            ("sessions", "faulted", "abandoned") if version == now else ("before", "before_faulted", "before_abandoned")
        )
        counts[service][names[0]] += number
        counts[service][names[1]] += number if outcome in _FAULTED else 0
        counts[service][names[2]] += number if outcome in _ABANDONED else 0
    return {service: Compared(**one) for service, one in counts.items()}
