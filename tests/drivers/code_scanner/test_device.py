"""The driver in the corners that its contract does not reach: noise, floods, odd urls, other devices' lines."""

import os
import threading
import time
import tty
from collections.abc import Iterator

import pytest
from kit.patience import until

from drivers.cancel import Cancel
from drivers.code_scanner.device import SerialCodeScanner
from drivers.code_scanner.dialect import CONTINUOUS, HONEYWELL, NEWLAND
from drivers.code_scanner.emulator import ScannerEmulator
from drivers.code_scanner.framing import LONGEST, Terminator
from drivers.code_scanner.probe import look
from drivers.errors import Cancelled, DeviceError, ProtocolError
from drivers.faults import Fault, Role
from drivers.finding import Finding
from drivers.status import DeviceState

NAMES: dict[int, str] = {}


@pytest.fixture
def far() -> Iterator[int]:
    """The descriptor of a device that the test plays itself."""
    near, far = os.openpty()
    tty.setraw(far)
    NAMES[near] = os.ttyname(far)
    yield near
    os.close(near)
    os.close(far)


def url_of(near: int, options: str = "dialect=continuous") -> str:
    return f"serial:{NAMES[near]}?{options}"


@pytest.fixture
def flood(far: int) -> Iterator[str]:
    """A device that never falls silent, and its url."""
    over, started = threading.Event(), threading.Event()

    def pour() -> None:
        os.set_blocking(far, False)
        while not over.is_set():
            try:
                os.write(far, b"7" * 512)
            except BlockingIOError:
                started.set()
                over.wait(0.002)

    pourer = threading.Thread(target=pour)
    pourer.start()
    started.wait(5.0)
    yield url_of(far)
    over.set()
    pourer.join()


def scan(scanner: SerialCodeScanner, timeout_s: float = 5.0) -> bytes:
    return scanner.scan(timeout_s=timeout_s, cancel=Cancel()).data


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("tcp://host:9100", "write serial:/dev/ttyACM0"),
        ("serial:", "write serial:/dev/ttyACM0"),
        ("serial:/dev/ttyACM0?dialect=newlands", "newland, honeywell, continuous"),
        ("serial:/dev/ttyACM0?terminator=crcr", "cr, lf, crlf, gap"),
        ("serial:/dev/ttyACM0?baud=fast", "positive whole number"),
        ("serial:/dev/ttyACM0?baud=12345", "no rate of a serial line"),
        ("serial:/dev/ttyACM0?terminater=cr", "did you mean 'terminator'"),
    ],
)
def test_urls_that_name_no_scanner(url, hint):
    with pytest.raises(ValueError, match=hint):
        SerialCodeScanner(url)


def test_making_one_touches_no_wire():
    SerialCodeScanner("serial:/dev/nowhere?dialect=honeywell&terminator=gap&baud=9600").close()


def test_data_without_end_before_the_scan(flood):
    scanner = SerialCodeScanner(flood)
    began = time.monotonic()
    with pytest.raises(ProtocolError, match="never falls silent"):
        scan(scanner, timeout_s=30.0)
    assert time.monotonic() - began < 10.0
    scanner.close()


def test_data_without_end_can_be_cancelled(flood):
    scanner, cancel = SerialCodeScanner(flood), Cancel()
    canceller = threading.Timer(0.1, cancel.set)
    canceller.start()
    with pytest.raises(Cancelled):
        scanner.scan(timeout_s=30.0, cancel=cancel)
    canceller.join()
    scanner.close()


@pytest.mark.parametrize("terminator", Terminator)
def test_more_than_any_code_holds(far, terminator):
    scanner = SerialCodeScanner(url_of(far, f"dialect=continuous&terminator={terminator}"))

    def pour() -> None:
        pause = threading.Event()
        pause.wait(0.3)
        for _ in range(0, LONGEST + 1000, 500):
            os.write(far, b"7" * 500)
            pause.wait(0.005)

    pourer = threading.Thread(target=pour)
    pourer.start()
    with pytest.raises(ProtocolError):
        scan(scanner, timeout_s=30.0)
    scanner.close()
    pourer.join()


def test_a_code_that_trickles_for_ever_is_given_up(far):
    scanner, over = SerialCodeScanner(url_of(far)), threading.Event()

    def drip() -> None:
        over.wait(0.3)
        while not over.wait(0.02):
            os.write(far, b"7")

    dripper = threading.Thread(target=drip)
    dripper.start()
    began = time.monotonic()
    with pytest.raises(ProtocolError, match="takes longer"):
        scan(scanner, timeout_s=0.5)
    assert time.monotonic() - began < 10.0
    over.set()
    dripper.join()
    scanner.close()


