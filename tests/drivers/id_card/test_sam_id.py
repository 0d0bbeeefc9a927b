"""A SAM's number and its bytes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.id_card.sam_id import decode, encode

NUMBER = "05.03-20120101-0001234567-0012345678"
RAW = bytes.fromhex("05000300" "25023301" "87d61200" "4e61bc00")  # fmt: skip


def test_the_known_number():
    assert decode(RAW) == NUMBER
    assert encode(NUMBER) == RAW


@given(st.binary(min_size=16, max_size=16))
def test_any_sixteen_bytes_are_a_number_and_come_back(raw):
    assert re.fullmatch(r"\d{2,5}\.\d{2,5}-\d{8,10}-\d{10}-\d{10}", decode(raw))
    assert encode(decode(raw)) == raw


@pytest.mark.parametrize("size", [0, 15, 17])
def test_another_size_is_a_defect(size):
    with pytest.raises(ValueError, match="16 bytes"):
        decode(bytes(size))


@pytest.mark.parametrize("number", ["", "05-03", "70000.03-20120101-1-1", "05.03-20120101-x-1"])
def test_what_is_no_number(number):
    with pytest.raises(ValueError):  # noqa: PT011  # whichever part it stumbles over
        encode(number)
