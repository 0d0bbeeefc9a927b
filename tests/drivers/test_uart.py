"""What a UART hears at the wrong rate."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.transport.uart import heard

RATES = (9600, 19200, 38400, 57600, 115200, 230400)


@given(st.binary(max_size=64), st.sampled_from(RATES))
def test_at_its_own_rate_it_hears_what_was_sent(data, baud):
    assert heard(data, sent_baud=baud, heard_baud=baud) == data


@given(st.binary(max_size=64), st.sampled_from(RATES))
def test_a_rate_that_is_nearly_right_is_right(data, baud):
    assert heard(data, sent_baud=baud, heard_baud=baud * 1.001) == data


@settings(deadline=None)
@given(st.binary(max_size=64), st.sampled_from(RATES), st.sampled_from(RATES))
def test_any_rates_end(data, sent, listened):
    bits = 10 * len(data) * max(1.0, listened / sent)
    assert len(heard(data, sent_baud=sent, heard_baud=listened)) <= bits


@pytest.mark.parametrize("baud", [rate for rate in RATES if rate != 115200])
def test_a_request_at_another_rate_has_no_preamble(baud):
    request = bytes.fromhex("AAAAAA9669000311FFED")
    assert b"\xaa\xaa\xaa\x96\x69" not in heard(request, sent_baud=115200, heard_baud=baud)


def test_half_the_rate_in_bits():
    """0x00 at 9600 is nine low bits; at 4800 the fourth data bit is high."""
    assert heard(b"\x00", sent_baud=9600, heard_baud=4800) == b"\xf8"