@pytest.mark.parametrize("damage", [b"\x06", b".", b"\0" * 3000, bytes(range(256)) * 10, b"\x16M\rREVINF."])
def test_answers_to_the_query_that_are_none(far, damage):
    scanner = SerialCodeScanner(url_of(far, "dialect=honeywell"), answer_timeout_s=0.3)

    def answer() -> None:
        os.read(far, 100)
        os.write(far, damage)

    device = threading.Thread(target=answer)
    device.start()
    status = scanner.status()
    device.join()
    assert status.state is DeviceState.HARDWARE_ERROR
    assert status.faults == {Fault.CORRUPT_FRAME}
    scanner.close()


def test_a_line_that_another_program_holds(tmp_path):
    emulator = ScannerEmulator(tmp_path / "scanner")
    emulator.start()
    one, other = SerialCodeScanner(emulator.url), SerialCodeScanner(emulator.url)
    assert one.status().ready
    assert other.status().state is DeviceState.DEVICE_BUSY
    assert other.status().faults == {Fault.BUSY}
    one.close()
    assert other.status().ready
    other.close()
    emulator.stop()


@pytest.mark.parametrize("at", range(9))
def test_cut_at_every_byte(tmp_path, at):
    """Seven bytes and the terminator: cut anywhere before its end it is an error or nothing, never a code."""
    emulator = ScannerEmulator(tmp_path / "scanner")
    emulator.start()
    scanner = SerialCodeScanner(emulator.url)
    emulator.cut_next(at)
    emulator.show(b"1234567")
    if at < 8:
        with pytest.raises(DeviceError) as caught:
            scan(scanner, timeout_s=0.3)
        assert caught.value.fault is (Fault.CORRUPT_FRAME if at else Fault.NO_CODE)
    assert scan(scanner) == b"1234567"
    scanner.close()
    emulator.stop()


@pytest.mark.parametrize("at", range(8))
def test_the_cable_is_pulled_at_every_byte(tmp_path, at):
    emulator = ScannerEmulator(tmp_path / "scanner")
    emulator.start()
    scanner = SerialCodeScanner(emulator.url)
    emulator.cut_next(at, unplug=True)
    emulator.show(b"1234567")
    with pytest.raises(DeviceError) as caught:
        scan(scanner)
    assert caught.value.fault is Fault.OFFLINE
    emulator.replug()
    assert scan(scanner) == b"1234567"
    scanner.close()
    emulator.stop()


def test_the_light_is_out_after_the_line_was_lost_and_came_back(tmp_path):
    emulator = ScannerEmulator(tmp_path / "scanner", light_s=60.0)
    emulator.start()
    scanner = SerialCodeScanner(emulator.url)

    def pull() -> None:
        until(lambda: emulator.lit, timeout_s=10.0)
        emulator.unplug()

    puller = threading.Thread(target=pull)
    puller.start()
    with pytest.raises(DeviceError):
        scan(scanner, timeout_s=30.0)
    puller.join()
    emulator.replug()
    assert not emulator.lit
    scanner.close()
    emulator.stop()


class TestProbe:
    @pytest.mark.parametrize("dialect", [NEWLAND, HONEYWELL])
    def test_it_finds_one_and_its_url_works(self, tmp_path, dialect):
        emulator = ScannerEmulator(tmp_path / "scanner", dialect=dialect, product="ES4200")
        emulator.start()
        address = f"serial:{tmp_path / 'scanner'}"
        found = look(address, Cancel())
        url = f"{address}?baud=115200&dialect={dialect.name}"
        assert found == Finding(Role.CODE_SCANNER, url, "ES4200")
        assert not emulator.lit
        scanner = SerialCodeScanner(url)
        assert scanner.status().ready
        scanner.close()
        emulator.stop()

    def test_it_finds_none_where_none_answers(self, tmp_path, far):
        emulator = ScannerEmulator(tmp_path / "scanner", dialect=CONTINUOUS)
        emulator.start()
        began = time.monotonic()
        assert look(f"serial:{tmp_path / 'scanner'}", Cancel()) is None
        assert time.monotonic() - began < 5.0  # 3 s on a machine with nothing else to do
        emulator.stop()

    @pytest.mark.parametrize("address", ["tcp://host:9100", "serial:/dev/nowhere", "usb:0400:C35A", "serial:"])
    def test_what_is_no_serial_line(self, address):
        assert look(address, Cancel()) is None

    def test_cancelled(self, far):
        cancel = Cancel()
        cancel.set()
        assert look(f"serial:{NAMES[far]}", cancel) is None
