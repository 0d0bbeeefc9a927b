"""What is special to scanners with a trigger, to scanners that read all the time, and to each terminator."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from drivers.cancel import Cancel
from drivers.code_scanner.device import SerialCodeScanner
from drivers.code_scanner.dialect import DIALECTS
from drivers.code_scanner.emulator import ScannerEmulator
from drivers.code_scanner.framing import Terminator
from drivers.errors import Refused
from drivers.faults import Fault
from drivers.status import DeviceState

CODE, OTHER = "https://example.org/凭证?no=7".encode(), b"6901234567892"


@pytest.fixture
def scanner(bench: ScannerEmulator) -> Iterator[SerialCodeScanner]:
    scanner = SerialCodeScanner(bench.url)
    yield scanner
    scanner.close()


@contextmanager
def soon(action, after_s: float = 0.3) -> Iterator[None]:
    """Do `action` from another thread while the body is under way."""
    timer = threading.Timer(after_s, action)
    timer.start()
    yield
    timer.join()


def scan(scanner: SerialCodeScanner, timeout_s: float = 30.0) -> bytes:
    return scanner.scan(timeout_s=timeout_s, cancel=Cancel()).data


def fault_of_scan(scanner: SerialCodeScanner, timeout_s: float) -> Fault:
    with pytest.raises(Refused) as caught:
        scan(scanner, timeout_s)
    return caught.value.fault


class TestTriggeredOnly:
    @pytest.fixture(params=["newland", "honeywell"])
    def bench(self, tmp_path, request) -> Iterator[ScannerEmulator]:
        emulator = ScannerEmulator(tmp_path / "scanner", dialect=DIALECTS[request.param], light_s=1.0)
        emulator.start()
        yield emulator
        emulator.stop()

    def test_it_says_what_it_is(self, scanner):
        assert scanner.status().detail == "NLS-EMULATED"

    def test_a_model_that_does_not_know_the_query_is_there_all_the_same(self, scanner, bench):
        bench.forget_query()
        assert scanner.status().ready
        assert "ENQ" in scanner.status().detail

    def test_a_silent_one_is_out_of_order(self, scanner, bench):
        bench.set_mute(mute=True)
        status = scanner.status()
        assert status.state is DeviceState.HARDWARE_ERROR
        assert status.faults == {Fault.TIMEOUT}
        bench.set_mute(mute=False)
        assert scanner.status().ready

    def test_a_code_in_the_dark_is_not_read(self, scanner, bench):
        assert scanner.status().ready
        bench.show(CODE)
        assert scanner.status().ready
        assert scan(scanner) == CODE

    def test_the_same_code_again_when_asked_again(self, scanner, bench):
        bench.show(CODE)
        assert scan(scanner) == CODE
        assert scan(scanner) == CODE

    def test_its_light_is_kept_on_for_as_long_as_somebody_waits(self, scanner, bench):
        with soon(lambda: bench.show(CODE), after_s=2.5):
            assert scan(scanner, timeout_s=30.0) == CODE


class TestContinuous:
    @pytest.fixture
    def bench(self, tmp_path) -> Iterator[ScannerEmulator]:
        emulator = ScannerEmulator(tmp_path / "scanner", dialect=DIALECTS["continuous"], repeat_every_s=0.1)
        emulator.start()
        yield emulator
        emulator.stop()

    def test_it_says_that_it_cannot_be_asked(self, scanner):
        assert "cannot be asked" in scanner.status().detail

    def test_a_code_that_still_lies_there_is_delivered_once(self, scanner, bench):
        bench.show(CODE)
        assert scan(scanner) == CODE
        assert fault_of_scan(scanner, timeout_s=0.5) is Fault.NO_CODE
        with soon(lambda: bench.show(OTHER)):
            assert scan(scanner) == OTHER

    def test_a_code_that_was_away_may_come_again(self, bench):
        scanner = SerialCodeScanner(bench.url, repeat_s=0.3)
        bench.show(CODE)
        assert scan(scanner) == CODE
        bench.take_away()
        with pytest.raises(Refused):
            scan(scanner, timeout_s=0.5)
        with soon(lambda: bench.show(CODE)):
            assert scan(scanner) == CODE
        scanner.close()


@pytest.mark.parametrize("terminator", Terminator)
def test_every_terminator(tmp_path, terminator):
    emulator = ScannerEmulator(tmp_path / "scanner", terminator=terminator)
    emulator.start()
    scanner = SerialCodeScanner(emulator.url)
    emulator.prefix_next(b"\0\x06")
    emulator.show(CODE)
    assert scan(scanner) == CODE
    scanner.close()
    emulator.stop()
