"""Sealed values: readable in their own place with their own key, nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.ledger_walk import open_ledger, walk_to

from kiosk.ledger.errors import SealBroken
from kiosk.ledger.seal import Seal
from kiosk.protocol.records import IssueState

SEAL = Seal(bytes(32))


@given(st.text())
def test_what_was_closed_opens_in_its_place(value):
    assert SEAL.open(SEAL.close(value, column="t.c", row="1"), column="t.c", row="1") == value


def test_the_same_value_never_looks_the_same():
    assert SEAL.close("x", column="t.c", row="1") != SEAL.close("x", column="t.c", row="1")


@pytest.mark.parametrize(("column", "row"), [("t.c", "2"), ("t.d", "1")])
def test_a_value_moved_elsewhere_does_not_open(column, row):
    with pytest.raises(SealBroken, match=column):
        SEAL.open(SEAL.close("x", column="t.c", row="1"), column=column, row=row)


def test_another_key_does_not_open_it():
    with pytest.raises(SealBroken):
        Seal(bytes(31) + b"1").open(SEAL.close("x", column="t.c", row="1"), column="t.c", row="1")


@given(st.integers(0, 200), st.integers(1, 255))
def test_each_changed_byte_is_seen(position, mask):
    sealed = bytearray(SEAL.close("value", column="t.c", row="1"))
    sealed[position % len(sealed)] ^= mask
    with pytest.raises(SealBroken):
        SEAL.open(bytes(sealed), column="t.c", row="1")


@pytest.mark.parametrize("length", [0, 5, 12, 20])
def test_a_stump_does_not_open(length):
    with pytest.raises(SealBroken):
        SEAL.open(bytes(length), column="t.c", row="1")


def test_nothing_that_was_issued_can_be_read_from_the_files(tmp_path):
    ledger = open_ledger(tmp_path)
    walk_to(ledger, IssueState.RESERVED)
    code = ledger.pending(9)[0].record.verification_code
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    ledger.close()
    assert content
    for secret in (code, "缴存证明", "housing/fund"):
        assert secret.encode() not in content
