"""The resume code: what is typed is found again or refused, and nothing leads from central's side back to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.protocol.resume_code import (
    RANDOM_BYTES,
    DraftDamaged,
    draft_id,
    new_code,
    opened,
    person_proof,
    read_code,
    sealed,
)

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM = st.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES)


@given(RANDOM)
def test_a_code_is_read_however_it_is_typed(randomness):
    code = new_code(randomness)
    assert [len(group) for group in code.split("-")] == [4] * 5
    for typed in (code, code.lower(), code.replace("-", ""), f" {code} ", code.replace("0", "O").replace("1", "l")):
        assert read_code(typed) == code


@given(RANDOM, st.integers(0, 19), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_noticed(randomness, place, sign):
    signs = new_code(randomness).replace("-", "")
    wrong = signs[:place] + sign + signs[place + 1 :]
    assert (read_code(wrong) is None) == (wrong != signs)


@given(st.text(max_size=30))
def test_anything_may_be_typed(typed):
    code = read_code(typed)
    assert code is None or read_code(code) == code


@given(RANDOM, RANDOM)
def test_codes_differ_in_every_derived_value(one, other):
    codes = new_code(one), new_code(other)
    if codes[0] == codes[1]:  # twelve bytes, of which one bit is left over
        return
    assert draft_id(codes[0]) != draft_id(codes[1])
    assert person_proof(codes[0], "420199198803149995") != person_proof(codes[1], "420199198803149995")


@given(RANDOM, st.binary(max_size=300))
def test_only_the_code_opens_what_was_sealed(randomness, content):
    code = new_code(randomness)
    closed = sealed(code, content)
    assert opened(code, closed) == content
    for other in (closed[:-1], closed + b"x", b"", bytes([closed[0] ^ 1]) + closed[1:]):
        with pytest.raises(DraftDamaged):
            opened(code, other)
    with pytest.raises(DraftDamaged):
        opened(new_code(bytes(byte ^ 0x55 for byte in randomness)), closed)


def test_the_id_tells_nothing_of_the_code():
    code = new_code(bytes(range(12)))
    assert draft_id(code) != code
    assert not any(group in draft_id(code).upper() for group in code.split("-"))


@pytest.mark.parametrize("count", [0, 11, 13])
def test_too_little_chance_is_refused(count):
    with pytest.raises(ValueError, match="12 random bytes"):
        new_code(bytes(count))
