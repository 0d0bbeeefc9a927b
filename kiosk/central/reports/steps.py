"""Where residents give up, and where their time goes: by step of one service, for each of its versions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.reports import charts
from kiosk.central.reports.asked import Asked
from kiosk.central.reports.buckets import NAMES, quantile_s
from kiosk.central.reports.models import StepUse
from kiosk.central.reports.section import Figure
from kiosk.central.reports.tables import Cell, Column, Kind, Table, duration, percent
from kiosk.central.reports.words import step_titles

_COUNTS = ("sessions", "place_sum", "visits", "ms", "gave_up", "broke_off")


@dataclass(frozen=True)
class Step:
    """One step of one version. `median_s` and `p90_s`: of the time in s that a session spent there in all."""

    step: str
    title: str
    sessions: int
    gave_up: int
    broke_off: int
    visits: int
    median_s: float
    p90_s: float


@dataclass(frozen=True)
class Steps:
    """Of one service. `versions`: those that were used, the newest first, each with its steps in order."""

    service: str
    versions: Mapping[int, tuple[Step, ...]]
    version: int


def steps_of(asked: Asked, service: str) -> Steps:
    """Return the steps of a service; `version` is the one that was asked for, else the newest that was used."""
    sums = {name: Sum(name) for name in (*_COUNTS, *NAMES)}
    walked = StepUse.objects.filter(asked.of_cases, service=service)
    found: Iterable[Any] = walked.values("flow_version", "step").annotate(**sums)
    by_version: dict[int, list[dict[str, Any]]] = {}
    for row in found:
        by_version.setdefault(row["flow_version"], []).append(row)
    newest_first = sorted(by_version, reverse=True)
    chosen = asked.version if asked.version in by_version else next(iter(newest_first), 0)
    versions = {version: _steps(by_version[version], service, version) for version in newest_first}
    return Steps(service, versions, chosen)


def _steps(rows: list[dict[str, Any]], service: str, version: int) -> tuple[Step, ...]:
    """In the flow's order; steps that are not known of it, by when sessions usually came to them."""
    titles = step_titles(service, version)
    order = {step: place for place, step in enumerate(titles)}
    usual = {row["step"]: row["place_sum"] / row["sessions"] for row in rows}
    known = all(row["step"] in order for row in rows)
    rows = sorted(rows, key=lambda row: (order[row["step"]] if known else usual[row["step"]], row["step"]))
    return tuple(_step(row, titles.get(row["step"], row["step"])) for row in rows)


def _step(row: dict[str, Any], title: str) -> Step:
    counts = [row[name] for name in NAMES]
    median_s, p90_s = quantile_s(counts, 0.5) or 0.0, quantile_s(counts, 0.9) or 0.0
    kept = {name: row[name] for name in ("step", "sessions", "gave_up", "broke_off", "visits")}
    return Step(title=title, median_s=median_s, p90_s=p90_s, **kept)


def funnel(found: Steps) -> Figure:
    """Show how many of those who began came to each step, and how many ended there undone."""
    head = (
        Column(_("流程版本"), Kind.COUNT),
        Column(_("步骤")),
        Column(_("步骤代码")),
        Column(_("到达"), Kind.COUNT),
        Column(_("到达率"), Kind.SHARE),
        Column(_("在此放弃"), Kind.COUNT),
        Column(_("放弃率"), Kind.SHARE),
        Column(_("在此中断"), Kind.COUNT),
    )
    table = Table("funnel", _("各步骤办理与放弃"), head, tuple(_funnel_rows(found)))
    steps, began = found.versions.get(found.version, ()), _began(found.versions.get(found.version, ()))
    if not steps:
        return Figure(table)
    rows = [
        (
            one.title,
            f"{one.sessions:,} · {percent(one.sessions / began)}"
            + (f" · −{one.gave_up + one.broke_off:,}" if one.gave_up + one.broke_off else ""),
            (
                ("solid", one.sessions - one.gave_up - one.broke_off),
                ("hatch", one.gave_up),
                ("cross", one.broke_off),
            ),
        )
        for one in steps
    ]
    key = (("solid", gettext("继续或办结")), ("hatch", gettext("在此放弃")), ("cross", gettext("在此中断")))
    return Figure(table, charts.bars(str(table.title), rows, whole=began, key=key))


def times(found: Steps) -> Figure:
    """Show how long residents stay at each step: half of them up to the first mark, nine of ten up to the second."""
    head = (
        Column(_("流程版本"), Kind.COUNT),
        Column(_("步骤")),
        Column(_("步骤代码")),
        Column(_("到达"), Kind.COUNT),
        Column(_("中位用时"), Kind.SECONDS),
        Column(_("九成不超过"), Kind.SECONDS),
        Column(_("人均进入次数"), Kind.NUMBER),
    )
    rows: list[tuple[Cell, ...]] = [
        (version, one.title, one.step, one.sessions, one.median_s, one.p90_s, one.visits / one.sessions)
        for version, steps in found.versions.items()
        for one in steps
    ]
    table = Table("step-times", _("各步骤用时"), head, tuple(rows))
    steps = found.versions.get(found.version, ())
    if not steps:
        return Figure(table)
    drawn = [
        (
            one.title,
            f"{duration(one.median_s)} / {duration(one.p90_s)}",
            (("solid", one.median_s), ("light", one.p90_s - one.median_s)),
        )
        for one in steps
    ]
    key = (("solid", gettext("中位用时")), ("light", gettext("九成不超过")))
    return Figure(table, charts.bars(str(table.title), drawn, key=key))


def _funnel_rows(found: Steps) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for version, steps in found.versions.items():
        began = _began(steps)
        for one in steps:
            shares = one.sessions / began, one.gave_up / one.sessions
            gone = (one.sessions, shares[0], one.gave_up, shares[1], one.broke_off)
            rows.append((version, one.title, one.step, *gone))
    return rows


def _began(steps: tuple[Step, ...]) -> int:
    """Return how many sessions there were: each came to its first step, and is counted once at any."""
    return max((one.sessions for one in steps), default=0)
