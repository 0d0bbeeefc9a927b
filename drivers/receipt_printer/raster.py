"""Characters as dots: drawn with Noto Sans CJK at the printer's own cell size, and packed for the wire.

A cell is 24 dots high (203 dpi, 3 mm) and 12 dots wide for each column. Bitmaps are Pillow images of mode "1" in which
a set pixel is ink.
"""

import re
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

CELL_DOTS = 24
DEFAULT_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
_MONO_SC_FACE = 7  # Noto Sans Mono CJK SC in that collection: Latin exactly half as wide as Hanzi
_HANZI_BASELINE = 0.88  # of the cell's height, from the top: the font's own ascent
_LATIN_SIZE, _LATIN_BASELINE = 22 / 24, 0.79  # smaller and higher, so that descenders stay in the cell
_INK_THRESHOLD = 110  # of 255; thin strokes must not break up on thermal paper
_NO_CHARACTER = "\uffff"
# Below 256, so that the high byte of a band's height is 0: 16 and 4 there would spell a real-time command.
_BAND_DOTS = 240

# A printer obeys these pairs even in the middle of graphics (Epson, "Notes on real-time commands").
_REAL_TIME_PAIR = re.compile(rb"\x10(?=[\x04\x05\x14])")


class GlyphPen:
    """Draws characters into cells. Used by one thread at a time.

    Args:
        font: an OpenType file or collection.
        face: the number of the face in a collection.

    Raises:
        OSError: the font cannot be read.
    """

    def __init__(self, font: Path = DEFAULT_FONT, face: int = _MONO_SC_FACE) -> None:
        self._path, self._face = font, face
        self._fonts: dict[int, ImageFont.FreeTypeFont] = {}
        self._missing = bytes(self._font(CELL_DOTS).getmask(_NO_CHARACTER))

    def draw(self, cluster: str, columns: int, *, height_dots: int = CELL_DOTS) -> Image.Image:
        """Draw one character with its marks; a bitmap of `columns` half cells, `height_dots` high.

        A character that the font lacks becomes a box with its code, so that a clerk can still tell which it was.
        """
        cell = Image.new("L", (columns * height_dots // 2, height_dots))
        if self.knows(cluster[0]):
            latin = columns == 1
            size = round(height_dots * _LATIN_SIZE) if latin else height_dots
            baseline = round(height_dots * (_LATIN_BASELINE if latin else _HANZI_BASELINE))
            ImageDraw.Draw(cell).text((cell.width / 2, baseline), cluster, 255, self._font(size), anchor="ms")
        else:
            self._draw_code(cell, ord(cluster[0]))
        return cell.point(lambda grey: 255 if grey > _INK_THRESHOLD else 0).convert("1")

    def knows(self, character: str) -> bool:
        """Whether the font holds `character`."""
        return bytes(self._font(CELL_DOTS).getmask(character)) != self._missing

    def _draw_code(self, cell: Image.Image, code: int) -> None:
        pen, font = ImageDraw.Draw(cell), self._font(cell.height // 2)
        pen.rectangle((0, 0, cell.width - 1, cell.height - 1), outline=255)
        digits = f"{code:06X}"
        for row, part in enumerate((digits[:3], digits[3:])):
            baseline = round(cell.height * (0.45 + 0.42 * row))
            pen.text((cell.width / 2, baseline), part, 255, font, anchor="ms")

    def _font(self, size: int) -> ImageFont.FreeTypeFont:
        if size not in self._fonts:
            layout = ImageFont.Layout.BASIC  # the same dots whether or not libraqm is installed
            self._fonts[size] = ImageFont.truetype(self._path, size, self._face, layout_engine=layout)
        return self._fonts[size]


def embolden(bitmap: Image.Image) -> Image.Image:
    """Every dot twice, side by side, as the printers themselves make bold."""
    moved = Image.new("1", bitmap.size)
    moved.paste(bitmap, (1, 0))
    return ImageChops.logical_or(bitmap, moved)


def column_graphics(bitmap: Image.Image) -> bytes:
    """`ESC * 33`: a bitmap 24 dots high that stands in a line among text."""
    if bitmap.height != CELL_DOTS:
        raise ValueError(f"column graphics are {CELL_DOTS} dots high, not {bitmap.height}")
    columns = bitmap.transpose(Image.Transpose.TRANSPOSE).tobytes()
    return b"\x1b*\x21" + bitmap.width.to_bytes(2, "little") + _without_real_time(columns)


def raster_graphics(bitmap: Image.Image) -> bytes:
    """`GS v 0`: a bitmap that is a line of its own, in bands that a small buffer holds."""
    bands = (bitmap.crop((0, top, bitmap.width, min(top + _BAND_DOTS, bitmap.height))) for top in _tops(bitmap))
    return b"".join(map(_band, bands))


def _tops(bitmap: Image.Image) -> range:
    return range(0, bitmap.height, _BAND_DOTS)


def _band(bitmap: Image.Image) -> bytes:
    row_bytes = (bitmap.width + 7) // 8
    head = b"\x1dv0\x00" + row_bytes.to_bytes(2, "little") + bitmap.height.to_bytes(2, "little")
    return head + _without_real_time(bitmap.tobytes())


def _without_real_time(graphics: bytes) -> bytes:
    """`graphics` with one dot added wherever they would spell a real-time command."""
    return _REAL_TIME_PAIR.sub(b"\x18", graphics)
