"""A rollout as its page shows it: values only, made from what was last judged."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kiosk.central.accounts.scope import ALL, Scope, paths_of, within
from kiosk.central.alarms.sources import speaker_name
from kiosk.central.audit.models import AuditEvent
from kiosk.central.fleet.models import Terminal
from kiosk.central.reports.words import catalogue
from kiosk.central.rollout import log, wording
from kiosk.central.rollout.judging import Finding, judge
from kiosk.central.rollout.machine import JUDGED, Command, State, fitting, waits
from kiosk.central.rollout.models import Rollout
from kiosk.central.rollout.observing import Figures
from kiosk.central.rollout.service import figures_of, plan_of, progress_of

_MOVING = {State.RUNNING, State.RETURNING, State.SOAKING}
_MOST_EVENTS = 30


@dataclass(frozen=True)
class Part:
    """A part of the fleet's bar: from `at` to `at + share`, in percent."""

    kind: str
    label: str | Promise
    number: int
    at: float
    share: float


@dataclass(frozen=True)
class RingLine:
    name: str
    terminals: int
    state: str
    label: str | Promise
    activated: int
    needs: str


@dataclass(frozen=True)
class FigureLine:
    label: str | Promise
    service: str
    bad: int
    of: int
    share: str
    limit: str
    before: str
    verdict: str
    tone: str


@dataclass(frozen=True)
class Page:
    """Everything that the template shows; of a service its name and its path."""

    rollout: Rollout
    state: str
    hint: str | Promise
    changes: list[tuple[str, str, int | None, int]]
    withdrawn: list[tuple[str, str]]
    bar: list[Part]
    rings: list[RingLine]
    waits: list[str]
    figures: list[FigureLine]
    left_out: list[tuple[str, int, list[str]]]
    commands: list[tuple[str, str | Promise, bool]]
    events: list[tuple[AuditEvent, str, str | Promise, str]]
    refresh_s: int


def page(rollout: Rollout, now: datetime, scope: Scope = ALL) -> Page:
    """Return what there is to show of `rollout`: figures of the whole fleet, and names of terminals in `scope`."""
    plan, progress, figures = plan_of(rollout), progress_of(rollout), figures_of(rollout)
    judged = progress.state in JUDGED
    _, findings = judge(plan.limits, progress.looks, figures.seen)
    named = catalogue().service
    return Page(
        rollout=rollout,
        state=progress.state,
        hint=wording.STATE_HINTS[progress.state],
        changes=[(named(path), path, *versions) for path, versions in sorted(rollout.release.changed().items())],
        withdrawn=[(named(path), path) for path in rollout.release.withdrawn()],
        bar=_bar(figures),
        rings=_rings(rollout, figures),
        waits=[wording.wait_words(wait) for wait in waits(plan, progress, figures.seen, now)] if judged else [],
        figures=[_figure(finding, named(finding.service)) for finding in findings],
        left_out=_left_out(figures, scope),
        commands=[
            (command.value, wording.COMMANDS[command], command in {Command.STOP, Command.RETURN})
            for command in fitting(progress)
        ],
        events=_events(rollout),
        refresh_s=10 if progress.state in _MOVING else 0,
    )


def _events(rollout: Rollout) -> list[tuple[AuditEvent, str, str | Promise, str]]:
    """Return the newest, each with who did it, what was done, and the rest, all in words."""
    found = AuditEvent.objects.filter(object_type="rollout.rollout", object_id=str(rollout.pk))[:_MOST_EVENTS]
    return [
        (event, speaker_name(event.who), wording.EVENTS.get(event.action, event.action), log.in_words(event.detail))
        for event in found
    ]


def _bar(figures: Figures) -> list[Part]:
    seen, out = figures.seen, len(figures.left_out)
    untold = max(0, figures.fleet - out - seen.told)
    numbers: list[tuple[str, str | Promise, int]] = [
        ("activated", _("已启用"), seen.activated),
        ("self-test-failed", _("自检失败"), seen.self_test_failed),
        ("failed", _("启用失败"), seen.failed),
        ("waiting", _("已通知，等待启用"), seen.waiting),
        ("away", _("已通知，离线"), seen.away),
        ("untold", _("尚未通知"), untold),
        ("left-out", _("不能接收"), out),
    ]
    if figures.back:
        numbers.insert(0, ("back", _("已回退"), figures.back))
    total, at, parts = max(1, sum(number for _kind, _label, number in numbers)), 0.0, []
    for kind, label, number in numbers:
        share = 100 * number / total
        parts.append(Part(kind, label, number, round(at, 3), round(share, 3)))
        at += share
    return parts


def _rings(rollout: Rollout, figures: Figures) -> list[RingLine]:
    plan, progress = plan_of(rollout), progress_of(rollout)
    sizes = figures.rings or (0,) * len(plan.rings)
    lines = []
    for number, (ring, size) in enumerate(zip(plan.rings, sizes, strict=False)):
        state, label = _ring_state(number, progress.ring, progress.state)
        reached = size if state == "passed" else min(size, figures.seen.activated) if state == "current" else 0
        lines.append(RingLine(wording.ring_name(ring), size, state, label, reached, wording.ring_needs(ring)))
    return lines


def _ring_state(number: int, current: int, state: State) -> tuple[str, str | Promise]:
    if number < current or state is State.DONE:
        return "passed", _("已通过")
    if number > current or state is State.PLANNED:
        return "later", _("未开始")
    return "current", _("进行中") if state in JUDGED else _("已结束")


def _figure(finding: Finding, service: str) -> FigureLine:
    compared = finding.service != ""
    before = f"{finding.bad_before}/{finding.of_before}" if finding.of_before else "–"
    tone = "bad" if finding.significant else "warn" if finding.above else "good"
    return FigureLine(
        label=wording.MEASURES[finding.measure],
        service=service,
        bad=finding.bad,
        of=finding.of,
        share=f"{finding.share:.1%}" if finding.of else "–",
        limit=f"{finding.limit:.1%}" if not compared or finding.of_before else "–",
        before=before if compared else "",
        verdict=wording.verdict(finding),
        tone=tone if finding.of else "none",
    )


def _left_out(figures: Figures, scope: Scope) -> list[tuple[str, int, list[str]]]:
    """Return each reason with how many terminals it concerns, and the first of them that may be named."""
    counted = Counter(figures.left_out.values())
    mine = Terminal.objects.filter(within(scope, paths_of(Terminal)), pk__in=figures.left_out)
    named = set(mine.values_list("pk", flat=True)) if figures.left_out else set()
    return [
        (
            wording.reason_words(reason),
            number,
            [pk for pk, why in figures.left_out.items() if why == reason and pk in named][:20],
        )
        for reason, number in counted.most_common()
    ]
