"""Text from cards: nothing in it steers anything, and no name loses a character that it needs."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.card_text import clean

STEERING = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), 0xAD, 0x61C, 0x200B, 0x200E, 0x200F, 0xFEFF)]
STEERING += [chr(code) for code in (*range(0x2028, 0x202F), *range(0x2060, 0x206A), 0xFFF9, 0xE0001, 0xE0041)]
STEERING += ["\ud800", "\udfff", "\ufffe", "\uffff", "\ufdd0", "\U0010ffff"]


@pytest.mark.parametrize("mark", STEERING, ids=lambda mark: f"U+{ord(mark):04X}")
def test_what_steers_is_taken_out(mark):
    assert clean(f"{mark}王{mark}五{mark}").replace(" ", "") == "王五"
    assert clean(mark) == ""


@pytest.mark.parametrize("separator", ["\t", "\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_what_parts_words_becomes_a_space(separator):
    assert clean(f"VAN{separator}DIJK") == "VAN DIJK"


@pytest.mark.parametrize(
    "name",
    [
        "买买提·吐尔逊",
        "王𫓶𬺓",
        "\U00031350",  # extension H, younger than Python 3.11's table
        "\ue815\U000f0001",  # private use
        "葛\U000e0100",  # variation selector
        "SMITH-O'NEILL, J. É",
        "\u3007\u2e9f",
    ],
)
def test_names_keep_what_they_need(name):
    assert clean(name) == name


def test_padding_goes():
    assert clean("  王五 \0\0  ") == "王五"


@given(st.text(st.characters(codec=None, categories=None)))
def test_any_text_comes_out_harmless_and_stays_so(text):
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert len(cleaned) <= len(text)
    assert not any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in cleaned)
    cleaned.encode("utf-8")
