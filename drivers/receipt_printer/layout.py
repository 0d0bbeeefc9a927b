"""Text on a grid of columns: cleaned, wrapped, and set as label and value.

One column is half a Hanzi: 12 dots of font A. Lines break between Hanzi and between ASCII words, and neither before a
closing nor after an opening punctuation mark, as GB/T 15834 asks.
"""

import unicodedata
from collections.abc import Iterator

from drivers.receipt_printer.encoding import cluster_columns, split_clusters, text_columns

COLUMN_DOTS = 12
_CLOSING = frozenset("，。、；：！？）】》〉」』”’…·,.;:!?)]}%％")
_OPENING = frozenset("（【《〈「『“‘([{￥")
_VARIATION_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


def columns_of(width_dots: int) -> int:
    """How many columns fit on a paper that is `width_dots` wide: 48 on 576 dots (80 mm), 32 on 384 (58 mm)."""
    return width_dots // COLUMN_DOTS


def clean(text: str) -> str:
    """`text` without anything that is no visible character, so that no control byte reaches the wire.

    Line ends stay, tabs become spaces, lone surrogates the replacement character; variation selectors are dropped
    because no printer font obeys them.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    joined = whole.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(c for c in joined if c == "\n" or not _invisible(c))


def wrap(text: str, columns: int) -> list[str]:
    """Break cleaned `text` into lines of at most `columns` columns; at least one line, perhaps empty."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _wrap_paragraph(paragraph, columns)
    return lines


def pair_lines(label: str, value: str, columns: int) -> list[str]:
    """Label left and value flush right on one line, or the value on lines of its own below."""
    if text_columns(label) + text_columns(value) < columns and "\n" not in label + value:
        return [_flush_right(value, columns, label)]
    return wrap(label, columns) + [_flush_right(line, columns) for line in wrap(value, columns)]


def _flush_right(line: str, columns: int, before: str = "") -> str:
    """Put spaces between; one more where `line` begins with a mark, which joins the last of them."""
    gap = columns - text_columns(before) - text_columns(line)
    gap += columns - text_columns(before + " " * gap + line)
    return before + " " * gap + line


def _wrap_paragraph(paragraph: str, columns: int) -> list[str]:
    lines, line, used = [], "", 0
    for piece in _pieces(paragraph, columns):
        width = text_columns(piece)
        if used + width > columns:
            lines.append(line.rstrip(" "))
            line, used = "", 0
            if piece == " ":
                continue
        line, used = line + piece, used + width
    return [*lines, line.rstrip(" ")]


def _pieces(paragraph: str, columns: int) -> Iterator[str]:
    """What must not be torn apart; a piece that is wider than the paper comes as its characters."""
    for piece in _words(paragraph):
        if text_columns(piece) <= columns:
            yield piece
        else:
            yield from split_clusters(piece)


def _words(paragraph: str) -> Iterator[str]:
    word = ""
    for cluster in split_clusters(paragraph):
        if word and not _stick(word[-1], cluster):
            yield word
            word = ""
        word += cluster
    if word:
        yield word


def _stick(left: str, right: str) -> bool:
    if " " in {left, right}:
        return False
    both_narrow = cluster_columns(left) == 1 == cluster_columns(right)
    return both_narrow or right in _CLOSING or left in _OPENING


def _invisible(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"} or character in _VARIATION_SELECTORS
