"""Rollouts are planned, steered and judged here; each change is one transaction with its audit event."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from pydantic import TypeAdapter

from kiosk.central.audit import service as audit
from kiosk.central.fleet.models import Terminal
from kiosk.central.rollout import log, observing
from kiosk.central.rollout.machine import (
    JUDGED,
    OPEN,
    Command,
    Decision,
    NotNowError,
    Progress,
    State,
    advance,
)
from kiosk.central.rollout.machine import steer as steered
from kiosk.central.rollout.models import Release, Rollout
from kiosk.central.rollout.observing import Figures, Row
from kiosk.central.rollout.plan import Plan
from kiosk.central.rollout.signed_now import meant_for_all
from kiosk.central.rollout.telling import Course, ring_sizes, tell, wanted

_PROGRESS: TypeAdapter[Progress] = TypeAdapter(Progress)
_FIGURES: TypeAdapter[Figures] = TypeAdapter(Figures)
_MOST_NAMED = 50


def plan_of(rollout: Rollout) -> Plan:
    return Plan.model_validate(rollout.plan)


def progress_of(rollout: Rollout) -> Progress:
    return _PROGRESS.validate_python(rollout.progress) if rollout.progress else Progress()


def figures_of(rollout: Rollout) -> Figures:
    return _FIGURES.validate_python(rollout.figures) if rollout.figures else Figures()


def current() -> Rollout | None:
    """Return the rollout that is open, or the last one."""
    rollouts = Rollout.objects.select_related("release__before", "release__way_back")
    return rollouts.filter(state__in=OPEN).first() or rollouts.first()


def running_seq() -> int:
    """Return the release that the fleet as a whole runs: what the next one follows and would lead back to.

    0 before the first. A rollout that was halted or stopped and not returned counts for nothing here.
    """
    found = meant_for_all(settings.FLOWS_DIR)
    for rollout in Rollout.objects.filter(state__in=(State.DONE, State.RETURNED)).select_related("release__way_back"):
        seq = rollout.release.seq if rollout.state == State.DONE else _way_back(rollout.release)
        return max(found, seq or 0)
    return found


def needed_seqs() -> set[int]:
    """Return the releases that terminals are told to run, which a new signature must not withdraw."""
    told = {row.desired for row in observing.fleet() if row.desired}
    rollout = current()
    if rollout is not None and rollout.state in OPEN | {State.HALTED, State.STOPPED}:
        told |= {rollout.release.seq, *filter(None, [_way_back(rollout.release)])}
    return told


@transaction.atomic
def plan_rollout(release: Release, plan: Plan, pilots: Collection[Terminal], who: str) -> Rollout:
    """Plan to bring `release` to the fleet. From now on heartbeats come quicker, so that `go` is heard soon.

    Raises:
        NotNowError: another rollout is open, or this release leads nowhere; the words say which.
    """
    opened = Rollout.objects.filter(state__in=OPEN).first()
    if opened is not None:
        raise NotNowError(f"rollout {opened.pk} of release {opened.release} is still open: end it first")
    if release.way_back_of is not None:
        raise NotNowError(f"release {release} is a way back: return the rollout of {release.way_back_of} instead")
    if release.seq <= meant_for_all(settings.FLOWS_DIR):
        raise NotNowError(f"release {release} is what everybody runs already, or older")
    newer = Release.objects.filter(pk__gt=release.pk, way_back_of=None).first()
    if newer is not None:
        raise NotNowError(f"release {newer} was signed after {release}, which can be run no more")
    made = Rollout.objects.create(release=release, plan=plan.model_dump(), created_by=who)
    made.pilots.set(pilots)
    _keep(made, Progress(since=timezone.now()))
    _look(made, Progress(), observing.fleet(), timezone.now())
    rings = ", ".join(f"{ring.percent:g} %" for ring in plan.rings)
    audit.record(who, "rollout.plan", made, log.PLANNED.format(release=release, rings=rings, pilots=len(pilots)))
    return made


@transaction.atomic
def steer(rollout: Rollout, command: Command, who: str, reason: str = "") -> Rollout:
    """Carry a person's word out, at once for all whom it concerns.

    Raises:
        NotNowError: the rollout's state does not take it, or no way back was signed.
    """
    held = Rollout.objects.select_for_update(of=("self",)).select_related("release__before").get(pk=rollout.pk)
    if command is Command.RETURN and _way_back(held.release) is None:
        raise NotNowError(f"no way back from release {held.release} was signed: release the older versions anew")
    now = timezone.now()
    progress = steered(plan_of(held), progress_of(held), command, now)
    _keep(held, progress)
    said = log.STEERED.format(release=held.release, ring=progress.ring + 1, reason=reason)
    audit.record(who, f"rollout.{command.value}", held, said)
    rows = observing.fleet()
    _tell(held, progress, rows, who)
    _look(held, progress, observing.fleet(), now)
    return held


def evaluate(now: datetime | None = None) -> tuple[Decision, ...]:
    """Judge the open rollout, and tell late joiners what they missed; return what was decided."""
    found = current()
    return _evaluate(found.pk, now or timezone.now()) if found is not None else ()


@transaction.atomic
def _evaluate(pk: int, now: datetime) -> tuple[Decision, ...]:
    rollout = Rollout.objects.select_for_update(of=("self",)).select_related("release__before").get(pk=pk)
    before, rows = progress_of(rollout), observing.fleet()
    if rollout.state in OPEN and meant_for_all(settings.FLOWS_DIR) > rollout.release.seq:
        return _superseded(rollout, before, rows, now)
    if rollout.state not in OPEN:  # late joiners only
        _tell(rollout, before, rows, audit.SYSTEM)
        return ()
    seen = observing.seen(rollout.release, rows, before.begun, now)
    progress, decisions = advance(plan_of(rollout), before, seen, now)
    for decision in decisions:
        audit.record(audit.SYSTEM, f"rollout.{decision.what}", rollout, _words(rollout, decision))
    if progress != before:
        _keep(rollout, progress)
    if _tell(rollout, progress, rows, audit.SYSTEM):
        rows = observing.fleet()
    _look(rollout, progress, rows, now)
    return decisions


def _superseded(rollout: Rollout, before: Progress, rows: list[Row], now: datetime) -> tuple[Decision, ...]:
    """Something newer was released to all: what is under way to a part of them can be run no more."""
    progress = (
        steered(plan_of(rollout), before, Command.STOP, now) if before.state in JUDGED | {State.PLANNED} else before
    )
    _keep(rollout, progress)
    seq = meant_for_all(settings.FLOWS_DIR)
    said = log.SUPERSEDED.format(release=rollout.release, newer=f"#{seq}")
    audit.record(audit.SYSTEM, "rollout.superseded", rollout, said)
    _tell(rollout, progress, rows, audit.SYSTEM)
    return ()


def _keep(rollout: Rollout, progress: Progress) -> None:
    rollout.progress = _PROGRESS.dump_python(progress, mode="json")
    rollout.state = progress.state
    rollout.save(update_fields=["progress", "state"])


def _look(rollout: Rollout, progress: Progress, rows: list[Row], now: datetime) -> None:
    """Keep the figures of the page. What the release was judged by stays when it is judged no more."""
    out, plan, pilots = observing.left_out(rollout.release, rows), plan_of(rollout), _pilots(rollout)
    seen = observing.seen(rollout.release, rows, progress.begun, now)
    able = [row.terminal_id for row in rows if row.terminal_id not in out]
    if progress.state not in JUDGED | {State.PLANNED}:
        seen = figures_of(rollout).seen
    figures = Figures(
        seen=seen,
        fleet=len(rows),
        left_out=out,
        rings=ring_sizes(plan, rollout.release.seq, pilots, able),
        back=sum(row.running == _way_back(rollout.release) for row in rows),
    )
    rollout.figures = _FIGURES.dump_python(figures, mode="json")
    rollout.checked_at = now
    rollout.save(update_fields=["figures", "checked_at"])


def _tell(rollout: Rollout, progress: Progress, rows: list[Row], who: str) -> bool:
    course = Course(
        plan=plan_of(rollout),
        progress=progress,
        seq=rollout.release.seq,
        way_back=_way_back(rollout.release),
        pilots=_pilots(rollout),
        meant_for_all=meant_for_all(settings.FLOWS_DIR),
    )
    found = wanted(course, rows, observing.left_out(rollout.release, rows))
    if found:
        tell(found)
        audit.record(who, "rollout.tell", rollout, _told(found))
    return bool(found)


def _pilots(rollout: Rollout) -> set[str]:
    return set(rollout.pilots.values_list("pk", flat=True))


def _way_back(release: Release) -> int | None:
    back = getattr(release, "way_back", None)
    return back.seq if back is not None else None


def _told(found: Mapping[str, int]) -> str:
    """Say who was told what: for a city by name, for a province by number."""
    said = []
    for seq in sorted(set(found.values())):
        whom = sorted(terminal_id for terminal_id, told in found.items() if told == seq)
        form = log.TOLD_MANY if len(whom) > _MOST_NAMED else log.TOLD
        names, more = ", ".join(whom[:_MOST_NAMED]), len(whom) - _MOST_NAMED
        said.append(form.format(release=f"#{seq}", count=len(whom), names=names, more=more))
    return "; ".join(said)


def _words(rollout: Rollout, decision: Decision) -> str:
    said = {"release": rollout.release, "ring": decision.ring + 1}
    figures = "; ".join(map(log.figure, decision.findings))
    return log.STEERED.format(**said, reason=figures) if figures else log.TURN.format(**said)


def is_brisk(now: datetime, fresh: timedelta = timedelta(hours=1)) -> bool:
    """Whether terminals should ask more often: somebody waits for them to hear of a change."""
    moving = Rollout.objects.filter(state__in=(State.RUNNING, State.RETURNING))
    about_to = Rollout.objects.filter(state__in=(State.PLANNED, State.PAUSED), created_at__gte=now - fresh)
    return (moving | about_to).exists()
