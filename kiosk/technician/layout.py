"""Plain text for a terminal 80 to 120 columns wide. Pure."""

import shutil
import unicodedata
from collections.abc import Iterable, Sequence

_NARROWEST, _WIDEST = 80, 120
_GAP = 2


def columns() -> int:
    """Return how many columns to write for: those of the terminal, within what reads well."""
    return min(_WIDEST, max(_NARROWEST, shutil.get_terminal_size((_WIDEST, 24)).columns))


def one_line(text: str, most: int = 300) -> str:
    """Return text that came from outside, fit for a screen: one line without controls, not endless."""
    shown = "".join(char if char.isprintable() else " " for char in text[: most + 1])
    shown = " ".join(shown.split())
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def width(text: str) -> int:
    """Return how many columns `text` takes: Chinese characters take two."""
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in {"W", "F"}) for char in text
    )


def table(rows: Sequence[Sequence[str]], *, within: int) -> list[list[str]]:
    """Return the lines of each row, aligned; what does not fit in `within` columns is taken from the widest column.

    Cells that are too long go on below, so nothing of an address is lost.
    """
    widths = [max(width(row[at]) for row in rows) for at in range(len(rows[0]))]
    excess = sum(widths) + _GAP * (len(widths) - 1) - within
    if excess > 0:
        widest = widths.index(max(widths))
        widths[widest] = max(10, widths[widest] - excess)
    return [list(_lines(row, widths)) for row in rows]


def paragraph(text: str, *, indent: int, within: int) -> list[str]:
    """Return `text` wrapped and indented, what goes on below by two more."""
    first, *more = _pieces(text, within - indent - _GAP)
    pad = " " * indent
    return [pad + first, *(pad + " " * _GAP + piece for piece in more)]


def _lines(row: Sequence[str], widths: Sequence[int]) -> Iterable[str]:
    cells = [_pieces(cell, most) for cell, most in zip(row, widths, strict=True)]
    for at in range(max(map(len, cells))):
        parts = [cell[at] if at < len(cell) else "" for cell in cells]
        padded = [part + " " * (most - width(part)) for part, most in zip(parts, widths, strict=True)]
        yield (" " * _GAP).join(padded).rstrip()


def _pieces(text: str, most: int) -> list[str]:
    """Cut `text` into pieces of at most `most` columns: at spaces where there are any, else anywhere."""
    pieces, piece = [], ""
    for char in text:
        if width(piece + char) > most:
            head, space, tail = piece.rpartition(" ")
            pieces.append(head if space else piece)
            piece = tail if space else ""
        piece += char
    return [*pieces, piece]
