"""A device that is lost and comes back a thousand times: found again each time, and nothing leaks."""

import gc
import os
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from kit.patience import until

from drivers.faults import Role
from drivers.id_card.device import SamVReader
from drivers.id_card.emulator import SamVEmulator
from drivers.receipt_printer.device import EscPosPrinter
from drivers.receipt_printer.emulator import EscPosEmulator
from kiosk.devices.host import DeviceHost

_RETURNS = 1000
_WARM_UP = 50
_MOST_GROWTH_BYTES = 4_000_000
_FOUND_AGAIN_S = 2.0


def _open_files():
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def _resident_bytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


@pytest.fixture(params=["serial", "tcp"])
def wire(request, tmp_path):
    """A device's other end, its role, and its driver."""
    emulator = SamVEmulator(tmp_path / "reader") if request.param == "serial" else EscPosEmulator()
    emulator.start()
    if isinstance(emulator, SamVEmulator):
        yield emulator, Role.ID_CARD, SamVReader(emulator.url)
    else:
        yield emulator, Role.RECEIPT_PRINTER, EscPosPrinter(emulator.url)
    emulator.stop()


@contextmanager
def hosted(role, device, poll_s):
    host = DeviceHost(role, device, poll_s=poll_s, told=lambda _status: None)
    host.start()
    yield host
    host.stop()


def test_a_thousand_returns_leave_nothing_behind(wire):
    emulator, role, device = wire
    before = None
    with hosted(role, device, poll_s=0.005) as host:
        for count in range(_RETURNS):
            until(lambda: host.last_status.ready, timeout_s=20)
            if count == _WARM_UP:
                gc.collect()
                before = _open_files(), threading.active_count(), _resident_bytes()
            emulator.unplug()
            until(lambda: not host.last_status.ready, timeout_s=20)
            emulator.replug()
        until(lambda: host.last_status.ready, timeout_s=20)
        gc.collect()
        files, threads, resident = before
        assert _open_files() <= files + 2  # the line may be open now and have been closed then
        assert threading.active_count() <= threads
        assert _resident_bytes() - resident < _MOST_GROWTH_BYTES


def test_a_device_is_found_within_two_seconds_of_its_return_however_long_it_was_away(wire):
    emulator, role, device = wire
    emulator.unplug()
    with hosted(role, device, poll_s=2.0) as host:
        until(lambda: host._pause_s == 1.0, timeout_s=30)  # the pauses have grown as long as they get
        emulator.replug()
        came = time.monotonic()
        until(lambda: host.last_status.ready, timeout_s=20)
        assert time.monotonic() - came < _FOUND_AGAIN_S
