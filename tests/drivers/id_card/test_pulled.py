"""The cable is pulled at every single byte of a read, on every kind of wire, and put back.

Each time: OFFLINE, soon; never a card that was not read to its end; and the next read is a good one.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kit.persons import load_persons

from drivers.cancel import Cancel
from drivers.errors import DeviceError
from drivers.faults import Fault
from drivers.id_card import text_block
from drivers.id_card.device import SamVReader
from drivers.id_card.emulator import SamVEmulator
from drivers.id_card.usb_emulator import SamVUsbEmulator
from drivers.id_card.usb_framing import Framing
from drivers.transport.usb_bus import UsbBus

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

PERSON = load_persons()[0]
TEXT = text_block.encode(PERSON)
PHOTO = bytes(range(256)) * 4
READ_BYTES = 3 * 10 + 15 + 19 + 1295  # find, select, base: questions and answers
NEW_ADDRESS_BYTES = 10 + 11
WHOLE_BYTES = READ_BYTES + NEW_ADDRESS_BYTES
WITH_FINGERPRINTS_BYTES = 3 * 10 + 15 + 19 + 2321
CUT_WITHIN_S = 5.0  # a machine may be busy; without wire time a cut read takes some milliseconds


@contextmanager
def plugged(wire: str, folder: Path) -> Iterator[tuple[SamVEmulator | SamVUsbEmulator, SamVReader]]:
    if wire == "serial":
        emulator, bus = SamVEmulator(folder / "reader", wire_time=False), None
    else:
        bus = UsbBus()
        emulator = SamVUsbEmulator(bus, framing=Framing(wire))
    emulator.start()
    reader = SamVReader(emulator.url, backend=bus)
    yield emulator, reader
    reader.close()
    emulator.stop()


def pull_at(size: int, emulator: SamVEmulator | SamVUsbEmulator, reader: SamVReader, **options: bool) -> Fault | None:
    """Read with the cable pulled after `size` bytes; then put it back and read again. Return the first read's fault."""
    emulator.lift()
    assert reader.status().ready
    emulator.place(TEXT, PHOTO, fingerprint=bytes(1024))
    emulator.unplug_after(size)
    began, fault = time.monotonic(), None
    try:
        assert reader.read(timeout_s=2.0, cancel=Cancel(), **options).photo_wlt == PHOTO
    except DeviceError as error:
        fault = error.fault
    assert time.monotonic() - began < CUT_WITHIN_S
    assert reader.status().faults == {Fault.OFFLINE}
    emulator.replug()
    emulator.place(TEXT, PHOTO, fingerprint=bytes(1024))
    card = reader.read(timeout_s=2.0, cancel=Cancel(), **options)
    assert (card.name, card.number, card.photo_wlt) == (PERSON.name, PERSON.number, PHOTO)
    return fault


@pytest.mark.parametrize("wire", ["serial", *Framing])
def test_at_every_byte_of_a_read(wire, tmp_path):
    with plugged(wire, tmp_path) as (emulator, reader):
        faults = {size: pull_at(size, emulator, reader) for size in range(WHOLE_BYTES)}
    assert set(faults.values()) == {Fault.OFFLINE}


@pytest.mark.parametrize("wire", ["serial", *Framing])
def test_behind_the_last_byte_the_card_was_read(wire, tmp_path):
    with plugged(wire, tmp_path) as (emulator, reader):
        assert pull_at(WHOLE_BYTES, emulator, reader) in (None, Fault.OFFLINE)


@pytest.mark.parametrize("wire", ["serial", Framing.A])
def test_at_bytes_all_over_a_read_with_fingerprints(wire, tmp_path):
    with plugged(wire, tmp_path) as (emulator, reader):
        for size in range(READ_BYTES - 1295, WITH_FINGERPRINTS_BYTES, 37):
            assert pull_at(size, emulator, reader, with_fingerprints=True) is Fault.OFFLINE


@pytest.mark.parametrize("wire", ["serial", *Framing])
def test_at_every_byte_of_the_opening(wire, tmp_path):
    """Status, status, number, number: the reader is offline, and is there again when the cable is."""
    with plugged(wire, tmp_path) as (emulator, reader):
        for size in range(2 * 21 + 2 * 37):
            reader.close()
            emulator.unplug_after(size)
            assert reader.status().faults == {Fault.OFFLINE}
            emulator.replug()
            assert reader.status().ready
