"""The four bytes that a printer sends of itself, both ways, and among other replies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.status_reports import automatic

from drivers.errors import ProtocolError
from drivers.receipt_printer.automatic_status import AutomaticStatus, decode, encode
from drivers.receipt_printer.inbox import Inbox
from drivers.receipt_printer.status_bytes import ErrorByte, OfflineByte, PaperByte, PrinterByte, Report, is_status_byte


@given(automatic)
def test_what_is_encoded_is_decoded(status: AutomaticStatus):
    packet = encode(status)
    assert len(packet) == 4
    assert not any(map(is_status_byte, packet))
    assert decode(packet) == status


@given(st.binary(max_size=6))
def test_every_packet_is_read_or_refused(packet: bytes):
    try:
        status = decode(packet)
    except ProtocolError:
        return
    assert decode(encode(status)) == status


@pytest.mark.parametrize(
    ("packet", "expected"),
    [
        (b"\x10\x00\x00\x00", AutomaticStatus()),
        (b"\x18\x00\x0c\x00", AutomaticStatus(offline=True, end=True)),
        (b"\x38\x40\x00\x00", AutomaticStatus(offline=True, cover_open=True, auto_recoverable=True)),
        (b"\x18\x08\x03\x00", AutomaticStatus(offline=True, cutter=True, near_end=True)),
        (b"\x18\x20\x00\x00", AutomaticStatus(offline=True, unrecoverable=True)),
    ],
)
def test_the_manuals_own_bytes(packet: bytes, expected: AutomaticStatus):
    assert decode(packet) == expected
    assert encode(expected) == packet


@pytest.mark.parametrize(
    "packet", [b"", b"\x10\x00\x00", b"\x12\x00\x00\x00", b"\x10\x00\x04\x00", b"\x10\x10\x00\x00"]
)
def test_what_is_no_packet(packet: bytes):
    with pytest.raises(ProtocolError):
        decode(packet)


def test_what_a_report_amounts_to():
    report = Report(
        PrinterByte(offline=True),
        OfflineByte(cover_open=True),
        ErrorByte(auto_recoverable=True),
        PaperByte(near_end=True),
    )
    told = AutomaticStatus.of(report)
    assert told == AutomaticStatus(offline=True, cover_open=True, auto_recoverable=True, near_end=True)
    assert not told.well
    assert AutomaticStatus(near_end=True, drawer_pin_high=True).well


@given(automatic, st.lists(st.sampled_from([b"\x12", b"\x16", b"\x11", b"\x93"]), min_size=5, max_size=5), st.data())
def test_a_packet_is_found_with_answers_and_noise_between_its_bytes(status, others: list[bytes], data):
    packet = encode(status)
    stream = b"".join(other + packet[at : at + 1] for at, other in enumerate(others))
    cut = data.draw(st.integers(0, len(stream)))
    inbox = Inbox()
    inbox.put(stream[:cut], at_s=1.0)
    inbox.put(stream[cut:], at_s=1.01)
    assert inbox.told == status
    assert inbox.real_time == [other[0] for other in others if is_status_byte(other[0])]
    assert inbox.queued == []


@given(automatic, st.integers(1, 3))
def test_a_packet_that_lost_its_end_takes_nothing_that_comes_later(status: AutomaticStatus, size: int):
    inbox = Inbox()
    inbox.put(encode(status)[:size], at_s=1.0)
    inbox.put(b"\x00", at_s=2.0)
    assert (inbox.told, inbox.queued) == (None, [0])


@given(st.lists(st.binary(max_size=20), max_size=20))
def test_the_inbox_takes_anything(pieces: list[bytes]):
    inbox = Inbox()
    for at, piece in enumerate(pieces):
        inbox.put(piece, at_s=at / 10)
    assert len(inbox.real_time) + len(inbox.queued) + inbox.noise_bytes <= sum(map(len, pieces))
