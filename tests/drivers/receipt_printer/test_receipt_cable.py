"""The cable is pulled at every byte of a receipt; the printer keeps its power and prints what it has got."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from kit.receipts import RARE_NAMES, is_blank, one_line

from drivers.cancel import Cancel
from drivers.errors import DeviceError
from drivers.faults import Fault
from drivers.receipt_printer.device import EscPosPrinter
from drivers.receipt_printer.emulator import EscPosEmulator
from drivers.receipt_printer.role import Align, Pair, Receipt, TextLine
from drivers.receipt_printer.serial_port import SerialPort, lp_port
from drivers.receipt_printer.usb_port import UsbPort
from drivers.transport.usb_bus import UsbBus

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

OLD = Receipt((TextLine("凭条", Align.CENTER, bold=True), Pair("缴存人", RARE_NAMES[0]), TextLine("如有疑问")))
NEXT = one_line("next 下一位")


@pytest.fixture(params=["tcp", "serial", "usb", "lp"])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[EscPosEmulator, EscPosPrinter]]:
    bus = UsbBus()
    port = {
        "tcp": lambda: None,
        "serial": lambda: SerialPort(tmp_path / "printer"),
        "usb": lambda: UsbPort(bus),
        "lp": lambda: lp_port(tmp_path / "printer"),
    }[request.param]()
    emulator = EscPosEmulator(port=port)
    emulator.start()
    yield emulator, EscPosPrinter(emulator.url, settle_s=0.001, usb_backend=bus)
    emulator.stop()
    assert emulator.unknown == {}


def outcome(printer: EscPosPrinter, receipt: Receipt) -> Fault | None:
    try:
        printer.print(receipt, timeout_s=20.0, cancel=Cancel())
    except DeviceError as error:
        return error.fault
    return None


def test_the_cable_is_pulled_at_every_byte(pair: tuple[EscPosEmulator, EscPosPrinter]):
    emulator, printer = pair
    assert outcome(printer, NEXT) is None
    (reference,) = emulator.take()
    assert outcome(printer, OLD) is None
    (whole,) = emulator.take()
    faults = []
    for size in count():
        emulator.unplug_after(size)
        fault = outcome(printer, OLD)
        if fault is None:
            assert emulator.take() == [whole]
            break
        faults.append(fault)
        if fault is not Fault.JOB_DOUBTFUL:
            assert emulator.take() == []
            assert is_blank(emulator.hanging_out())
        emulator.replug()
        assert outcome(printer, NEXT) is None
        assert emulator.take()[-1] == reference
    begun = faults.index(Fault.JOB_DOUBTFUL)
    assert set(faults[:begun]) == {Fault.OFFLINE}
    assert set(faults[begun:]) == {Fault.JOB_DOUBTFUL}
    assert len(faults) > 200
