"""Identifiers: right by their standard, in order of time, and readable where people read them."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.protocol.identifiers import document_serial, uuid7, verification_code

times = st.integers(0, 2**48 - 1)
tens = st.binary(min_size=10, max_size=10)


@given(times, tens)
def test_a_uuid7_is_what_the_standard_says(unix_ms, randomness):
    made = uuid.UUID(uuid7(unix_ms, randomness))
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert made.int >> 80 == unix_ms


def test_the_example_of_the_standard():
    """RFC 9562 appendix A.6."""
    randomness = (0xCC3 << 64 | 0x18C4DC0C0C07398F).to_bytes(10, "big")
    assert uuid7(0x017F22E279B0, randomness) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@given(times, times, tens, tens)
def test_text_sorts_by_time(first_ms, second_ms, first, second):
    if first_ms < second_ms:
        assert uuid7(first_ms, first) < uuid7(second_ms, second)


@given(tens, tens)
def test_randomness_makes_the_difference(first, second):
    same = uuid7(1, first) == uuid7(1, second)
    assert same == (_counted(first) == _counted(second))


def _counted(randomness: bytes) -> int:
    return int.from_bytes(randomness, "big") & ~(0xF << 76) & ~(0x3 << 62)


@pytest.mark.parametrize("length", [0, 9, 11])
def test_the_wrong_amount_of_randomness_is_refused(length):
    with pytest.raises(ValueError, match=f"not {length}"):
        uuid7(1, bytes(length))


@given(st.binary(min_size=12, max_size=32))
def test_a_code_has_three_groups_of_signs_that_nobody_mixes_up(randomness):
    code = verification_code(randomness)
    assert [len(group) for group in code.split("-")] == [4, 4, 4]
    assert not set(code) & set("01ILO")
    assert code == code.upper()


@given(st.integers(0, 31**12 - 1), st.integers(0, 31**12 - 1))
def test_different_numbers_give_different_codes(first, second):
    codes = {verification_code(number.to_bytes(12, "big")) for number in (first, second)}
    assert len(codes) == len({first, second})


def test_a_code_needs_enough_randomness():
    with pytest.raises(ValueError, match="12"):
        verification_code(bytes(11))


def test_a_serial_names_who_when_and_which():
    assert document_serial("T0001", "20260305", 7) == "T0001-20260305-00007"
    assert document_serial("T0001", "20260305", 123456) == "T0001-20260305-123456"


@given(st.integers(1, 10**7), st.integers(1, 10**7))
def test_two_numbers_never_make_one_serial(first, second):
    assert (document_serial("T", "20260305", first) == document_serial("T", "20260305", second)) == (first == second)
