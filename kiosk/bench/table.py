"""A measurement that needs rows and columns, and one that could not be made."""

import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Table:
    """`rows` have as many cells as `columns`; the first names the row. `notes` say what the figures are worth."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    def line(self) -> str:
        """Return it for people, columns in line."""
        lines = [self.columns, *self.rows]
        widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
        shown = [_in_line(cells, widths) for cells in lines]
        return "\n".join(["", self.name, *(f"  {line}" for line in shown), *(f"  ({note})" for note in self.notes)])

    def as_dict(self) -> dict[str, object]:
        """Return it for programs."""
        return asdict(self)


@dataclass(frozen=True)
class Unmeasured:
    """`what` could not be measured; `why` is for people. The command's exit code tells of it."""

    what: str
    why: str

    def line(self) -> str:
        return f"{self.what}: not measured, {self.why}"

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def _in_line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True))
    return "  ".join([first, *others]).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
