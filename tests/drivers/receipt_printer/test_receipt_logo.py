"""A picture on the receipt."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit.receipts import commands_of, ink_of
from PIL import Image, ImageChops

from drivers.cancel import Cancel
from drivers.errors import Refused
from drivers.faults import Fault
from drivers.receipt_printer.commands import compose
from drivers.receipt_printer.device import EscPosPrinter
from drivers.receipt_printer.emulator import EscPosEmulator
from drivers.receipt_printer.logo import HEIGHT_LIMIT_DOTS, ink_of_logo
from drivers.receipt_printer.raster import GlyphPen
from drivers.receipt_printer.role import Logo, QrCode, Receipt, TextLine

PEN = GlyphPen()


def test_black_is_ink_and_what_is_not_there_is_white():
    picture = Image.new("RGBA", (20, 10))
    picture.paste((0, 0, 0, 255), (0, 0, 10, 10))
    ink = ink_of_logo(picture, width_dots=None, limit_dots=576)
    assert (ink.mode, ink.size, ink.getbbox()) == ("1", (20, 10), (0, 0, 10, 10))


@given(st.integers(1, 3000), st.integers(1, 3000), st.one_of(st.none(), st.integers(1, 2000)))
@settings(max_examples=40, deadline=None)
def test_it_always_fits(width: int, height: int, wanted: int | None):
    ink = ink_of_logo(Image.new("L", (width, height)), width_dots=wanted, limit_dots=384)
    assert 1 <= ink.width <= min(384, wanted or width)
    assert 1 <= ink.height <= HEIGHT_LIMIT_DOTS


def test_grey_stays_grey_on_the_whole():
    ink = ink_of_logo(Image.new("L", (100, 100), 192), width_dots=None, limit_dots=576)
    assert 0.2 < sum(ink.convert("L").histogram()[128:]) / 10_000 < 0.3


def test_it_is_printed_in_the_middle(tmp_path: Path):
    Image.new("1", (100, 300)).save(tmp_path / "logo.png")
    emulator = EscPosEmulator()
    emulator.start()
    try:
        receipt = Receipt((Logo(tmp_path / "logo.png"), TextLine("x")))
        EscPosPrinter(emulator.url).print(receipt, timeout_s=20.0, cancel=Cancel())
        (paper,) = emulator.take()
    finally:
        emulator.stop()
    assert ink_of(paper, x_dots=0, y_dots=0, size=(576, 300)).getbbox() == (236, 0, 336, 300)  # in 13 bytes
    assert ink_of(paper, x_dots=0, y_dots=300, size=(12, 24)).getbbox() is not None, "the text after it is on the left"


def test_no_size_of_a_picture_spells_a_real_time_command():
    for height in (0x0410, 0x0405, 0x1004, 16):
        picture = Image.new("1", (128, height), 255)
        stream = b"".join(compose(Receipt((Logo(picture),)), 576, PEN))
        for pair in (b"\x10\x04", b"\x10\x05", b"\x10\x14"):
            assert pair not in stream
        rows = [int.from_bytes(c.parameters[4:6], "little") for c in commands_of(stream) if c.name == b"\x1dv"]
        assert sum(rows) == min(height, HEIGHT_LIMIT_DOTS)


@pytest.mark.parametrize("content", [None, b"", b"no picture", b"\x89PNG\r\n\x1a\n" + bytes(100)])
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes | None):
    if content is not None:
        (tmp_path / "logo").write_bytes(content)
    with pytest.raises(Refused) as caught:
        compose(Receipt((Logo(tmp_path / "logo"),)), 576, PEN)
    assert caught.value.fault is Fault.JOB_REFUSED


def test_a_picture_cut_off_at_each_byte(tmp_path: Path):
    Image.effect_noise((12, 12), 50).save(tmp_path / "whole.png")
    whole = (tmp_path / "whole.png").read_bytes()
    for size in range(len(whole) - 20):
        (tmp_path / "part").write_bytes(whole[:size])
        with pytest.raises(Refused):
            compose(Receipt((Logo(tmp_path / "part"),)), 576, PEN)


def test_a_picture_of_absurd_size_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    Image.new("1", (100, 100)).save(tmp_path / "huge.png")
    for limit in (1000, 9000):  # beyond twice the limit, and between
        monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", limit)
        with pytest.raises(Refused):
            compose(Receipt((Logo(tmp_path / "huge.png"),)), 576, PEN)


@pytest.mark.parametrize("data", ["a\x10\x04\x01", "\x1b@", "\ud800", "\x85"])
def test_a_qr_code_carries_no_command(data: str):
    with pytest.raises(Refused) as caught:
        compose(Receipt((QrCode(data),)), 576, PEN)
    assert caught.value.fault is Fault.JOB_REFUSED


@given(st.binary(min_size=1, max_size=2000), st.integers(1, 200))
@settings(max_examples=60, deadline=None)
def test_no_picture_holds_a_command(rows: bytes, width_bytes: int):
    height = max(1, len(rows) // width_bytes)
    data = rows.ljust(height * width_bytes, b"\x10")[: height * width_bytes]
    picture = ImageChops.invert(Image.frombytes("1", (width_bytes * 8, height), data))
    stream = b"".join(compose(Receipt((Logo(picture),)), 576, PEN))
    for pair in (b"\x10\x04", b"\x10\x05", b"\x10\x14"):
        assert pair not in stream
    assert {c.name for c in commands_of(stream)} <= {
        b"\x1b@",
        b"\x1da",
        b"\x1b2",
        b"\x1c&",
        b"\x1ba",
        b"\x1dv",
        b"\x1dV",
    }
