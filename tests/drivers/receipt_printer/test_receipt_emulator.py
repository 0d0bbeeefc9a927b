"""The emulated printer's own parts."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit.receipts import commands_of, ink_of, is_blank
from PIL import Image

from drivers.cancel import Cancel
from drivers.faults import Fault
from drivers.receipt_printer.emulator import EscPosEmulator
from drivers.receipt_printer.encoding import Charset
from drivers.receipt_printer.interpreter import Interpreter
from drivers.receipt_printer.paper import CUTTER_DISTANCE_DOTS, DEFAULT_LINE_DOTS, MARGIN_DOTS, Paper
from drivers.receipt_printer.raster import GlyphPen
from drivers.receipt_printer.real_time import CLEAR_BUFFERS, RealTime, RealTimeFilter
from drivers.transport import open_pipe

PEN = GlyphPen()
FEED_AND_CUT = b"\x1dVB\x00"


class Bench:
    """An interpreter with its paper, and what came out of them."""

    def __init__(self, width_dots: int = 384, charset: Charset = Charset.GBK) -> None:
        self.receipts: list[Image.Image] = []
        self.paper_queries = 0
        self.fed_mm = 0.0
        self.paper = Paper(width_dots, on_feed=self.count_feed)
        self.interpreter = Interpreter(self.paper, PEN, self, charset=charset)

    def cut(self, receipt: Image.Image) -> None:
        self.receipts.append(receipt)

    def blade_moves(self) -> bool:
        return True

    def paper_asked(self) -> None:
        self.paper_queries += 1

    def watch(self, mask: int) -> None:
        pass

    def name_asked(self) -> None:
        pass

    def count_feed(self, length_mm: float) -> None:
        self.fed_mm += length_mm

    def feed(self, stream: bytes) -> None:
        for byte in stream:
            self.interpreter.feed(byte)


def printed(stream: bytes, width_dots: int = 384, charset: Charset = Charset.GBK) -> Image.Image:
    bench = Bench(width_dots, charset)
    bench.feed(stream + FEED_AND_CUT)
    assert not bench.interpreter.unknown
    return bench.receipts[-1]


def test_text_lands_where_it_belongs():
    receipt = printed("A武\n".encode("gbk"))
    assert ink_of(receipt, x_dots=0, y_dots=0, size=(12, 24)) == PEN.draw("A", 1)
    assert ink_of(receipt, x_dots=12, y_dots=0, size=(24, 24)) == PEN.draw("武", 2)


def test_without_hanzi_mode_chinese_is_rubbish():
    hanzi, rubbish = printed("\x1c&武\n".encode("gbk")), printed("\x1c.武\n".encode("gbk"))
    assert hanzi.size == rubbish.size
    assert hanzi != rubbish
    assert not is_blank(rubbish)


def test_four_bytes_are_one_hanzi_to_a_printer_that_knows_them():
    receipt = printed("\x1c&㐀武\n".encode("gb18030"), charset=Charset.GB18030)
    assert ink_of(receipt, x_dots=0, y_dots=0, size=(24, 24)) == PEN.draw("㐀", 2)
    assert ink_of(receipt, x_dots=24, y_dots=0, size=(24, 24)) == PEN.draw("武", 2)


def test_four_bytes_are_rubbish_to_one_that_does_not():
    receipt = printed("\x1c&㐀\n".encode("gb18030"), charset=Charset.GBK)
    assert not is_blank(receipt)
    assert ink_of(receipt, x_dots=0, y_dots=0, size=(24, 24)) != PEN.draw("㐀", 2)


def test_a_printer_without_hanzi_knows_no_hanzi_command():
    bench = Bench(charset=Charset.NONE)
    bench.feed("\x1c&\x1c!\x00武\n".encode("gbk") + FEED_AND_CUT)
    assert bench.interpreter.unknown == {b"\x1c&": 1, b"\x1c!": 1}
    assert not is_blank(bench.receipts[0])


def test_every_movement_takes_paper():
    bench = Bench()
    bench.feed(b"x\n\x1bd\x01\x1bJ\x08" + FEED_AND_CUT)
    assert bench.fed_mm * 8 == DEFAULT_LINE_DOTS * 2 + 8 + CUTTER_DISTANCE_DOTS


@pytest.mark.parametrize(("align", "x_dots"), [(0, 0), (1, 180), (2, 360)])
def test_alignment(align: int, x_dots: int):
    receipt = printed(b"\x1ba" + bytes([align]) + "武\n".encode("gbk"))
    assert ink_of(receipt, x_dots=x_dots, y_dots=0, size=(24, 24)) == PEN.draw("武", 2)


def test_a_line_that_is_full_goes_on_in_the_next():
    receipt = printed(b"x" * 33 + b"\n")
    assert ink_of(receipt, x_dots=0, y_dots=DEFAULT_LINE_DOTS, size=(12, 24)) == PEN.draw("x", 1)


def test_what_is_cut_without_feeding_leaves_its_end_in_the_printer():
    bench = Bench()
    bench.feed(b"x\n\x1dV\x00")
    assert is_blank(bench.receipts[0])
    assert not is_blank(bench.paper.hanging_out())
    bench.feed(FEED_AND_CUT)
    assert not is_blank(bench.receipts[1])


def test_a_qr_code_is_drawn_with_its_module_size():
    store = b"\x1d(k\x08\x001P0hello"
    receipt = printed(b"\x1d(k\x03\x001C\x04\x1d(k\x03\x001E1" + store + b"\x1d(k\x03\x001Q0")
    symbol = ink_of(receipt, x_dots=0, y_dots=0, size=(84, 84))  # version 1: 21 modules of 4 dots
    assert symbol.getbbox() == (0, 0, 84, 84)
    finder = symbol.crop((0, 0, 28, 28))
    assert [finder.getpixel((x, 14)) > 0 for x in range(2, 28, 4)] == [True, False, True, True, True, False, True]


def test_a_paper_query_is_answered_in_its_turn():
    bench = Bench()
    bench.feed(b"\x1b*\x21\x02\x00\x1dr\x01\x1dr\x01")  # the first six bytes after the header are graphics
    assert bench.paper_queries == 0
    bench.feed(b"\x1dr\x01")
    assert bench.paper_queries == 1


def test_unknown_commands_are_counted():
    bench = Bench()
    bench.feed(b"\x1bZ\x1bZ\x07")
    assert bench.interpreter.unknown == {b"\x1bZ": 2, b"\x07": 1}


@settings(max_examples=60)
@given(st.lists(st.one_of(st.sampled_from([b"\x1b", b"\x1d", b"\x1dv0\x00", b"\x1d(k", b"\x1b*!"]), st.binary())))
def test_no_stream_breaks_the_interpreter(pieces: list[bytes]):
    bench = Bench()
    bench.feed(b"".join(pieces))
    bench.interpreter.reset()
    bench.feed(b"x\n" + FEED_AND_CUT)
    assert not is_blank(bench.receipts[-1])


@given(st.lists(st.sampled_from([b"\x10", b"\x04", b"\x01", b"\x05\x02", b"\x14\x08", CLEAR_BUFFERS, b"ab"])))
def test_real_time_commands_are_found_wherever_the_stream_is_split(pieces: list[bytes]):
    def sort(chunks: list[bytes]) -> tuple[bytes, list[bytes]]:
        incoming, queued, commands = RealTimeFilter(), b"", []
        for chunk in [*chunks, b"end"]:
            for found in incoming.feed(chunk):
                if isinstance(found, RealTime):
                    commands.append(found.command)
                else:
                    queued += found
        return queued, commands

    stream = b"".join(pieces)
    assert sort(pieces) == sort([stream]) == sort([stream[i : i + 1] for i in range(len(stream))])


def test_the_paper_has_margins():
    assert printed(b"x\n").width == 384 + 2 * MARGIN_DOTS
    assert printed(b"").height == CUTTER_DISTANCE_DOTS


def test_commands_are_cut_at_their_ends():
    stream = b"a\x1ba\x01\x1dV\x00\x1dVB\x10\x1b*\x00\x02\x00\x1b\x1b\n"
    assert [(c.name, c.parameters) for c in commands_of(stream)] == [
        (b"a", b""),
        (b"\x1ba", b"\x01"),
        (b"\x1dV", b"\x00"),
        (b"\x1dV", b"B\x10"),
        (b"\x1b*", b"\x00\x02\x00\x1b\x1b"),
        (b"\n", b""),
    ]


def test_each_receipt_is_announced_and_two_hosts_may_be_connected():
    came = threading.Semaphore(0)
    emulator = EscPosEmulator(on_receipt=lambda _: came.release())
    emulator.start()
    try:
        with_both = [open_pipe(emulator.url), open_pipe(emulator.url)]
        for pipe in with_both:
            pipe.write(b"x\n" + FEED_AND_CUT, timeout_s=1.0, cancel=Cancel())
            assert came.acquire(timeout=5.0)
            pipe.close()
        assert len(emulator.take()) == 2
    finally:
        emulator.stop()


def test_only_faults_of_a_printer_are_simulated():
    emulator = EscPosEmulator()
    for act in (lambda: emulator.set_fault(Fault.NO_CARD), lambda: emulator.fail_after(1, Fault.NO_CARD)):
        with pytest.raises(ValueError, match="NO_CARD"):
            act()


def test_life_and_death_are_forgiving():
    emulator = EscPosEmulator()
    emulator.start()
    url = emulator.url
    with pytest.raises(RuntimeError, match="already"):
        emulator.start()
    emulator.unplug()
    emulator.unplug()
    emulator.replug()
    emulator.replug()
    assert emulator.url == url
    emulator.stop()
    emulator.stop()
