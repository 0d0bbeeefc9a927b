"""The serial line of the emulated printer: its rate, its patience, and how the driver keeps up with both."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kit.patience import until
from kit.receipts import PROVIDENT_FUND, is_blank, one_line

from drivers.cancel import Cancel
from drivers.errors import DeviceError, Timeout
from drivers.faults import Fault
from drivers.receipt_printer.commands import compose
from drivers.receipt_printer.device import EscPosPrinter
from drivers.receipt_printer.emulator import EscPosEmulator
from drivers.receipt_printer.raster import GlyphPen
from drivers.receipt_printer.role import Logo, Receipt, TextLine
from drivers.receipt_printer.serial_port import SerialPort
from drivers.receipt_printer.usb_port import UsbPort
from drivers.receipt_printer.wire import Wire, receipt_wire_s
from drivers.transport import open_pipe
from drivers.transport.usb_bus import UsbBus

LONG = Receipt(tuple(TextLine(f"第{number}行：武汉市江岸区社区卫生服务中心") for number in range(40)))


@contextmanager
def serial_printer(
    folder: Path, baud: int = 115200, flow: str = "dtr", **options
) -> Iterator[tuple[EscPosEmulator, EscPosPrinter]]:
    emulator = EscPosEmulator(port=SerialPort(folder / "printer", baud=baud, flow=flow), **options)
    emulator.start()
    try:
        yield emulator, EscPosPrinter(emulator.url)
    finally:
        emulator.stop()


def seconds(printer: EscPosPrinter, receipt: Receipt) -> float:
    began = time.monotonic()
    printer.print(receipt, timeout_s=60.0, cancel=Cancel())
    return time.monotonic() - began


@pytest.mark.parametrize("baud", [9600, 19200, 38400])
def test_a_receipt_takes_its_time_on_the_wire_and_little_more(tmp_path: Path, baud: int):
    wire_s = receipt_wire_s(sum(map(len, compose(LONG, 576, GlyphPen()))), baud)
    with serial_printer(tmp_path, baud) as (emulator, printer):
        took_s = min(seconds(printer, LONG) for _ in range(2))
        assert len(emulator.take()) == 2
    assert wire_s < took_s < 1.5 * wire_s + 0.5  # `kiosk bench devices` is stricter; this machine may be busy


def test_bytes_never_arrive_before_their_time(tmp_path: Path):
    with serial_printer(tmp_path, 9600) as (emulator, _):
        pipe, began = open_pipe(emulator.url), time.monotonic()
        pipe.write(bytes(960), timeout_s=5.0, cancel=Cancel())

        def all_came() -> bool:
            arrived = len(emulator.worked_off)
            assert arrived <= (time.monotonic() - began) * 960 + 1
            return arrived >= 960

        until(all_came, timeout_s=30.0)
        pipe.close()
        assert time.monotonic() - began >= 1.0


@pytest.mark.parametrize("flow", ["dtr", "xonxoff"])
def test_a_full_buffer_holds_the_host_up_and_nothing_is_lost(tmp_path: Path, flow: str):
    with serial_printer(tmp_path, flow=flow, buffer_bytes=512, bytes_per_second=3000) as (emulator, printer):
        assert seconds(printer, LONG) > 0.5
        assert emulator.worked_off.count("第39行".encode("gbk")) == 1
        assert len(emulator.take()) == 1
        assert emulator.unknown == {}


def test_without_flow_control_what_finds_no_room_is_lost_and_never_called_printed(tmp_path: Path):
    with serial_printer(tmp_path, flow="none", buffer_bytes=128, bytes_per_second=300) as (emulator, printer):
        with pytest.raises(DeviceError) as caught:
            printer.print(LONG, timeout_s=2.0, cancel=Cancel())
        assert caught.value.fault is Fault.JOB_DOUBTFUL
        assert emulator.receipts == []


def test_at_another_rate_it_is_silent_and_prints_nothing(tmp_path: Path):
    with serial_printer(tmp_path, 9600) as (emulator, _):
        printer = EscPosPrinter(f"serial:{tmp_path}/printer?baud=115200", reply_timeout_s=0.2)
        assert printer.status().faults == {Fault.TIMEOUT}
        assert is_blank(emulator.hanging_out())


def test_a_cancelled_job_leaves_no_more_than_a_moment_on_the_line(tmp_path: Path):
    logo = Receipt((TextLine("x"), Logo(GlyphPen().draw("武", 2, height_dots=480).convert("L"))))
    with serial_printer(tmp_path, 9600, buffer_bytes=100_000) as (emulator, printer):
        cancel = Cancel()
        timer = threading.Timer(0.5, cancel.set)
        timer.start()
        with pytest.raises(DeviceError) as caught:
            printer.print(logo, timeout_s=60.0, cancel=cancel)
        timer.join()
        assert caught.value.fault is Fault.JOB_DOUBTFUL
        came = len(emulator.worked_off)
        printer.print(one_line("next"), timeout_s=20.0, cancel=Cancel())
        assert len(emulator.worked_off) - came < 1000, "the rest of 30 kB never came"


def test_the_emulated_line_takes_known_flows_alone(tmp_path: Path):
    with pytest.raises(ValueError, match="dtr, xonxoff, none"):
        SerialPort(tmp_path / "x", flow="magic")


class TestWire:
    class Taking:
        """A pipe that takes everything at once, as a kernel does."""

        def __init__(self) -> None:
            self.written = b""

        def write(self, data: bytes, *, timeout_s: float, cancel: Cancel) -> None:
            self.written += data

    class Stalling(Taking):
        def write(self, data: bytes, *, timeout_s: float, cancel: Cancel) -> None:
            self.written += data[:10]
            raise Timeout("stalled", taken=10)

    def test_what_a_line_carries(self):
        assert receipt_wire_s(960, 9600) == 1.0

    def test_no_more_is_written_than_a_moment_ahead(self):
        wire = Wire(self.Taking(), baud=9600, cancel=Cancel())
        began = time.monotonic()
        for _ in range(20):
            wire.write(bytes(wire.chunk_bytes), timeout_s=1.0)
            assert wire.lag_s <= 0.05
        assert time.monotonic() - began >= receipt_wire_s(20 * wire.chunk_bytes, 9600) - 0.05

    def test_a_wire_without_a_rate_is_never_behind(self):
        wire = Wire(self.Taking(), baud=None, cancel=Cancel())
        wire.write(bytes(100_000), timeout_s=1.0)
        assert wire.lag_s == 0.0

    def test_what_a_stalled_line_took_is_counted(self):
        wire = Wire(self.Stalling(), baud=9600, cancel=Cancel())
        with pytest.raises(Timeout):
            wire.write(bytes(100), timeout_s=1.0)
        assert 0.0 < wire.lag_s <= receipt_wire_s(10, 9600)


@pytest.mark.parametrize("wire", ["tcp", "serial", "usb"])
def test_a_thousand_unplugged_cables_leak_nothing(tmp_path: Path, wire: str):
    bus = UsbBus()
    port = {"tcp": lambda: None, "serial": lambda: SerialPort(tmp_path / "p"), "usb": lambda: UsbPort(bus)}[wire]()
    emulator = EscPosEmulator(port=port)
    emulator.start()
    printer = EscPosPrinter(emulator.url, settle_s=0.0, usb_backend=bus)

    def again() -> tuple[int, int]:
        assert printer.status().ready
        emulator.unplug()
        assert printer.status().faults == {Fault.OFFLINE}
        held = len(list(Path("/proc/self/fd").iterdir())), threading.active_count()
        emulator.replug()
        return held

    first = again()
    assert all(again() == first for _ in range(333))
    printer.print(PROVIDENT_FUND, timeout_s=20.0, cancel=Cancel())
    emulator.stop()
