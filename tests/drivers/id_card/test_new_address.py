"""Addresses that were written to a card later."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import Refused
from drivers.faults import Fault
from drivers.id_card.new_address import decode, encode

ADDRESSES = ("武汉市江岸区示例路1号", "武汉市武昌区样板街2号3栋")
LETTERS = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)


def test_there_and_back():
    assert len(encode(ADDRESSES)) == 140
    assert decode(encode(ADDRESSES)) == ADDRESSES


@given(st.lists(st.text(LETTERS, min_size=1, max_size=35), min_size=1, max_size=4))
def test_up_to_four_come_back(addresses):
    assert decode(encode(addresses)) == tuple(addresses)


def test_empty_ones_are_left_out():
    assert decode(encode(["", ADDRESSES[0], ""])) == ADDRESSES[:1]


def test_what_steers_is_taken_out():
    assert decode(encode(["武汉市\u202e江岸区\x1b"])) == ("武汉市江岸区",)


def test_no_text_is_refused_without_repeating_it():
    with pytest.raises(Refused, match="a new address makes no sense") as caught:
        decode(b"\x6d\xd8" * 35)
    assert caught.value.fault is Fault.CARD_INVALID
    assert caught.value.__context__ is None


@pytest.mark.parametrize("size", [0, 1, 69, 71, 350])
def test_sizes_that_are_none(size):
    with pytest.raises(ValueError, match="70 bytes"):
        decode(bytes(size))


@pytest.mark.parametrize("addresses", [["字"] * 5, ["字" * 36]])
def test_what_does_not_fit(addresses):
    with pytest.raises(ValueError, match="do not fit"):
        encode(addresses)


@given(st.integers(1, 4).flatmap(lambda count: st.binary(min_size=70 * count, max_size=70 * count)))
def test_any_bytes_are_addresses_or_refused(data):
    with suppress(Refused):
        assert all(decode(data))
