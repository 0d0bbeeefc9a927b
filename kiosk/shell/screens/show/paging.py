"""Lines on pages: nothing is cut, nothing is scrolled, and whoever turns the page sees the header again."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True)
class Cell:
    """Words at `x` from the left edge of the sheet, `width` wide; pixels."""

    text: str
    x: float
    width: float
    right: bool = False


@dataclass(frozen=True)
class Line:
    """One line of the sheet. `kind` says how it looks; `height` in pixels.

    `mark` is that of a stage: past, now or ahead. `above`, `below`: whether another stage stands there. `joined`: stays
    on the page of the line above. `image`: where QML finds the picture that stands in place of the last cell.
    """

    kind: str
    height: float
    cells: tuple[Cell, ...] = ()
    mark: str = ""
    above: bool = False
    below: bool = False
    joined: bool = False
    image: str = ""


@dataclass(frozen=True)
class Section:
    """`head` stands over the rows on each page, `tail` below the last of them, never alone."""

    head: tuple[Line, ...]
    rows: tuple[Line, ...]
    tail: tuple[Line, ...] = ()


Page = tuple[Line, ...]


def pages_of(sections: Sequence[Section], height: float, gap: float) -> tuple[Page, ...]:
    """Put all sections on as few pages of `height` as that takes, `gap` apart; at least one row goes on each page."""
    pages: list[Page] = []
    page: Page = ()
    for section in sections:
        rows = section.rows
        while rows:
            before = (*page, Line("space", gap)) if page else ()
            free = height - _height(before) - _height(section.head)
            count = _fitting(rows, _height(section.tail), free)
            if count == 0 and page:
                pages.append(page)
                page = ()
                continue
            count = count or max(1, min(_first(rows, free), len(rows) - 1))
            taken, rows = rows[:count], rows[count:]
            page = (*before, *section.head, *taken, *(() if rows else section.tail))
            if rows:
                pages.append(page)
                page = ()
    return (*pages, page) if page or not pages else tuple(pages)


def _fitting(rows: tuple[Line, ...], tail: float, free: float) -> int:
    """Return how many rows go into `free`; where all of them would, but not the tail, the last one waits for it."""
    if _height(rows) + tail <= free:
        return len(rows)
    count = min(_first(rows, free), len(rows) - 1)
    return next((number for number in range(count, 0, -1) if not rows[number].joined), 0)


def _first(rows: tuple[Line, ...], free: float) -> int:
    """Return how many of the first rows go into `free`."""
    return sum(height <= free for height in accumulate(line.height for line in rows))


def _height(lines: Sequence[Line]) -> float:
    return sum(line.height for line in lines)
