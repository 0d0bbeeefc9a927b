"""A table of a report, as the page shows it and files carry it. Pure."""

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext

Cell = str | int | float | None


class Kind(Enum):
    """What a column holds: words, a whole number, a part of one, seconds, or a number with one decimal."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    SECONDS = "seconds"
    NUMBER = "number"


@dataclass(frozen=True)
class Column:
    title: str | Promise
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Table:
    """`name` is that of its file. A cell is None where there is nothing to say."""

    name: str
    title: str | Promise
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @cached_property
    def shown(self) -> list[list[tuple[str, str]]]:
        """The first rows for the page: each cell's kind and words."""
        return [
            [(column.kind.value, words(cell, column.kind)) for column, cell in zip(self.columns, row, strict=True)]
            for row in self.rows[:MOST_SHOWN]
        ]

    @property
    def more(self) -> int:
        """How many rows only the files have."""
        return max(0, len(self.rows) - MOST_SHOWN)


MOST_SHOWN = 60


def words(cell: Cell, kind: Kind) -> str:
    """Return a cell as people read it."""
    if cell is None:
        return "–"
    if isinstance(cell, str):
        return cell
    match kind:
        case Kind.SHARE:
            return percent(cell)
        case Kind.SECONDS:
            return duration(cell)
        case Kind.NUMBER:
            return f"{cell:,.1f}"
        case _:
            return f"{cell:,}"


def percent(share: float) -> str:
    """Return a share of one; what is not quite all never reads as all."""
    shown = 100 * share
    return f"{min(shown, 99.9) if shown < 100 else shown:.1f} %"


def duration(seconds: float) -> str:
    """Return seconds in the reader's words."""
    if seconds < 60:
        return gettext("%(s)s 秒") % {"s": f"{seconds:.0f}" if seconds >= 10 else f"{seconds:.1f}"}
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return gettext("%(m)d 分 %(s)d 秒") % {"m": minutes, "s": rest}
    return gettext("%(h)d 小时 %(m)d 分") % {"h": minutes // 60, "m": minutes % 60}
