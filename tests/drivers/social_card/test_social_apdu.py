"""Commands and answers ↔ bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import ProtocolError
from drivers.faults import Fault
from drivers.social_card.apdu import (
    BY_ID,
    Answer,
    Command,
    File,
    Sw,
    fault_of,
    read_record,
    select_application,
    select_file,
)

BYTE = st.integers(0, 255)
COMMANDS = st.builds(
    Command, ins=BYTE, p1=BYTE, p2=BYTE, data=st.binary(max_size=255), expected=st.none() | BYTE, cla=BYTE
)


def test_the_commands_of_the_books():
    assert select_application().encode().hex(" ") == "00 a4 04 00 0f 73 78 31 2e 73 68 2e c9 e7 bb e1 b1 a3 d5 cf"
    assert select_file(File.CARD).encode().hex(" ") == "00 a4 02 00 02 ef 05"
    assert read_record(0x09, BY_ID, 32).encode().hex(" ") == "00 b2 09 00 20"


@given(COMMANDS)
def test_a_command_survives_the_wire(command):
    assert Command.decode(command.encode()) == command


@given(st.binary(max_size=300))
def test_no_bytes_hurt_the_cards_side(raw):
    try:
        command = Command.decode(raw)
    except ValueError:
        return
    assert command.encode() == raw


@given(st.sampled_from(Sw) | st.integers(0x6100, 0x61FF) | st.integers(0x6C00, 0x6CFF), st.binary(max_size=256))
def test_an_answer_survives_the_wire(sw, data):
    assert Answer.decode(Answer(sw, data).encode()) == Answer(sw, data)


@given(st.binary(max_size=300))
def test_an_answer_has_a_status_word_or_is_none(raw):
    try:
        assert Answer.decode(raw).encode() == raw
    except ProtocolError:
        assert len(raw) < 2 or raw[-2] >> 4 not in (6, 9) or 0 < raw[-1] < 0x80


@pytest.mark.parametrize("raw", ["6f11", "682e", "7000", "00", "", "8f00"])
def test_the_middle_of_an_answer_is_no_status_word(raw):
    with pytest.raises(ProtocolError):
        Answer.decode(bytes.fromhex(raw))


@given(st.integers(0, 0xFFFF))
def test_every_status_word_means_something(sw):
    assert (fault_of(sw) is None) == (sw in (Sw.OK, Sw.CUT_SHORT))


def test_a_blocked_card_is_invalid():
    assert fault_of(Sw.DEACTIVATED) is Fault.CARD_INVALID
    assert fault_of(Sw.SECURITY_NOT_SATISFIED) is Fault.CARD_UNREADABLE


def test_a_commands_data_is_not_told():
    assert "sx1" not in str(select_application())
    assert "secret" not in repr(Answer(Sw.OK, b"secret"))
