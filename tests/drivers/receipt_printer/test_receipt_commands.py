"""The byte stream of a receipt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.receipts import PROVIDENT_FUND, RARE_NAMES, commands_of, one_line, text_bytes

from drivers.receipt_printer.commands import compose
from drivers.receipt_printer.raster import GlyphPen
from drivers.receipt_printer.role import Align, Feed, QrCode, Receipt, Rule, TextLine

PEN = GlyphPen()


def names(stream: bytes) -> list[bytes]:
    return [command.name for command in commands_of(stream)]


def test_a_plain_line_byte_for_byte():
    stream = compose(one_line("武A"), 576, PEN)
    start, line = b"\x1b@\x1b2\x1c&", b"\x1ba\x00\x1bE\x00\x1d!\x00\x1c!\x00" + "武A".encode("gbk") + b"\n"
    assert stream == start + line + b"\x1dVB\x00"


def test_hanzi_mode_is_on_before_the_first_text():
    order = names(compose(PROVIDENT_FUND, 576, PEN))
    assert order.index(b"\x1c&") < next(i for i, name in enumerate(order) if len(name) == 1)
    assert b"\x1c." not in order


@pytest.mark.parametrize("name", RARE_NAMES)
def test_only_the_rare_characters_are_drawn(name: str):
    stream = compose(one_line(name), 576, PEN)
    rare = sum(ord(character) > 0xFFFF for character in name)
    assert names(stream).count(b"\x1b*") == rare
    common = "".join(character for character in name if ord(character) <= 0xFFFF)
    assert text_bytes(stream) == common.encode("gbk")


def test_a_double_line_with_a_rare_character_is_one_raster():
    stream = compose(Receipt((TextLine(RARE_NAMES[0], Align.RIGHT, bold=True, scale=2),)), 384, PEN)
    assert names(stream).count(b"\x1dv") == 1
    assert text_bytes(stream) == b""


def test_a_qr_code_is_centred_first_and_made_to_fit():
    stream = compose(Receipt((QrCode("x" * 300, module_dots=16),)), 384, PEN)
    centring = stream.index(b"\x1ba\x01")
    size = stream.index(b"\x1d(k\x03\x001C")
    assert centring < size
    assert 1 <= stream[size + 7] <= 384 // 65


def test_a_rule_reaches_across():
    assert text_bytes(compose(Receipt((Rule(),)), 384, PEN)) == "─".encode("gbk") * 16


def test_a_feed_is_bounded_by_its_byte():
    assert b"\x1bd\xff" in compose(Receipt((Feed(1000),)), 576, PEN)


@given(st.text(max_size=40))
def test_text_cannot_smuggle_commands(text: str):
    plain = names(compose(one_line("x"), 576, PEN))
    commands = [name for name in names(compose(one_line(text), 576, PEN)) if len(name) == 2 and name != b"\x1b*"]
    assert set(commands) == {name for name in plain if len(name) == 2}


def test_what_a_receipt_says_is_not_in_its_repr():
    shown = repr(PROVIDENT_FUND)
    assert "欧阳" not in shown
    assert "verify" not in shown
    assert "128,456" not in shown
