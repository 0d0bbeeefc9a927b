"""Charts as numbers: where each bar, cell and word of an SVG lies. Pure; the templates draw them.

Across everything is in percent of the width, down in px: words keep their size from a phone to a wide screen, and
nothing is scaled. What a colour says a pattern, a place or a word says, too, so that a grey print tells the same.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

ROW_PX, BAR_TOP_PX, BAR_PX = 38, 19, 13
_LONGEST = 34  # half-width signs of a label: with its value they fit a phone
_HEAT_LEFT, _HEAT_ROW_PX = 9.0, 26
_PLOT_PX = 130
_MOST_TICKS = 5
_DARK = 0.66  # from here on light words are read better than dark ones
_WIDEST = 12.0


@dataclass(frozen=True)
class Part:
    """A piece of a bar. `look`: solid, light, hatch or cross."""

    look: str
    x: float
    width: float


@dataclass(frozen=True)
class Bar:
    label: str
    whole_label: str
    value: str
    y: int
    parts: tuple[Part, ...]

    @property
    def text_y(self) -> int:
        return self.y + 13

    @property
    def bar_y(self) -> int:
        return self.y + BAR_TOP_PX


@dataclass(frozen=True)
class Bars:
    """Lying bars, each below its label. `key`: what the looks mean."""

    title: str
    description: str
    bars: tuple[Bar, ...]
    key: tuple[tuple[str, str], ...] = ()
    template: str = "admin/reports/bars.html"

    @property
    def height(self) -> int:
        return ROW_PX * len(self.bars)


Looks = Sequence[tuple[str, float]]


def bars(
    title: str,
    rows: Sequence[tuple[str, str, Looks]],
    *,
    description: str = "",
    whole: float | None = None,
    key: tuple[tuple[str, str], ...] = (),
) -> Bars:
    """Return bars of `rows`: label, value in words, and looks with their amounts, one after the other.

    `whole`: the amount of a full width; None: the longest bar's.
    """
    longest = (
        whole if whole is not None else max((sum(amount for _, amount in looks) for _, _, looks in rows), default=0)
    )
    drawn = []
    for number, (label, value, looks) in enumerate(rows):
        parts, x = [], 0.0
        for look, amount in looks:
            width = min(100.0 - x, 100 * amount / longest) if longest else 0.0
            if width > 0:
                parts.append(Part(look, round(x, 3), round(width, 3)))
            x += width
        drawn.append(Bar(shortened(label), label, value, number * ROW_PX, tuple(parts)))
    return Bars(title, description, tuple(drawn), key)


@dataclass(frozen=True)
class HeatCell:
    """`shade` from 0 to 1; `dark`: words on it must be light. `words` is empty where there is nothing."""

    x: float
    width: float
    middle: float
    y: int
    shade: float
    dark: bool
    words: str
    told: str

    @property
    def text_y(self) -> int:
        return self.y + 17


@dataclass(frozen=True)
class Heat:
    """Rows by columns; the more, the darker, and the number stands in the cell where there is room."""

    title: str
    description: str
    rows: tuple[tuple[str, int], ...]
    ticks: tuple[tuple[str, float], ...]
    cells: tuple[HeatCell, ...]
    height: int
    template: str = "admin/reports/heat.html"


def heat(title: str, rows: Sequence[str], columns: Sequence[str], counts: Sequence[Sequence[int]], **said: str) -> Heat:
    """Return the map of `counts`, a sequence for each row."""
    most = max((count for row in counts for count in row), default=0)
    width = (100 - _HEAT_LEFT) / len(columns)
    cells = []
    for row_nr, row in enumerate(counts):
        for column_nr, count in enumerate(row):
            shade = count / most if most else 0.0
            x = _HEAT_LEFT + column_nr * width
            told = f"{rows[row_nr]} {columns[column_nr]}: {count}"
            spot = (round(x, 3), round(width * 0.95, 3), round(x + width * 0.475, 3), row_nr * _HEAT_ROW_PX)
            cells.append(HeatCell(*spot, round(shade, 3), shade > _DARK, _compact(count) if count else "", told))
    names = tuple((name, number * _HEAT_ROW_PX + 17) for number, name in enumerate(rows))
    ticks = tuple(
        (name, round(_HEAT_LEFT + (number + 0.475) * width, 3)) for number, name in enumerate(columns) if not number % 3
    )
    return Heat(title, said.get("description", ""), names, ticks, tuple(cells), _HEAT_ROW_PX * len(rows) + 20)


@dataclass(frozen=True)
class Column:
    """A standing bar: the part at its foot is solid, what stands on it hatched."""

    x: float
    width: float
    y: float
    height: float
    solid_y: float
    solid_height: float
    told: str


@dataclass(frozen=True)
class Columns:
    """Standing bars over time. `lines`: height and word of each line across; `ticks`: word and place below."""

    title: str
    description: str
    columns: tuple[Column, ...]
    lines: tuple[tuple[float, str], ...]
    ticks: tuple[tuple[str, float, str], ...]
    key: tuple[tuple[str, str], ...]
    height: int = _PLOT_PX + 42
    template: str = "admin/reports/columns.html"


def columns(
    title: str, counts: Sequence[tuple[str, int, int]], *, description: str = "", key: tuple[tuple[str, str], ...] = ()
) -> Columns:
    """Return a column for each of `counts`: its name, how many, and how many of them stand solid."""
    top = round_up(max((count for _, count, _ in counts), default=0))
    left, base = 9.0, _PLOT_PX + 16
    width = (100 - left) / max(1, len(counts))
    drawn = []
    for number, (name, count, solid) in enumerate(counts):
        high, foot = (_PLOT_PX * value / top if top else 0.0 for value in (count, solid))
        wide = min(0.8 * width, _WIDEST)
        spot = (round(left + (number + 0.5) * width - wide / 2, 3), round(wide, 3))
        told = f"{name}: {count} / {solid}"
        drawn.append(
            Column(*spot, round(base - high, 2), round(high - foot, 2), round(base - foot, 2), round(foot, 2), told)
        )
    lines = tuple((round(base - _PLOT_PX * part, 1), _compact(round(top * part))) for part in (0, 0.5, 1))
    return Columns(title, description, tuple(drawn), lines, _ticks([name for name, _, _ in counts], left, width), key)


def _ticks(names: Sequence[str], left: float, width: float) -> tuple[tuple[str, float, str], ...]:
    """Name so few columns that their names cannot meet, even on a phone; the last one only where there is room."""
    every = max(1, -(-len(names) // _MOST_TICKS))
    told = []
    for number in range(0, len(names), every):
        middle = left + (number + 0.5) * width
        told.append((names[number], round(middle, 3), "end" if middle > 92 else "middle"))
    return tuple(told)


def round_up(count: int) -> int:
    """Return an even round number that is not below `count`."""
    if count <= 10:
        return 10 if count > 4 else 4
    step = int(10 ** (len(str(count)) - 1))
    return next(step * part // 10 for part in (10, 12, 16, 20, 30, 40, 50, 60, 80, 100) if step * part // 10 >= count)


def shortened(label: str, longest: int = _LONGEST) -> str:
    """Return a label of at most `longest` half-width signs; a Chinese one counts two."""
    room = longest
    for place, sign in enumerate(label):
        room -= 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        if room < 0:
            return f"{label[: place - 1]}…"
    return label


def _compact(count: int) -> str:
    """Return a number in at most four signs."""
    if count < 10_000:
        return str(count)
    return f"{count / 1000:.0f}k" if count < 1_000_000 else f"{count / 1_000_000:.1f}M"
