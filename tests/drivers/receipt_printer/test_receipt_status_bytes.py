"""The four status bytes, both ways, and what they mean."""

import pytest
from hypothesis import given
from kit.status_reports import KINDS, reports, status_bytes

from drivers.errors import ProtocolError
from drivers.faults import Fault
from drivers.receipt_printer.status_bytes import (
    ErrorByte,
    OfflineByte,
    PaperByte,
    PrinterByte,
    Report,
    decode,
    encode,
    is_status_byte,
)
from drivers.status import DeviceState, PaperState


@given(status_bytes)
def test_what_is_encoded_is_decoded(status):
    byte = encode(status)
    assert is_status_byte(byte)
    assert decode(type(status), byte) == status


@pytest.mark.parametrize("kind", KINDS)
def test_every_byte_is_read_back_to_itself_or_refused(kind):
    read = 0
    for byte in range(256):
        try:
            status = decode(kind, byte)
        except ProtocolError:
            continue
        assert encode(status) == byte
        read += 1
    assert read == (4 if kind is PaperByte else 16)


@pytest.mark.parametrize(
    ("kind", "byte", "expected"),
    [
        (PrinterByte, 0x12, PrinterByte()),
        (PrinterByte, 0x1A, PrinterByte(offline=True)),
        (OfflineByte, 0x16, OfflineByte(cover_open=True)),
        (OfflineByte, 0x32, OfflineByte(stopped_by_paper_end=True)),
        (OfflineByte, 0x52, OfflineByte(error=True)),
        (ErrorByte, 0x1A, ErrorByte(cutter=True)),
        (ErrorByte, 0x32, ErrorByte(unrecoverable=True)),
        (ErrorByte, 0x52, ErrorByte(auto_recoverable=True)),
        (PaperByte, 0x1E, PaperByte(near_end=True)),
        (PaperByte, 0x7E, PaperByte(near_end=True, end=True)),
    ],
)
def test_the_manuals_own_bytes(kind, byte, expected):
    assert decode(kind, byte) == expected


@pytest.mark.parametrize("byte", [0x00, 0xFF, 0x11, 0x13, 0x10, 0x92])
def test_other_bytes_are_no_status(byte):
    assert not is_status_byte(byte)
    with pytest.raises(ProtocolError):
        decode(PaperByte, byte)


@given(reports)
def test_an_offline_printer_is_never_called_ready(report):
    assert not report.printer.offline or report.faults


@given(reports)
def test_paper_out_is_a_fault_and_a_paper_state_or_neither(report):
    assert (Fault.PAPER_OUT in report.faults) == (report.paper_state is PaperState.OUT)


@pytest.mark.parametrize(
    ("report", "faults", "state"),
    [
        (Report(), set(), DeviceState.ONLINE),
        (Report(printer=PrinterByte(offline=True)), {Fault.BUSY}, DeviceState.DEVICE_BUSY),
        (Report(offline=OfflineByte(error=True)), {Fault.HARDWARE_ERROR}, DeviceState.HARDWARE_ERROR),
        (Report(paper=PaperByte(end=True)), {Fault.PAPER_OUT}, DeviceState.ONLINE),
        (
            Report(offline=OfflineByte(cover_open=True), error=ErrorByte(auto_recoverable=True)),
            {Fault.COVER_OPEN},
            DeviceState.USER_ERROR,
        ),
        (
            Report(offline=OfflineByte(cover_open=True), error=ErrorByte(cutter=True)),
            {Fault.COVER_OPEN, Fault.CUTTER_ERROR},
            DeviceState.HARDWARE_ERROR,
        ),
    ],
)
def test_what_reports_mean(report, faults, state):
    assert (report.faults, report.state) == (faults, state)


def test_the_cutter_is_not_tried_while_the_cover_is_open():
    stopped = ErrorByte(cutter=True)
    assert Report(error=stopped).recoverable
    assert not Report(error=stopped, offline=OfflineByte(cover_open=True)).recoverable
    assert not Report(error=ErrorByte(cutter=True, unrecoverable=True)).recoverable
