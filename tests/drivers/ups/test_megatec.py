"""The codec: published samples, round trips, variants of the field, and every kind of damage."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ups.megatec import (
    accepts,
    decode_identity,
    decode_status,
    encode_status,
    read_shut_down,
    refuses,
    shut_down_command,
)
from drivers.ups.role import UpsReading

FLAGS = [False] * 8
PUBLISHED = b"(208.4 140.0 208.4 034 59.9 2.05 35.0 00110000"


def tenths(most: int) -> st.SearchStrategy[float]:
    return st.integers(0, most * 10).map(lambda value: value / 10)


READINGS = st.builds(
    UpsReading,
    input_v=st.none() | tenths(999),
    fault_v=st.none() | tenths(999),
    output_v=st.none() | tenths(999),
    load_percent=st.none() | st.integers(0, 999),
    frequency_hz=st.none() | tenths(99),
    battery_v=st.none() | tenths(99),
    temperature_c=st.none() | tenths(99) | tenths(9).map(lambda value: -value),
    standby_type=st.just(value=True),
)


def test_the_protocols_own_example():
    reading = decode_status(PUBLISHED)
    assert reading == UpsReading(208.4, 140.0, 208.4, 34, 59.9, 2.05, 35.0, False, False, True, True, *FLAGS[:4])
    assert encode_status(reading) == PUBLISHED


@pytest.mark.parametrize(
    ("line", "bit"),
    [
        (b"(209.7 209.7 219.7 020 50.0 41.8 23.3 00000001", "beeper"),
        (b"(002.9 000.0 000.0 000 00.0 2.02 21.0 10000000", "utility_failed"),
        (b"(220.0 220.0 220.0 000 50.0 24.0 25.0 01000000", "battery_low"),
        (b"(220.0 220.0 220.0 000 50.0 24.0 25.0 00100000", "bypass"),
        (b"(220.0 220.0 220.0 000 50.0 24.0 25.0 00010000", "failed"),
        (b"(220.0 220.0 220.0 000 50.0 24.0 25.0 00001000", "standby_type"),
        (b"(220.0 220.0 220.0 000 50.0 24.0 25.0 00000100", "testing"),
        (b"(220.0 220.0 220.0 000 50.0 24.0 25.0 00000010", "shutting_down"),
    ],
)
def test_each_bit(line, bit):
    reading = decode_status(line)
    assert replace(reading, **{bit: False}) == replace(reading, **{name: False for name in UpsReading.__annotations__
                                                                   if getattr(reading, name) is True})  # fmt: skip
    assert getattr(reading, bit) is True


@pytest.mark.parametrize("missing", [b"--.-", b"@@.@", b"@", b"---", b"--.--"])
def test_a_sensor_that_is_missing(missing):
    assert decode_status(b"(220.0 220.0 220.0 000 50.0 24.0 " + missing + b" 00000000").temperature_c is None


def test_a_second_blank_does_no_harm():
    assert decode_status(PUBLISHED.replace(b" 0011", b"  0011")) == decode_status(PUBLISHED)


def test_frost():
    assert decode_status(PUBLISHED.replace(b"35.0", b"-05.5")).temperature_c == -5.5


@given(READINGS)
def test_a_reading_there_and_back(reading):
    assert decode_status(encode_status(reading)) == reading


@given(st.integers(0, len(PUBLISHED) - 1))
def test_cut_anywhere_it_is_nonsense(at):
    with pytest.raises(ValueError, match=r"bracket|fields|bits|number"):
        decode_status(PUBLISHED[:at])


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"(NAK",
        b"Q1",
        b"#220.0 000 024.0 50.0",
        PUBLISHED[1:],
        PUBLISHED + b" 1",
        PUBLISHED[:-8] + b"00110002",
        PUBLISHED[:-8] + b"001100",
        PUBLISHED.replace(b"034", b"0x4"),
        PUBLISHED.replace(b"034", b"-34"),
        PUBLISHED.replace(b"034", b"nan"),
        PUBLISHED.replace(b"208.4", b"2e8.4"),
        PUBLISHED.replace(b"208.4", b"99999.9"),
        PUBLISHED.replace(b"59.9", "５９.９".encode()),
        PUBLISHED.replace(b"2.05", b"2.\x7f5"),
        PUBLISHED.replace(b"35.0", b"."),
    ],
)
def test_nonsense(line):
    with pytest.raises(ValueError, match=r"bracket|fields|bits|number"):
        decode_status(line)


@given(st.binary(max_size=120))
def test_any_bytes_at_all(line):
    try:
        reading = decode_status(line)
    except ValueError as error:
        assert repr(line[:3]) not in str(error) or len(line) < 3  # noqa: PT017
    else:
        assert isinstance(reading, UpsReading)


@given(st.binary(max_size=120))
def test_an_identity_is_printable(line):
    assert decode_identity(b"#" + line).isprintable()


def test_identities():
    assert decode_identity(b"#SANTAK          C1K        V2.3      ") == "SANTAK C1K V2.3"
    for line in (b"I", b"", b"(NAK", PUBLISHED):
        with pytest.raises(ValueError, match="hash"):
            decode_identity(line)


@pytest.mark.parametrize(
    ("after_s", "restore_after_s", "command"),
    [
        (12, 60, b"S.2R0001"),
        (13, 61, b"S.3R0002"),
        (54, 60, b"S.9R0001"),
        (55, 60, b"S01R0001"),
        (60, 599_940, b"S01R9999"),
        (61, 180, b"S02R0003"),
        (600, 0.5, b"S10R0001"),
    ],
)
def test_shutting_down(after_s, restore_after_s, command):
    assert shut_down_command(after_s, restore_after_s) == command


@given(st.floats(12, 600), st.floats(1, 599_940))
def test_times_are_rounded_up_and_never_by_more_than_a_step(after_s, restore_after_s):
    times = read_shut_down(shut_down_command(after_s, restore_after_s))
    assert times is not None
    assert after_s - 1e-6 <= times[0] < after_s + (6.001 if after_s <= 54 else 60)
    assert restore_after_s <= times[1] < restore_after_s + 60


@given(st.binary(max_size=12))
def test_any_command_at_all(command):
    assert read_shut_down(command) is None or command.startswith(b"S")


@pytest.mark.parametrize("command", [b"S.1R0001", b"S00", b"S11", b"S1", b"S01R0000", b"S01R1", b"S01R00001", b"SON"])
def test_commands_that_shut_nothing_down(command):
    assert read_shut_down(command) is None


def test_yes_and_no():
    assert refuses(b"S01R0001", b"S01R0001")
    assert refuses(b"(NAK", b"S01R0001")
    assert accepts(b"(ACK")
    assert not accepts(b"(NAK")
    assert not refuses(b"(ACK", b"S01R0001")
