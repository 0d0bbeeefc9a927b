"""Who looks at a serial line finds its own devices there, takes no other for one, and disturbs none."""

import contextlib
import os
import threading
import tty
from collections.abc import Iterator

import pytest
from kit.persons import load_persons

from drivers.cabinet import probe as cabinet
from drivers.cabinet.emulator import BoardEmulator
from drivers.cancel import Cancel
from drivers.code_scanner import probe as code_scanner
from drivers.code_scanner.dialect import CONTINUOUS, HONEYWELL
from drivers.code_scanner.emulator import ScannerEmulator
from drivers.faults import Role
from drivers.id_card import text_block
from drivers.id_card.device import SamVReader
from drivers.id_card.emulator import SamVEmulator
from drivers.lights import Flash, Light
from drivers.receipt_printer.emulator import EscPosEmulator
from drivers.receipt_printer.serial_port import SerialPort
from drivers.ups import probe as ups
from drivers.ups.emulator import UpsEmulator

LOOKS = {Role.CODE_SCANNER: code_scanner.look, Role.CABINET: cabinet.look, Role.UPS: ups.look}
DEVICES = {
    "board": (BoardEmulator, Role.CABINET),
    "newland": (ScannerEmulator, Role.CODE_SCANNER),
    "honeywell": (lambda link: ScannerEmulator(link, dialect=HONEYWELL), Role.CODE_SCANNER),
    "continuous": (lambda link: ScannerEmulator(link, dialect=CONTINUOUS), None),
    "ups": (UpsEmulator, Role.UPS),
    "later ups": (lambda link: UpsEmulator(link, answers=True), Role.UPS),
    "id card": (SamVEmulator, None),
    "receipt printer": (lambda link: EscPosEmulator(port=SerialPort(link, baud=None)), None),
}


@pytest.fixture(params=DEVICES)
def there(request, tmp_path) -> Iterator[tuple[object, str, Role | None]]:
    make, role = DEVICES[request.param]
    device = make(tmp_path / "port")
    device.start()
    yield device, f"serial:{tmp_path / 'port'}", role
    device.stop()


def test_each_finds_its_own_whoever_looked_before(there):
    device, address, expected = there
    for role, look in sorted(LOOKS.items(), key=lambda pair: pair[0] is expected):
        found = look(address, Cancel())
        assert (found.role if found else None) == (role if role is expected else None)
    match device:
        case ScannerEmulator():
            assert device.lit == ("continuous" in device.url)
        case UpsEmulator():
            assert not device.reading.shutting_down
            assert not device.reading.testing
        case BoardEmulator():
            assert {device.light(light) for light in Light} == {(Flash.OFF, None)}
        case EscPosEmulator():
            assert device.receipts == []
            assert not any(byte >= 0x20 for byte in device.worked_off)
        case SamVEmulator():
            person = load_persons()[0]
            device.place(text_block.encode(person))
            reader = SamVReader(address)
            assert reader.read(timeout_s=5.0, cancel=Cancel()) == person
            reader.close()


@pytest.mark.parametrize("role", LOOKS)
def test_nothing_printable_reaches_a_printer(role):
    near, far = os.openpty()
    tty.setraw(far)
    os.set_blocking(near, False)
    heard, over = bytearray(), threading.Event()

    def answer() -> None:
        while not over.wait(0.003):
            with contextlib.suppress(BlockingIOError):
                heard.extend(os.read(near, 100))
                os.write(near, b"\x16")  # the answer to DLE EOT 1: ready

    printer = threading.Thread(target=answer)
    printer.start()
    assert LOOKS[role](f"serial:{os.ttyname(far)}", Cancel()) is None
    over.set()
    printer.join()
    os.close(near)
    os.close(far)
    assert bytes(heard) == b"\x10\x04\x01"
