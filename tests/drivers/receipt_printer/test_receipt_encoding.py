"""Which characters are printed and which are drawn."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.receipts import RARE_NAMES

from drivers.receipt_printer.encoding import Charset, Form, split_runs, text_columns
from drivers.receipt_printer.layout import clean

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

charsets = st.sampled_from(Charset)


def forms(text: str, charset: Charset) -> list[Form]:
    return [run.form for run in split_runs(text, charset)]


@given(st.text(), charsets)
def test_runs_rejoin_to_the_text(text: str, charset: Charset):
    runs = split_runs(text, charset)
    assert "".join(run.text for run in runs) == text
    assert sum(run.columns for run in runs) == text_columns(text)


@given(st.text(), charsets)
def test_neighbours_of_one_form_are_one_run(text: str, charset: Charset):
    order = forms(text, charset)
    assert all(left is not right for left, right in pairwise(order))


def check_bytes(text: str, charset: Charset) -> None:
    for run in split_runs(text, charset):
        match run.form:
            case Form.DRAWN:
                with pytest.raises(ValueError, match="drawn"):
                    run.wire_bytes  # noqa: B018 - reading it is the test
            case Form.ASCII:
                assert run.wire_bytes == run.text.encode("ascii")
                assert min(run.wire_bytes) >= 0x20
            case Form.HANZI:
                assert charset is not Charset.NONE
                assert run.wire_bytes.decode("gbk" if charset is Charset.GBK else "gb18030") == run.text
                assert min(run.wire_bytes) >= 0x30, "neither a control byte nor a question mark"
                assert min(run.wire_bytes[::2]) >= 0x81 or charset is Charset.GB18030


@given(st.text(), charsets)
def test_no_run_invents_bytes(text: str, charset: Charset):
    check_bytes(text, charset)


@pytest.mark.parametrize("charset", Charset)
def test_no_character_of_unicode_becomes_a_command(charset: Charset):
    """Every code point as a receipt would send it: C0, C1, bidi marks, lone surrogates and noncharacters too."""
    for start in range(0, 0x110000, 0x1000):
        check_bytes(clean("".join(map(chr, range(start, start + 0x1000)))), charset)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wuhan 430000", [Form.ASCII]),
        ("武汉", [Form.HANZI]),
        ("·￥、“”—…", [Form.HANZI]),  # what python-escpos turns into question marks
        ("\u3400\u3447", [Form.DRAWN]),  # extension A: four and two bytes in GB18030, none in GBK
        ("\U0002b4f6\U0002ce93", [Form.DRAWN]),
        ("¥5", [Form.DRAWN, Form.ASCII]),
        ("\ue000", [Form.DRAWN]),  # private use: two bytes in GB18030, and no glyph
        ("€", [Form.DRAWN]),  # the standards differ
        ("e\u0301", [Form.DRAWN]),
        ("\x1b@", [Form.DRAWN, Form.ASCII]),
    ],
)
def test_forms(text: str, expected: list[Form]):
    assert forms(text, Charset.GBK) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("㐀", [Form.HANZI]),
        ("武㐀\U0002b4f6A", [Form.HANZI, Form.DRAWN, Form.ASCII]),
        ("\u9fb4", [Form.DRAWN]),  # private use in one edition of the standard, a Hanzi in the next
    ],
)
def test_forms_of_gb18030(text: str, expected: list[Form]):
    assert forms(text, Charset.GB18030) == expected


def test_four_bytes_are_the_standards():
    (run,) = split_runs("㐀", Charset.GB18030)
    assert (run.wire_bytes, run.columns) == (b"\x81\x39\xee\x39", 2)


def test_a_printer_without_hanzi_gets_them_drawn():
    assert forms("武A·", Charset.NONE) == [Form.DRAWN, Form.ASCII, Form.DRAWN]


def test_a_name_keeps_its_neighbours_as_text():
    runs = split_runs("缴存人 " + RARE_NAMES[0], Charset.GBK)
    assert [(run.form, run.columns) for run in runs] == [
        (Form.HANZI, 6),
        (Form.ASCII, 1),
        (Form.HANZI, 4),
        (Form.DRAWN, 4),
    ]


def test_the_text_is_not_in_the_repr():
    assert "武" not in repr(split_runs("武汉", Charset.GBK))
