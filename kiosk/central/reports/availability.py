"""For how much of the time each device could be used: what outages left of the time that terminals stood there."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.alarms.sources import source_name
from kiosk.central.fleet.models import LastState, Terminal
from kiosk.central.reports import charts
from kiosk.central.reports.asked import Asked
from kiosk.central.reports.days import bounds
from kiosk.central.reports.models import Outage
from kiosk.central.reports.section import Figure
from kiosk.central.reports.tables import Column, Kind, Table, duration, percent

_MOST_BARS = 12


@dataclass(frozen=True)
class Standing:
    """A terminal in the period: what it has, for how many s it stood there, for how many each was out of use.

    `out` by role: a device's own, and under the empty name the whole terminal's.
    """

    terminal_id: str
    place: str
    roles: tuple[str, ...]
    stood_s: float
    out: Counter[str]

    def usable(self, role: str) -> float:
        """Return the share of its time in which a device could be used; of the empty role, the terminal be reached."""
        lost_s = self.out[""] + (self.out[role] if role else 0)
        return max(0.0, 1 - lost_s / self.stood_s) if self.stood_s else 1.0

    @property
    def worst(self) -> str:
        return min(self.roles, key=self.usable, default="")


def standings(asked: Asked, counted_until: datetime | None) -> list[Standing]:
    """Return the approved terminals that were asked for, the least usable first. Nothing is said of what comes."""
    until = min(bounds(asked.until)[1], counted_until or timezone.now())
    since = bounds(asked.since)[0]
    out: dict[str, Counter[str]] = defaultdict(Counter)
    lost = Outage.objects.filter(asked.of_terminals, day__gte=asked.since, day__lte=asked.until)
    for terminal_id, role, seconds in lost.values_list("terminal_id", "role").annotate(all=Sum("seconds")):
        out[terminal_id][role] = seconds
    states = LastState.objects.filter(asked.of_terminals, terminal__state=Terminal.State.APPROVED)
    fields = ("terminal_id", "terminal__place__name", "devices", "terminal__enrolled_at")
    found = [
        Standing(
            terminal_id,
            place or "",
            tuple(sorted(devices)),
            max(0.0, (until - max(since, enrolled_at)) / timedelta(seconds=1)),
            out[terminal_id],
        )
        for terminal_id, place, devices, enrolled_at in states.values_list(*fields)
    ]
    return sorted((one for one in found if one.stood_s), key=lambda one: (one.usable(one.worst), one.terminal_id))


def per_role(found: list[Standing]) -> Figure:
    """Sum up each role over all terminals that have it; the whole terminal comes first."""
    head = (
        Column(_("设备")),
        Column(_("终端数"), Kind.COUNT),
        Column(_("可用率"), Kind.SHARE),
        Column(_("不可用时长"), Kind.SECONDS),
    )
    stood, lost, number = Counter[str](), Counter[str](), Counter[str]()
    for one in found:
        for role in ("", *one.roles):
            stood[role] += round(one.stood_s)
            lost[role] += min(round(one.stood_s), one.out[""] + (one.out[role] if role else 0))
            number[role] += 1
    order = sorted(stood, key=lambda role: (bool(role), -lost[role] / stood[role] if stood[role] else 0, role))
    rows = tuple((_name(role), number[role], 1 - lost[role] / (stood[role] or 1), lost[role]) for role in order)
    table = Table("devices", _("设备可用率"), head, rows)
    if not rows:
        return Figure(table)
    drawn = [(name, _told(share, lost_s), (("hatch", lost_s),)) for name, _many, share, lost_s in rows]
    return Figure(table, charts.bars(str(table.title), drawn, description=gettext("条长为不可用的时长")))


def per_terminal(found: list[Standing]) -> Figure:
    """Show the least usable terminals by what failed them most."""
    roles = _all_roles(found)
    head = (
        Column(_("终端")),
        Column(_("安装地点")),
        Column(_("可联络"), Kind.SHARE),
        Column(_("最差设备")),
        Column(_("其可用率"), Kind.SHARE),
        *(Column(source_name(role), Kind.SHARE) for role in roles),
    )
    rows = tuple(
        (
            one.terminal_id,
            one.place,
            one.usable(""),
            source_name(one.worst) if one.worst else "",
            one.usable(one.worst),
            *(one.usable(role) if role in one.roles else None for role in roles),
        )
        for one in found
    )
    table = Table("terminals", _("各终端可用率"), head, rows)
    drawn = []
    for one in found[:_MOST_BARS]:
        lost_s = round((1 - one.usable(one.worst)) * one.stood_s)
        if lost_s:
            name = f"{one.terminal_id} {source_name(one.worst) if one.worst else ''}"
            drawn.append((name, _told(one.usable(one.worst), lost_s), (("hatch", lost_s),)))
    if not drawn:
        return Figure(table, note=_("没有不可用的终端") if found else "")
    said = gettext("可用率最低的终端和设备；条长为不可用的时长")
    return Figure(table, charts.bars(str(table.title), drawn, description=said))


def _all_roles(found: Iterable[Standing]) -> tuple[str, ...]:
    return tuple(sorted({role for one in found for role in one.roles}))


def _name(role: str) -> str:
    return source_name(role) if role else gettext("终端可联络")


def _told(share: float, lost_s: float) -> str:
    return f"{percent(share)} · {duration(lost_s)}" if lost_s else percent(share)
