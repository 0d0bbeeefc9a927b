"""What every code scanner keeps to: the emulated ones by default, a real one with `--device code_scanner=URL`.

Against a real scanner, hold nothing before its window; what needs the other end of the wire is skipped.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from kit.patience import soon, until
from kit.wires import wires_of

from drivers.cancel import Cancel
from drivers.catalogue import CATALOGUE
from drivers.code_scanner.device import SerialCodeScanner
from drivers.code_scanner.emulator import ScannerEmulator
from drivers.code_scanner.role import CodeScanner
from drivers.errors import Cancelled, DeviceError
from drivers.faults import Fault, Role

CODE = "https://example.org/凭证?no=420106198001011234".encode()
OTHER = b"6901234567892"


WIRES = wires_of(Role.CODE_SCANNER)


@pytest.fixture
def scanner(driver: SerialCodeScanner) -> CodeScanner:
    return driver


@contextmanager
def once_lit(bench: ScannerEmulator, action) -> Iterator[None]:
    """Do `action` while the body scans."""

    def act() -> None:
        until(lambda: bench.lit, timeout_s=10.0)
        settled.wait(0.15)  # a scanner that reads all the time is always lit: let the driver begin to listen
        action()

    settled = threading.Event()
    actor = threading.Thread(target=act)
    actor.start()
    yield
    actor.join()


def show_once(bench: ScannerEmulator, code: bytes) -> None:
    before = bench.codes_read
    bench.show(code)
    until(lambda: bench.codes_read > before)
    bench.take_away()


def scan(scanner: CodeScanner, timeout_s: float = 5.0) -> bytes:
    return scanner.scan(timeout_s=timeout_s, cancel=Cancel()).data


def fault_of_scan(scanner: CodeScanner, timeout_s: float = 5.0) -> Fault:
    with pytest.raises(DeviceError) as caught:
        scan(scanner, timeout_s)
    assert (Role.CODE_SCANNER, caught.value.fault) in CATALOGUE
    assert "420106" not in str(caught.value)
    return caught.value.fault


class TestCodeScanner:
    def test_it_says_what_it_is(self, scanner):
        assert scanner.status().detail

    def test_nothing_to_scan(self, scanner):
        assert fault_of_scan(scanner, timeout_s=0.2) is Fault.NO_CODE

    def test_reads_what_is_shown(self, scanner, bench):
        with once_lit(bench, lambda: bench.show(CODE)):
            found = scanner.scan(timeout_s=30.0, cancel=Cancel())
        assert found.data == CODE
        assert found.text == CODE.decode()
        assert "420106" not in repr(found)

    def test_a_code_that_was_shown_before_belongs_to_somebody_else(self, scanner, bench):
        assert scanner.status().ready
        bench.make_noise(OTHER + b"\r")
        with once_lit(bench, lambda: bench.show(CODE)):
            assert scan(scanner, timeout_s=30.0) == CODE

    def test_the_tail_of_a_code_that_was_shown_before_is_no_code(self, scanner, bench):
        assert scanner.status().ready
        bench.make_noise(OTHER[:5])
        with soon(lambda: bench.make_noise(OTHER[5:] + b"\r"), after_s=0.02):
            assert fault_of_scan(scanner, timeout_s=0.4) is Fault.NO_CODE

    def test_one_code_after_the_other(self, scanner, bench):
        for code in (CODE, OTHER, CODE):
            with once_lit(bench, lambda code=code: bench.show(code)):
                assert scan(scanner, timeout_s=30.0) == code
            bench.take_away()

    def test_the_light_is_out_however_a_scan_ends(self, scanner, bench, plugged):
        if "continuous" in plugged.url:
            pytest.skip("its light is always on")
        fault_of_scan(scanner, timeout_s=0.1)
        until(lambda: not bench.lit)
        cancel = Cancel()
        with once_lit(bench, cancel.set), pytest.raises(Cancelled):
            scanner.scan(timeout_s=30.0, cancel=cancel)
        until(lambda: not bench.lit)
        bench.cut_next(3)
        with once_lit(bench, lambda: bench.show(CODE)):
            assert fault_of_scan(scanner) is Fault.CORRUPT_FRAME
        bench.take_away()
        until(lambda: not bench.lit)

    @pytest.mark.parametrize("at", [1, 5, len(CODE)])
    def test_a_partial_code_is_never_delivered(self, scanner, bench, at):
        bench.cut_next(at)
        with once_lit(bench, lambda: show_once(bench, CODE)):
            assert fault_of_scan(scanner) is Fault.CORRUPT_FRAME
        with once_lit(bench, lambda: bench.show(OTHER)):
            assert scan(scanner, timeout_s=30.0) == OTHER

    def test_unplugged_and_replugged(self, scanner, bench):
        assert scanner.status().ready
        bench.unplug()
        assert fault_of_scan(scanner) is Fault.OFFLINE
        bench.replug()
        with once_lit(bench, lambda: bench.show(CODE)):
            assert scan(scanner, timeout_s=30.0) == CODE

    def test_unplugged_in_the_middle_of_a_code(self, scanner, bench):
        bench.trickle(0.02)
        with once_lit(bench, lambda: (bench.show(CODE), until(lambda: bench.codes_read), bench.unplug())):
            assert fault_of_scan(scanner, timeout_s=30.0) is Fault.OFFLINE
        bench.trickle(0)
        bench.replug()
        bench.take_away()
        with once_lit(bench, lambda: bench.show(CODE)):
            assert scan(scanner, timeout_s=30.0) == CODE

    def test_a_slow_code_is_waited_for(self, scanner, bench):
        bench.trickle(0.08)
        with once_lit(bench, lambda: bench.show(OTHER)):
            assert scan(scanner, timeout_s=1.0) == OTHER
