"""What a resident may type to find a Chinese word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.shell.pinyin import finds, readings

chinese = st.text(st.sampled_from(sorted(readings())), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("gjj", "住房公积金缴存明细"),
        ("gongjijin", "住房公积金缴存明细"),
        ("gongjj", "住房公积金缴存明细"),
        ("GJJ", "住房公积金"),
        ("zf gjj", "住房公积金"),
        ("yhzd", "银行账单"),  # 行 is read hang here, and xing elsewhere
        ("yxzd", "银行账单"),
        ("cqs", "重庆市"),
        ("lvka", "绿卡"),
        ("ems", "邮政EMS查询"),
        ("emscx", "邮政EMS查询"),
        ("12345", "12345热线"),
        ("公积", "住房公积金"),
        ("fund", "Provident fund statement"),
        ("provident fund", "Provident fund statement"),
        ("xian", "西安"),
        ("xian", "县级"),
        ("", "住房公积金"),
    ],
)
def test_found(typed: str, text: str) -> None:
    assert finds(typed, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("jjg", "住房公积金"),
        ("gongjijins", "住房公积金"),
        ("gngjijin", "住房公积金"),
        ("bj", "住房公积金"),
        ("a", ""),
        ("1", "一"),
    ],
)
def test_not_found(typed: str, text: str) -> None:
    assert not finds(typed, text)


@given(before=chinese, text=chinese, data=st.data())
def test_any_reading_and_any_beginning_of_a_syllable_finds(before: str, text: str, data: st.DataObject) -> None:
    typed = ""
    for sign in text:
        syllable = data.draw(st.sampled_from(readings()[sign]))
        typed += syllable[: data.draw(st.integers(1, len(syllable)))]
    assert finds(typed, before + text)


def test_the_table_has_all_characters_of_the_block() -> None:
    missing = [chr(code) for code in range(0x4E00, 0x9FA6) if chr(code) not in readings()]
    assert len(missing) < 500, "some rare signs of dictionaries have no reading"
    assert not [sign for sign in missing if sign.encode("gb2312", "ignore")], "all characters in daily use have one"
