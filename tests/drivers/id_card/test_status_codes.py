"""Every status byte that there can be, at every command: the right fault, and never a card that was not read."""

import pytest
from kit.persons import load_persons

from drivers.cancel import Cancel
from drivers.catalogue import CATALOGUE
from drivers.errors import DeviceError
from drivers.faults import Fault, Role
from drivers.id_card import device, text_block
from drivers.id_card.commands import FAULT_OF, Sw3, fault_of
from drivers.id_card.device import SamVReader
from drivers.id_card.frame import Corrupt, Response
from drivers.id_card.sam_module import SamModule
from drivers.id_card.usb_emulator import SamVUsbEmulator
from drivers.id_card.usb_framing import Framing
from drivers.transport.usb_bus import UsbBus

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

PERSON = load_persons()[0]
TEXT = text_block.encode(PERSON)
COMMANDS = {"find": 0x2001, "select": 0x2002, "base": 0x3001, "with fingerprints": 0x3010, "new address": 0x3003}
GOOD = {Sw3.OK, Sw3.FOUND}
# What the module says once in a while and a second attempt cures
PASSING = {Sw3.SELECT_FAILED, Sw3.BAD_SEQUENCE, Sw3.READ_FAILED, Sw3.INFO_LENGTH, Sw3.RANDOM_FAILED}
REPEATED = {Sw3.BAD_CHECKSUM, Sw3.BAD_LENGTH}


class Stubborn(SamModule):
    """Answers one command with one status byte and no data, for ever."""

    def __init__(self, command: int, sw3: int) -> None:
        super().__init__()
        self.command, self.sw3 = command, sw3

    def answer(self, body: bytes | Corrupt) -> Response:
        assert isinstance(body, bytes)
        if int.from_bytes(body[:2], "big") == self.command:
            return Response(self.sw3)
        return super().answer(body)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr(device, "_POLL_S", 0.0)


def told(error: DeviceError) -> Fault:
    assert (Role.ID_CARD, error.fault) in CATALOGUE
    assert PERSON.name not in str(error)
    return error.fault


def outcome(command: str, sw3: int) -> Fault | None:
    """Return the fault of a read of a card that lies there, None when it was read."""
    bus = UsbBus()
    emulator = SamVUsbEmulator(bus, framing=Framing.B, module=Stubborn(COMMANDS[command], sw3))
    emulator.start()
    emulator.place(TEXT, fingerprint=bytes(1024))
    reader = SamVReader(emulator.url, backend=bus)
    try:
        card = reader.read(timeout_s=0.0, cancel=Cancel(), with_fingerprints=command == "with fingerprints")
    except DeviceError as error:
        return told(error)
    finally:
        reader.close()
    assert (card.name, card.number) == (PERSON.name, PERSON.number)
    assert card.fingerprints == b"" or command != "with fingerprints"
    return None


def expected(command: str, sw3: int) -> Fault | None:
    fault = fault_of(sw3)
    if command == "new address":  # what was written later is a gift; but a damaged wire is a damaged wire
        return fault if sw3 in REPEATED else None
    if command == "with fingerprints" and sw3 in {Sw3.ABSENT, Sw3.READ_FAILED, Sw3.BAD_SEQUENCE, Sw3.INFO_LENGTH}:
        return None
    if sw3 in GOOD:  # without the data that belong to it
        return Fault.CORRUPT_FRAME
    return fault


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("high", range(16))
def test_each_of_256_at_each_command(command, high):
    for sw3 in range(16 * high, 16 * high + 16):
        assert outcome(command, sw3) is expected(command, sw3), f"{sw3:02X}"


@pytest.mark.parametrize("sw3", range(256))
def test_a_status_other_than_good_is_a_fault_of_the_reader(sw3):
    bus = UsbBus()
    emulator = SamVUsbEmulator(bus, framing=Framing.B, module=Stubborn(0x11FF, sw3))
    emulator.start()
    reader = SamVReader(emulator.url, backend=bus)
    status = reader.status()
    assert status.ready == (sw3 in GOOD)
    assert status.faults == ({fault_of(sw3)} - {None})
    reader.close()


@pytest.mark.parametrize("sw3", range(256))
def test_a_module_that_does_not_tell_its_number_reads_all_the_same(sw3):
    bus = UsbBus()
    emulator = SamVUsbEmulator(bus, framing=Framing.B, module=Stubborn(0x12FF, sw3))
    emulator.start()
    emulator.place(TEXT)
    reader = SamVReader(emulator.url, backend=bus)
    assert reader.read(timeout_s=0.0, cancel=Cancel()) == PERSON
    assert reader.sam_id == ""
    reader.close()


def test_the_table_is_whole():
    assert {sw3 for sw3 in range(256) if fault_of(sw3) is not Fault.HARDWARE_ERROR} <= set(FAULT_OF)
    assert set(FAULT_OF) == set(Sw3)
