"""A look at a wire."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kit.patience import quickest_s
from kit.receipts import is_blank, one_line

from drivers.cancel import Cancel
from drivers.faults import Fault, Role
from drivers.finding import Finding
from drivers.receipt_printer.device import EscPosPrinter
from drivers.receipt_printer.emulator import EscPosEmulator
from drivers.receipt_printer.mouth import ReplyNoise
from drivers.receipt_printer.probe import RATES, look
from drivers.receipt_printer.serial_port import SerialPort, lp_port
from drivers.receipt_printer.usb_port import UsbPort
from drivers.transport.pty_line import PtyLine
from drivers.transport.usb_bus import UsbBus


@contextmanager
def running(emulator: EscPosEmulator) -> Iterator[EscPosEmulator]:
    emulator.start()
    try:
        yield emulator
    finally:
        emulator.stop()


@pytest.mark.parametrize("baud", RATES)
def test_a_serial_printer_is_found_at_its_rate_and_nothing_is_printed(tmp_path: Path, baud: int):
    port = tmp_path / "ttyUSB0"
    with running(EscPosEmulator(port=SerialPort(port, baud=baud), name="XP-80C")) as emulator:
        found = look(f"serial:{port}", Cancel())
        assert found == Finding(Role.RECEIPT_PRINTER, f"serial:{port}?baud={baud}", "XP-80C")
        assert is_blank(emulator.hanging_out())
        assert emulator.roll_mm == 80_000
        printer = EscPosPrinter(found.url)
        for _ in range(2):
            printer.print(one_line("凭条"), timeout_s=10.0, cancel=Cancel())
        first, second = emulator.take()
        assert first == second, "nothing of the questions was left in its line"


def test_a_network_printer_and_one_behind_the_kernels_driver(tmp_path: Path):
    with running(EscPosEmulator()) as emulator:
        assert look(emulator.url, Cancel()) == Finding(Role.RECEIPT_PRINTER, emulator.url, "POS-80")
    with running(EscPosEmulator(port=lp_port(tmp_path / "lp0"))) as emulator:
        assert look(emulator.url, Cancel()) == Finding(Role.RECEIPT_PRINTER, emulator.url, "POS-80")


def test_a_usb_printer_tells_its_name_by_its_device_id():
    bus = UsbBus()
    port = UsbPort(bus, name="ZJ-8360")
    with running(EscPosEmulator(port=port)):
        found = look("usb:0416:5011", Cancel(), usb_backend=bus)
        assert found == Finding(Role.RECEIPT_PRINTER, "usb:0416:5011", "EXAMPLE ZJ-8360")
        assert bus.kernel_holds(port.gadget)


@pytest.mark.parametrize("fault", [Fault.PAPER_OUT, Fault.COVER_OPEN, Fault.CUTTER_ERROR])
def test_a_printer_in_trouble_is_a_printer_without_a_name(fault: Fault):
    with running(EscPosEmulator()) as emulator:
        emulator.set_fault(fault)
        assert look(emulator.url, Cancel()) == Finding(Role.RECEIPT_PRINTER, emulator.url)


def test_a_name_is_data():
    with running(EscPosEmulator(name="A\x1b[2J\u202eB\r\n武 " + "x" * 40)) as emulator:
        found = look(emulator.url, Cancel())
        assert found is not None
        assert found.name == "A [2J B 武 " + "x" * 40
    with running(EscPosEmulator(name="x" * 200)) as emulator:
        assert look(emulator.url, Cancel()) == Finding(Role.RECEIPT_PRINTER, emulator.url)


def test_nothing_there(tmp_path: Path):
    for address in (f"serial:{tmp_path}/nowhere", f"lp:{tmp_path}/nowhere", "tcp://127.0.0.1:9", "pcsc:Reader 0", ""):
        assert look(address, Cancel()) is None
    assert look("usb:0416:5011", Cancel(), usb_backend=UsbBus()) is None


def test_a_port_that_is_silent(tmp_path: Path):
    line = PtyLine(tmp_path / "port", 0)

    def find_nothing() -> None:
        assert look(f"serial:{tmp_path}/port", Cancel()) is None

    assert quickest_s(find_nothing, enough_s=3.0) < 3.0
    line.close()


@pytest.mark.parametrize("instead", [b"\x00", b"\xff\x13", b"OK\r\n", b"\x12\x7e", b"\x92"])
def test_something_else_that_answers(tmp_path: Path, instead: bytes):
    with running(EscPosEmulator(port=SerialPort(tmp_path / "port", baud=9600))) as emulator:
        emulator.spoil_replies(ReplyNoise(instead=instead))

        def find_nothing() -> None:
            assert look(emulator.url, Cancel()) is None

        assert quickest_s(find_nothing, enough_s=3.0) < 3.0


def test_something_that_echoes():
    def echo() -> None:
        with server.accept()[0] as host:
            while data := host.recv(100):
                host.sendall(data)

    with socket.create_server(("127.0.0.1", 0)) as server:
        echoing = threading.Thread(target=echo)
        echoing.start()
        assert look(f"tcp://127.0.0.1:{server.getsockname()[1]}", Cancel()) is None
        echoing.join()


def test_a_cancelled_look_finds_nothing():
    cancel = Cancel()
    cancel.set()
    with running(EscPosEmulator()) as emulator:
        assert look(emulator.url, cancel) is None
