"""Wrapping and pairs on the column grid."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drivers.receipt_printer.encoding import text_columns
from drivers.receipt_printer.layout import clean, columns_of, pair_lines, wrap

texts = st.text(st.one_of(st.characters(), st.sampled_from("武汉公积金，。（）￥· ab12.\n")), max_size=80)
widths = st.sampled_from([16, 24, 32, 48])


@given(texts, widths)
def test_no_line_is_wider_than_the_paper(text: str, columns: int):
    assert all(text_columns(line) <= columns for line in wrap(clean(text), columns))


@given(texts, widths)
def test_wrapping_loses_nothing_but_spaces_and_line_ends(text: str, columns: int):
    cleaned = clean(text)
    kept = "".join(wrap(cleaned, columns)).replace(" ", "")
    assert kept == cleaned.replace(" ", "").replace("\n", "")


@given(texts, texts, widths)
@example("", "\u0300", 16)
@example("武汉", "\u0300a", 16)
def test_the_value_of_a_pair_ends_at_the_right_edge(label: str, value: str, columns: int):
    label, value = clean(label), clean(value).rstrip()
    lines = pair_lines(label, value, columns)
    assert all(text_columns(line) <= columns for line in lines)
    assert text_columns(lines[-1]) == columns


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=40))
def test_clean_text_holds_no_control_character_and_no_half_of_a_pair(text: str):
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not any(ord(c) < 0x20 and c != "\n" for c in cleaned)
    cleaned.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [
        ("", 16, [""]),
        ("一二三四五六七八九", 16, ["一二三四五六七八", "九"]),
        ("一二三四五六七八。", 16, ["一二三四五六七", "八。"]),  # no line begins with a full stop
        ("一二三四五六七（八", 16, ["一二三四五六七", "（八"]),  # and none ends with an open bracket
        ("the quick brown fox", 16, ["the quick brown", "fox"]),
        ("请拨打12345678901234", 16, ["请拨打", "12345678901234"]),
        ("x" * 18, 16, ["x" * 16, "xx"]),
        ("a\nb", 16, ["a", "b"]),
    ],
)
def test_line_breaks(text: str, columns: int, expected: list[str]):
    assert wrap(text, columns) == expected


def test_pairs():
    assert pair_lines("余额", "￥1.00", 16) == ["余额      ￥1.00"]
    assert pair_lines("单位名称", "武汉市江岸区", 16) == ["单位名称", "    武汉市江岸区"]


def test_widths_of_paper():
    assert (columns_of(576), columns_of(384)) == (48, 32)
