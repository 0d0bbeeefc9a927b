"""The byte stream of a receipt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.receipts import PROVIDENT_FUND, RARE_NAMES, commands_of, one_line, text_bytes

from drivers.receipt_printer.commands import compose
from drivers.receipt_printer.encoding import Charset
from drivers.receipt_printer.raster import GlyphPen
from drivers.receipt_printer.role import Align, Feed, QrCode, Receipt, Rule, TextLine

PEN = GlyphPen()


def stream_of(receipt: Receipt, width_dots: int = 576, charset: Charset = Charset.GBK) -> bytes:
    return b"".join(compose(receipt, width_dots, PEN, charset))


def names(stream: bytes) -> list[bytes]:
    return [command.name for command in commands_of(stream)]


def test_a_plain_line_byte_for_byte():
    stream = stream_of(one_line("武A"), 576)
    assert stream == b"\x1b@\x1da\x0e\x1b2\x1c&" + "武A".encode("gbk") + b"\n" + b"\x1dVB\x00"


def test_hanzi_mode_is_on_before_the_first_text():
    order = names(stream_of(PROVIDENT_FUND, 576))
    assert order.index(b"\x1c&") < next(i for i, name in enumerate(order) if len(name) == 1)
    assert b"\x1c." not in order


@pytest.mark.parametrize("name", RARE_NAMES)
def test_only_the_rare_characters_are_drawn(name: str):
    stream = stream_of(one_line(name), 576)
    assert names(stream).count(b"\x1b*") == any(ord(character) > 0xFFFF for character in name)  # they stand together
    common = "".join(character for character in name if ord(character) <= 0xFFFF)
    assert text_bytes(stream) == common.encode("gbk")


def test_a_double_line_with_a_rare_character_is_one_raster():
    stream = stream_of(Receipt((TextLine(RARE_NAMES[0], Align.RIGHT, bold=True, scale=2),)), 384)
    assert names(stream).count(b"\x1dv") == 1
    assert text_bytes(stream) == b""


def test_a_qr_code_is_centred_first_and_made_to_fit():
    stream = stream_of(Receipt((QrCode("x" * 300, module_dots=16),)), 384)
    centring = stream.index(b"\x1ba\x01")
    size = stream.index(b"\x1d(k\x03\x001C")
    assert centring < size
    assert 1 <= stream[size + 7] <= 384 // 65


def test_a_rule_reaches_across():
    assert text_bytes(stream_of(Receipt((Rule(),)), 384)) == "─".encode("gbk") * 16


def test_a_feed_is_bounded_by_its_byte():
    assert b"\x1bd\xff" in stream_of(Receipt((Feed(1000),)), 576)


@given(st.text(max_size=40))
def test_text_cannot_smuggle_commands(text: str):
    plain = names(stream_of(one_line("x")))
    commands = [name for name in names(stream_of(one_line(text))) if len(name) == 2 and name != b"\x1b*"]
    assert set(commands) == {name for name in plain if len(name) == 2}


def test_what_a_receipt_says_is_not_in_its_repr():
    shown = repr(PROVIDENT_FUND)
    assert "欧阳" not in shown
    assert "verify" not in shown
    assert "128,456" not in shown
