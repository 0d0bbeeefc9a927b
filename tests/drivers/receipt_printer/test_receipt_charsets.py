"""What stands on the paper, for printers with different fonts; and that text stays text on its way there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit.receipts import PROVIDENT_FUND, commands_of, ink_of, one_line, text_bytes

from drivers.cancel import Cancel
from drivers.receipt_printer.commands import compose
from drivers.receipt_printer.device import EscPosPrinter
from drivers.receipt_printer.emulator import EscPosEmulator
from drivers.receipt_printer.encoding import Charset, cluster_columns, split_clusters
from drivers.receipt_printer.layout import clean
from drivers.receipt_printer.raster import CELL_DOTS, GlyphPen
from drivers.receipt_printer.role import Pair, Receipt, TextLine

PEN = GlyphPen()
NAMES = ("武㐀\U0002b4f6A", "㐀㐁", "·￥“”", "¥5€", "\u9fb4\ue000")
INTENDED = {b"\x1b@", b"\x1da", b"\x1b2", b"\x1c&", b"\x1c!", b"\x1ba", b"\x1bE", b"\x1d!", b"\x1bJ", b"\x1dV", b"\n"}
DRAWING = {b"\x1b*", b"\x1dv"}


def printed(receipt: Receipt, charset: Charset, font: Charset | None = None):
    """The picture of `receipt` from a driver that thinks the printer has `charset`, and what its font cannot do."""
    emulator = EscPosEmulator(charset=font or charset)
    emulator.start()
    try:
        EscPosPrinter(emulator.url, charset=charset, settle_s=0.001).print(receipt, timeout_s=20.0, cancel=Cancel())
        return emulator.receipts[-1], emulator.worked_off, emulator.unknown
    finally:
        emulator.stop()


@pytest.mark.parametrize("charset", Charset)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scale", [1, 2])
def test_every_character_comes_out_as_itself(charset: Charset, name: str, scale: int):
    receipt, stream, unknown = printed(one_line(name, scale=scale), charset)
    assert unknown == {}
    assert b"?" not in text_bytes(stream)
    x = 0
    for cluster in split_clusters(name):
        width = cluster_columns(cluster) * CELL_DOTS // 2 * scale
        ink = ink_of(receipt, x_dots=x, y_dots=0, size=(width, CELL_DOTS * scale))
        drawn = PEN.draw(cluster, cluster_columns(cluster), height_dots=CELL_DOTS * scale)
        doubled = PEN.draw(cluster, cluster_columns(cluster)).resize(drawn.size, 0)
        assert ink in (drawn, doubled)
        x += width


def test_what_each_printer_gets_as_text():
    text = {charset: text_bytes(printed(one_line("武㐀A"), charset)[1]) for charset in Charset}
    assert text == {
        Charset.GB18030: "武㐀A".encode("gb18030"),
        Charset.GBK: "武A".encode("gbk"),
        Charset.NONE: b"A",
    }


def test_a_wrong_charset_shows_on_the_paper():
    right, *_ = printed(one_line("㐀"), Charset.GBK)
    wrong, *_ = printed(one_line("㐀"), Charset.GB18030, font=Charset.GBK)
    assert right != wrong


@pytest.mark.parametrize("charset", Charset)
def test_a_whole_receipt_looks_alike_on_every_printer(charset: Charset):
    receipt, _, unknown = printed(PROVIDENT_FUND, charset)
    assert unknown == {}
    assert receipt.height == printed(PROVIDENT_FUND, Charset.GBK)[0].height


texts = st.text(
    st.one_of(
        st.characters(codec=None, exclude_categories=()),
        st.sampled_from("\x00\x04\x05\x10\x14\x1b\x1c\x1d@\x7f\x80\x85\x9b\u202e\u2066\u200b\ufeff\n武㐀"),
    ),
    max_size=60,
)


@given(texts, texts, st.sampled_from(Charset), st.sampled_from([1, 2]))
@settings(max_examples=300, deadline=None)
def test_nothing_in_a_text_is_a_command(text: str, other: str, charset: Charset, scale: int):
    stream = b"".join(compose(Receipt((TextLine(text, scale=scale), Pair(text, other))), 384, PEN, charset))
    seen = commands_of(stream)
    assert {command.name for command in seen if len(command.name) == 2 or command.name < b" "} <= INTENDED | DRAWING
    for pair in (b"\x10\x04", b"\x10\x05", b"\x10\x14"):
        assert pair not in stream
    assert [command.name for command in seen].count(b"\x1dV") == 1


@given(texts)
@settings(max_examples=60, deadline=None)
def test_the_printer_understands_all_of_it(text: str):
    for charset in Charset:
        emulator_text = clean(text)
        stream = b"".join(compose(one_line(text), 384, PEN, charset))
        if all(ord(character) < 0x80 for character in emulator_text):
            assert text_bytes(stream).replace(b" ", b"") == emulator_text.replace("\n", "").replace(" ", "").encode()
        assert stream.count(b"\x1b@") == 1 + sum(c.parameters.count(b"\x1b@") for c in commands_of(stream))
