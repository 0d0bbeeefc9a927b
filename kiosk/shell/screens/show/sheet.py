"""The lines of a `show` step, each with the room that it takes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kiosk.shell.screens.show.columns import widths_of
from kiosk.shell.screens.show.paging import Cell, Line, Section
from kiosk.shell.screens.show.ruler import Ruler

_PICTURES = 3.5
"""How many pictures stand on a page: papers are to be told apart, not to be read."""
_LABEL = 0.4
"""The share of the width that the name of a value may take."""


@dataclass(frozen=True)
class Room:
    """The sheet in pixels. `keys_px`: the height of the keys that turn pages, where there are several.

    `body_px`: the type of single lines; `small_px`: that of tables.
    """

    width_px: float
    height_px: float
    keys_px: float
    body_px: int
    small_px: int
    gap_px: float
    family: str


@dataclass(frozen=True)
class Grid:
    """The cells of a table as words; `totals` is empty when there are none.

    `right`: the columns of numbers, which stand under each other by the last digit. `whole`: those whose values would
    be misread when broken.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    totals: Sequence[str]
    right: Sequence[bool]
    whole: Sequence[bool]


class Sheet:
    """Measures lines for one room."""

    def __init__(self, room: Room) -> None:
        self._gap, self._height = room.gap_px, room.height_px - room.keys_px
        self._ruler, self._small = Ruler(room.family, room.body_px), Ruler(room.family, room.small_px)
        self._inner = room.width_px - 2 * room.gap_px

    def facts(self, facts: Sequence[tuple[str, str, str]]) -> Section:
        """Return a line for each name and value, or name and picture."""
        return Section((), tuple(self._fact(name, value, image) for name, value, image in facts))

    def _fact(self, name: str, value: str, image: str) -> Line:
        line = self._line("fact", self._pair((name, value), 0))
        return replace(line, image=image, height=max(line.height, self._height / _PICTURES)) if image else line

    def stages(self, stages: Sequence[tuple[str, str, str]], *, title: str) -> Section:
        """Return a line for each mark, name and what is to be said of it; the mark stands before them."""
        last = len(stages) - 1
        rows = (
            self._line("stage", self._pair(words, 2 * self._ruler.line_px), (mark, number > 0, number < last))
            for number, (mark, *words) in enumerate(stages)
        )
        return Section(self._title(title), tuple(rows))

    def table(self, grid: Grid, *, title: str) -> Section:
        """Return rows below a header, with their totals.

        Where words would be broken or a row be higher than a third of the sheet, each row is told value by value.
        """
        columns = list(zip(grid.header, *grid.rows, *([grid.totals] if grid.totals else []), strict=True))
        room = self._inner - self._gap * (len(columns) - 1)
        wishes = [self._wishes(*column, whole=whole) for column, whole in zip(columns, grid.whole, strict=True)]
        capped = [(must, max(must, min(should, room / len(columns))), like) for must, should, like in wishes]
        widths = widths_of(list(zip(*capped, strict=True)), room)
        section = self._rows(grid, widths, title)
        words_fit = sum(should for _, should, _ in capped) <= room
        if words_fit and max(line.height for line in section.rows) <= self._height / 3:
            return section
        return self._records(grid, title)

    def _rows(self, grid: Grid, widths: Sequence[float], title: str) -> Section:
        xs = [self._gap + sum(widths[:number]) + number * self._gap for number in range(len(widths))]

        def line(kind: str, texts: Sequence[str]) -> Line:
            cells = [Cell(*cell) for cell in zip(texts, xs, widths, grid.right, strict=True)]
            return Line(kind, self._high(self._small, cells), tuple(cells))

        rows = tuple(line("odd" if number % 2 else "row", row) for number, row in enumerate(grid.rows))
        tail = (line("total", grid.totals),) if grid.totals else ()
        return Section((*self._title(title), line("header", grid.header)), rows, tail)

    def _records(self, grid: Grid, title: str) -> Section:
        rows = [line for row in grid.rows for line in self._record(zip(grid.header, row, strict=True))]
        named = [(name, total) for name, total in zip(grid.header[1:], grid.totals[1:], strict=False) if total]
        totals = [(grid.totals[0], ""), *named] if grid.totals else []
        return Section(self._title(title), tuple(rows), tuple(self._record(totals)))

    def _record(self, pairs: Iterable[tuple[str, str]]) -> Iterator[Line]:
        """Yield a line for each name and value; the first stands out, and the others stay with it."""
        for number, pair in enumerate(pairs):
            yield replace(self._line("fact" if number else "record", self._pair(pair, 0)), joined=number > 0)

    def note(self, text: str, *, title: str) -> Section:
        """Return words that stand for themselves."""
        return Section(self._title(title), (self._line("note", [self._whole(text)]),))

    def _title(self, text: str) -> tuple[Line, ...]:
        return (self._line("title", [self._whole(text)]),) if text else ()

    def _whole(self, text: str) -> Cell:
        return Cell(text, self._gap, self._inner)

    def _pair(self, words: Sequence[str], indent: float) -> list[Cell]:
        name, value = words
        width = _LABEL * (self._inner - indent)
        x = self._gap + indent
        behind = x + width + self._gap
        return [Cell(name, x, width), Cell(value, behind, self._gap + self._inner - behind)]

    def _wishes(self, header: str, *texts: str, whole: bool) -> tuple[float, float, float]:
        """What a column must have, should have so that no word is broken, and would like so that no line is."""
        longest = max((self._small.width(text) for text in texts), default=0) + 1
        words = max(self._small.longest_word(text) for text in (header, *texts)) + 1
        must = max(longest if whole else 0, 2 * self._small.line_px)
        return must, max(must, words), max(must, words, longest)

    def _line(self, kind: str, cells: Sequence[Cell], mark: tuple[str, bool, bool] = ("", False, False)) -> Line:
        return Line(kind, self._high(self._ruler, cells), tuple(cells), *mark)

    def _high(self, ruler: Ruler, cells: Sequence[Cell]) -> float:
        return max(ruler.height(cell.text, cell.width) for cell in cells) + self._gap
