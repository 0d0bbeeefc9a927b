"""How many tiles stand on a page: as many as there is room for, whatever their names are. Keeps none of the words."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption

_TITLE_LEADING, _NOTE_LEADING = 1.1, 1.15  # `lineHeight` in ChoiceTile.qml


@dataclass(frozen=True)
class Words:
    """What stands on a tile. `details` give way where the rest would not fit with them."""

    title: str
    subtitle: str
    details: str

    def note(self, *, brief: bool) -> str:
        return "\n".join(line for line in (self.subtitle, "" if brief else self.details) if line)


@dataclass(frozen=True)
class Room:
    """What the screen has for its tiles, in pixels; two columns where it is broad. `fonts`: titles, notes.

    `turning_px`: what the keys that turn pages take from the height. A tile is at least `tile_px` high; from its width,
    `inset_px` are not for words, from its height, twice `padding_px`.
    """

    width_px: float
    height_px: float
    turning_px: float
    columns: int
    inset_px: float
    tile_px: float
    padding_px: float
    spacing_px: float
    fonts: tuple[str, str]

    @property
    def page_px(self) -> float:
        """The height of a page where there are several."""
        return self.height_px - self.turning_px


@dataclass(frozen=True)
class Layout:
    """The tiles in `columns`, without details when `brief`; `heights` in pixels."""

    columns: int
    brief: bool
    heights: tuple[float, ...]


def laid_out(tiles: Sequence[Words], room: Room) -> Layout:
    """Return the first layout in which each tile fits on a page: rather one column than no details."""
    ways = [(columns, brief) for brief in (False, True) for columns in range(room.columns, 0, -1)]
    for columns, brief in ways:
        ruler = _Ruler(room, columns)
        heights = tuple(ruler.height(tile.title, tile.note(brief=brief)) for tile in tiles)
        if max(heights, default=0) <= room.page_px:
            break
    return Layout(columns, brief, heights)


def pages(heights: Sequence[float], columns: int, room: Room) -> tuple[range, ...]:
    """Return which of the tiles stand on each page, in their order; a tile too high for any page has one by itself."""
    whole = _packed(heights, columns, room.height_px, room.spacing_px)
    return whole if len(whole) == 1 else _packed(heights, columns, room.page_px, room.spacing_px)


def _packed(heights: Sequence[float], columns: int, height_px: float, spacing_px: float) -> tuple[range, ...]:
    found: list[range] = []
    start, taken = 0, 0.0
    for first in range(0, len(heights), columns):
        row = max(heights[first : first + columns])
        if first > start and taken + spacing_px + row > height_px:
            found.append(range(start, first))
            start, taken = first, 0.0
        taken += row + (spacing_px if first > start else 0)
    return (*found, range(start, len(heights)))


class _Ruler:
    """Measures tiles as ChoiceTile.qml draws them."""

    def __init__(self, room: Room, columns: int) -> None:
        self._room = room
        self._width = (room.width_px - (columns - 1) * room.spacing_px) / columns - room.inset_px
        self._title, self._note = (_font(written) for written in room.fonts)

    def height(self, title: str, note: str) -> float:
        words = self._height(self._title, title, _TITLE_LEADING)
        words += sum(self._height(self._note, line, _NOTE_LEADING) for line in note.splitlines())
        return max(self._room.tile_px, words + 2 * self._room.padding_px)

    def _height(self, font: QFont, text: str, leading: float) -> float:
        metrics = QFontMetricsF(font)
        lines = 1 if metrics.horizontalAdvance(text) < self._width else _lines(font, text, self._width)
        return lines * metrics.height() * leading


def _font(written: str) -> QFont:
    font = QFont()
    font.fromString(written)
    return font


def _lines(font: QFont, text: str, width: float) -> int:
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    lines = 0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        lines += 1
    layout.endLayout()
    return max(1, lines)
