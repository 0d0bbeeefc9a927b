"""The fleet as a sketch of the city: a tile a district, with how many terminals are how."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kiosk.central.fleet.condition import Condition, with_condition
from kiosk.central.fleet.models import District, Terminal
from kiosk.central.overview.viewer import Viewer

_BAR = 100  # units that a bar is wide
_OUT = (Condition.OFFLINE, Condition.FAULT)
_MANY = 0.1
"""Of so large a share of a district's terminals being out residents hear; one of fifty is a technician's matter."""


@dataclass(frozen=True)
class Share:
    """So many terminals are so. `start` and `width`: where its piece of the bar lies, of 100."""

    condition: Condition
    count: int
    start: float
    width: float
    link: str


@dataclass(frozen=True)
class Tile:
    """One district, or what lies in none. `row` and `column` are 0 where the site's file names no position."""

    name: str | Promise
    total: int
    shares: tuple[Share, ...]
    alarms: int
    link: str
    row: int = 0
    column: int = 0

    @property
    def look(self) -> str:
        """What colours the tile: `many` are out, `some` are out or late, all is `well`, or it is `empty`."""
        counts = {share.condition: share.count for share in self.shares}
        out = sum(counts[condition] for condition in _OUT)
        if self.total and out >= _MANY * self.total:
            return "many"
        return "some" if out or counts[Condition.LATE] else "well" if self.total else "empty"


@dataclass(frozen=True)
class FleetMap:
    """`whole` is the fleet in one tile."""

    whole: Tile
    tiles: tuple[Tile, ...]


def fleet_map(viewer: Viewer, alarms: Mapping[str | None, int], now: datetime) -> FleetMap:
    """Return the sketch of what `viewer` is responsible for, from two queries however many terminals there are.

    `alarms`: how many are open by the code of their district; None for those of none.
    """
    counts: dict[str | None, Counter[str]] = {}
    approved = viewer.ours(Terminal.objects.filter(state=Terminal.State.APPROVED))
    grouped = with_condition(approved, now).order_by().values_list("place__district", "condition")
    for code, condition, count in grouped.annotate(count=Count("pk")):
        counts.setdefault(code, Counter())[condition] = count
    tiles = _closed_up(list(_districts(viewer, counts, alarms)))
    if None in counts or alarms.get(None):
        query = {"state__exact": "approved", "place__district__isnull": "True"}
        tiles.append(_tile(_("未分区"), counts.get(None, Counter()), alarms.get(None, 0), query, _free(tiles)))
    whole = sum(counts.values(), Counter())
    return FleetMap(_tile(_("全部"), whole, sum(alarms.values()), {"state__exact": "approved"}), tuple(tiles))


def _districts(
    viewer: Viewer, counts: Mapping[str | None, Counter[str]], alarms: Mapping[str | None, int]
) -> Iterator[Tile]:
    for district in viewer.ours(District.objects.all()):
        found, code = counts.get(district.code, Counter()), district.code
        query = {"state__exact": "approved", "place__district__code__exact": code}
        position = district.row or 0, district.column or 0
        yield _tile(district.name, found, alarms.get(code, 0), query, position)


def _closed_up(tiles: list[Tile]) -> list[Tile]:
    """Leave out rows and columns without a tile: somebody may look after one district of many."""
    rows = sorted({tile.row for tile in tiles if tile.row})
    columns = sorted({tile.column for tile in tiles if tile.row})
    return [
        replace(tile, row=rows.index(tile.row) + 1, column=columns.index(tile.column) + 1) if tile.row else tile
        for tile in tiles
    ]


def _free(tiles: list[Tile]) -> tuple[int, int]:
    """Return the sketch's last cell that no district has, where nobody takes it for one; a new row if it is full."""
    taken = {(tile.row, tile.column) for tile in tiles if tile.row}
    if not taken:
        return 0, 0
    rows, columns = (max(numbers) for numbers in zip(*taken, strict=True))
    cells = [(row, column) for row in range(1, rows + 1) for column in range(1, columns + 1)]
    return next((cell for cell in reversed(cells) if cell not in taken), (rows + 1, 1))


def _tile(
    name: str | Promise,
    counts: Counter[str],
    alarms: int,
    query: Mapping[str, str],
    position: tuple[int, int] = (0, 0),
) -> Tile:
    listed, total = reverse("admin:fleet_terminal_changelist"), counts.total()
    shares, start = [], 0.0
    for condition in Condition:
        width = round(_BAR * counts[condition] / total, 2) if total else 0.0
        link = f"{listed}?{urlencode({**query, 'condition': condition.value})}"
        shares.append(Share(condition, counts[condition], start, width, link))
        start = round(start + width, 2)
    return Tile(name, total, tuple(shares), alarms, f"{listed}?{urlencode(query)}", *position)
