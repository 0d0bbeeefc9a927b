"""Looking for a reader at an address."""

import os
import threading
import time
import tty
from pathlib import Path

import pytest
from kit.patience import quickest_s

from drivers.cancel import Cancel
from drivers.faults import Role
from drivers.finding import Finding
from drivers.id_card.commands import Sw3
from drivers.id_card.device import SamVReader
from drivers.id_card.emulator import SamVEmulator
from drivers.id_card.probe import look
from drivers.id_card.usb_emulator import SamVUsbEmulator
from drivers.id_card.usb_framing import Framing
from drivers.transport.usb_bus import UsbBus
from drivers.transport.usb_device import UsbAddress

NAME = "SAM-V 05.03-20120101-0001234567-0012345678"


@pytest.fixture
def silent():
    near, far = os.openpty()
    tty.setraw(far)
    yield near, f"serial:{os.ttyname(far)}"
    os.close(near)
    os.close(far)


@pytest.mark.parametrize("baud", [115200, 57600, 38400, 19200, 9600, 230400])
def test_a_reader_at_any_rate(baud):
    emulator = SamVEmulator(baud=baud)
    emulator.start()
    found = look(emulator.url, Cancel())
    assert found == Finding(Role.ID_CARD, f"{emulator.url}?baud={baud}", NAME)
    assert emulator.module.baud == baud, "a look changes nothing"
    reader = SamVReader(found.url)
    assert reader.status().ready
    reader.close()
    emulator.stop()


@pytest.mark.parametrize("framing", Framing)
def test_a_reader_in_any_framing(framing):
    bus = UsbBus()
    emulator = SamVUsbEmulator(bus, framing=framing, kernel_driver=True)
    emulator.start()
    found = look("usb:0400:C35A", Cancel(), backend=bus)
    assert found is not None
    assert (found.role, found.name) == (Role.ID_CARD, NAME)
    reader = SamVReader(found.url, backend=bus)
    assert reader.status().ready
    reader.close()
    assert bus.kernel_holds(emulator._gadget)


def test_a_reader_that_does_not_work_is_one_too():
    emulator = SamVEmulator()
    emulator.start()
    emulator.set_trouble(Sw3.SAM_NOT_AUTHORISED)
    found = look(emulator.url, Cancel())
    assert found is not None
    assert found.name == "SAM-V, not working (module status: SW3 66)"
    emulator.stop()


def test_silence_is_no_reader_and_costs_less_than_three_seconds(silent):
    def find_nothing() -> None:
        assert look(silent[1], Cancel()) is None

    assert quickest_s(find_nothing, enough_s=3.0) < 3.0


@pytest.mark.parametrize("answer", [b"\x16", bytes.fromhex("AAAAAA9669"), None])
def test_what_answers_otherwise_is_no_reader(silent, answer):
    near, address = silent
    ended = threading.Event()

    def talk() -> None:
        while not ended.is_set():
            heard = os.read(near, 4096)
            os.write(near, answer or heard)

    talker = threading.Thread(target=talk)
    talker.start()

    def find_nothing() -> None:
        assert look(address, Cancel()) is None

    assert quickest_s(find_nothing, enough_s=3.0) < 3.0
    ended.set()
    with Path(address.removeprefix("serial:")).open("wb", buffering=0) as host:
        host.write(b"end")
    talker.join()


@pytest.mark.parametrize(
    "address", ["", "tcp://host:9100", "pcsc:", "serial:/dev/nowhere", "usb:", "usb:04B8:0E15", "usb:0400:C35A"]
)
def test_what_is_not_its_own_is_left_alone(address):
    bus = UsbBus()
    printer = SamVUsbEmulator(bus, address=UsbAddress(0x04B8, 0x0E15))
    printer.start()
    printer.unplug_after(1)
    assert look(address, Cancel(), backend=bus) is None
    assert len(list(bus.enumerate_devices())) == 1, "nothing was said to it"


def test_a_held_line_is_no_finding():
    emulator = SamVEmulator()
    emulator.start()
    reader = SamVReader(emulator.url)
    assert reader.status().ready
    assert look(emulator.url, Cancel()) is None
    reader.close()
    emulator.stop()


def test_a_cancel_ends_it(silent):
    cancel = Cancel()
    cancel.set()
    began = time.monotonic()
    assert look(silent[1], cancel) is None
    assert time.monotonic() - began < 1
