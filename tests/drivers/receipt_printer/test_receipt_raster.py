"""Glyphs and their way over the wire."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit.receipts import commands_of
from PIL import Image

from drivers.receipt_printer.raster import CELL_DOTS, GlyphPen, column_graphics, embolden, raster_graphics

PEN = GlyphPen()


@pytest.mark.parametrize("character", ["武", "\U0002b4f6", "\U0002ce93", "\U00020bb7", "¥", "g"])
@pytest.mark.parametrize("height", [24, 48])
def test_a_glyph_fills_its_cell_without_leaving_it(character: str, height: int):
    columns = 1 if character in "¥g" else 2
    bitmap = PEN.draw(character, columns, height_dots=height)
    assert bitmap.size == (columns * height // 2, height)
    left, top, right, bottom = bitmap.getbbox()
    assert right - left > bitmap.width / 2
    assert bottom - top > bitmap.height / 2


def test_a_character_that_the_font_lacks_shows_its_code():
    known, lacking, other = "\U0002ce93", "\U000323b0", "\U000323b1"
    assert PEN.knows(known)
    assert not PEN.knows(lacking)
    assert PEN.draw(lacking, 2).getbbox() == (0, 0, CELL_DOTS, CELL_DOTS)
    assert PEN.draw(lacking, 2) != PEN.draw(other, 2)


def test_bold_is_wider_by_one_dot():
    bitmap = Image.new("1", (5, 3))
    bitmap.putpixel((2, 1), 255)
    assert embolden(bitmap).getbbox() == (2, 1, 4, 2)


def test_column_graphics_send_columns_from_the_top():
    bitmap = Image.new("1", (2, 24))
    bitmap.putpixel((0, 0), 255)
    bitmap.putpixel((1, 23), 255)
    assert column_graphics(bitmap) == b"\x1b*\x21\x02\x00" + b"\x80\x00\x00" + b"\x00\x00\x01"


def test_column_graphics_are_24_dots_high():
    with pytest.raises(ValueError, match="24"):
        column_graphics(Image.new("1", (2, 8)))


def test_raster_graphics_send_rows():
    bitmap = Image.new("1", (12, 2))
    bitmap.putpixel((11, 1), 255)
    assert raster_graphics(bitmap) == b"\x1dv0\x00\x02\x00\x02\x00" + b"\x00\x00" + b"\x00\x10"


@settings(max_examples=40)
@given(st.lists(st.sampled_from([0x10, 0x04, 0x05, 0x14, 0x00]), min_size=72, max_size=72))
def test_no_picture_spells_a_real_time_command(rows: list[int]):
    bitmap = Image.frombytes("1", (24, 24), bytes(rows))
    for stream in (raster_graphics(bitmap), column_graphics(bitmap)):
        (command,) = commands_of(stream)
        for pair in (b"\x10\x04", b"\x10\x05", b"\x10\x14"):
            assert pair not in command.parameters
