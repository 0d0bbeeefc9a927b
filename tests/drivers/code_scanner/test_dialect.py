"""Commands and reports of the dialects, and what a scanned code says of itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.code_scanner.dialect import HONEYWELL, NEWLAND, Report, Verdict, read_report, write_report
from drivers.code_scanner.role import ScannedCode

PRODUCTS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=40)
ASKED = st.sampled_from([HONEYWELL, NEWLAND])


def test_published_commands():
    assert HONEYWELL.trigger_on == bytes.fromhex("16540D")
    assert HONEYWELL.trigger_off == bytes.fromhex("16550D")
    assert NEWLAND.trigger_on == bytes.fromhex("015404")
    assert NEWLAND.trigger_off == bytes.fromhex("015004")
    assert NEWLAND.query == bytes.fromhex("7E013030303040 515259535953 3B03")


@given(ASKED, st.builds(Report, st.sampled_from(Verdict), PRODUCTS))
def test_a_report_there_and_back(dialect, report):
    assert read_report(dialect, write_report(dialect, report)) == report


@given(ASKED, st.builds(Report, st.sampled_from(Verdict), PRODUCTS), st.data())
def test_a_report_is_waited_for_to_its_end(dialect, report, data):
    answer = write_report(dialect, report)
    assert read_report(dialect, answer[: data.draw(st.integers(0, len(answer) - 1))]) is None


@given(ASKED, st.binary(max_size=300))
def test_any_bytes_at_all(dialect, answer):
    report = read_report(dialect, answer)
    assert report is None or (report.product.isascii() and not set(report.product) & set(map(chr, range(32))))


def test_a_name_with_controls_ends_before_them():
    answer = b"Product Name: Good\x1b[31m\x06;\x03"
    assert read_report(NEWLAND, answer) == Report(Verdict.ACK, "Good")


@given(st.text(st.characters(exclude_categories=("C",)), min_size=1))
def test_text_is_text(text):
    assert ScannedCode(text.encode()).text == text


def test_chinese_codes_of_either_kind():
    assert ScannedCode("武汉市".encode("gb18030")).text == "武汉市"
    assert ScannedCode("武汉市".encode()).text == "武汉市"


@pytest.mark.parametrize(
    "data",
    [b"a\0b", b"\x1b[2J", b"a\x1db", "ab\u202egnp.exe".encode(), "\u200bhidden".encode(), b"\xff\xff", b"\x80"],
)
def test_what_is_not_plain_text_is_only_data(data):
    assert ScannedCode(data).text is None
    assert ScannedCode(data).data == data


@given(st.binary(max_size=200))
def test_no_bytes_are_shown_or_break_it(data):
    code = ScannedCode(data)
    assert code.text is None or code.text.encode() == data or code.text.encode("gb18030") == data
    assert repr(code) == f"ScannedCode({len(data)} bytes)"
