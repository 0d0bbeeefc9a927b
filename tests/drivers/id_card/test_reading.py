"""What a card's way through the reader may hold: bounces, missing fingerprints, readers that latch and that do not."""

import pytest
from kit.persons import load_persons

from drivers.cancel import Cancel
from drivers.errors import DeviceError
from drivers.faults import Fault
from drivers.id_card import text_block
from drivers.id_card.commands import Sw3
from drivers.id_card.device import SamVReader
from drivers.id_card.emulator import SamVEmulator
from drivers.id_card.frame import Response
from drivers.status import MediaState

PERSON = load_persons()[0]
TEXT = text_block.encode(PERSON)


def read(reader: SamVReader, timeout_s: float = 2.0):
    return reader.read(timeout_s=timeout_s, cancel=Cancel())


def fault_of_read(reader: SamVReader, timeout_s: float = 2.0) -> Fault:
    with pytest.raises(DeviceError) as caught:
        read(reader, timeout_s)
    return caught.value.fault


@pytest.mark.parametrize("sure", [1, 0])
def test_the_modules_number_is_asked_until_two_answers_agree(odd, sure):
    reader, module, _ = odd
    module.wrong_ids = 2 - sure
    assert reader.status().ready
    assert reader.sam_id == ("05.03-20120101-0001234567-0012345678" if sure else "")
    assert f"SAM {reader.sam_id or 'without number'};" in reader.status().detail


@pytest.mark.parametrize("answer", [Sw3.ABSENT, Sw3.READ_FAILED, Sw3.BAD_SEQUENCE, Sw3.INFO_LENGTH, None])
def test_ways_to_say_that_a_card_has_no_fingerprints(odd, answer):
    reader, module, _ = odd
    if answer is None:  # a good answer with none of them in it
        sizes = bytes.fromhex("010004000000")
        module.told = {0x3010: [Response(Sw3.OK, sizes + TEXT + bytes(1024))]}
    else:
        module.told = {0x3010: [Response(answer)] * 9}
    assert reader.read(timeout_s=2.0, cancel=Cancel(), with_fingerprints=True) == PERSON


def test_a_module_that_must_select_again_after_it_found_no_fingerprints(odd):
    reader, module, _ = odd
    module.told = {0x3001: [Response(Sw3.BAD_SEQUENCE)]}
    assert reader.read(timeout_s=2.0, cancel=Cancel(), with_fingerprints=True) == PERSON


def test_a_card_on_its_way_is_not_taken_for_one_without_fingerprints(odd):
    reader, module, emulator = odd
    emulator.place(TEXT, fingerprint=bytes(1024))
    module.told = {0x3010: [Response(Sw3.READ_FAILED)]}
    assert reader.read(timeout_s=2.0, cancel=Cancel(), with_fingerprints=True).fingerprints == bytes(1024)


def test_nothing_goes_between_the_steps_of_a_read(odd):
    """Of a read, in this order and nothing else: a UID or body number in between spoils it on one reader."""
    reader, module, _ = odd
    assert reader.status().ready
    asked = []

    def note(body: bytes) -> Response:
        asked.append(int.from_bytes(body[:2], "big"))
        return type(module).answer(module, body)

    module.answer = note
    assert read(reader) == PERSON
    assert asked == [0x2001, 0x2002, 0x3001, 0x3003]


@pytest.mark.parametrize("size", [10 + 15 + 10 + 19 + 10 + 600, 10 + 15 + 10 + 19 + 10 + 1294])
def test_a_line_that_is_cut_while_the_module_keeps_its_power(tmp_path, size):
    """The module counts the card as read, and nobody got it: the resident must lift it, and is told so."""
    emulator = SamVEmulator(tmp_path / "reader", wire_time=False)
    emulator.start()
    reader = SamVReader(emulator.url)
    assert reader.status().ready
    emulator.place(TEXT)
    emulator.unplug_after(size)
    assert fault_of_read(reader) is Fault.OFFLINE
    emulator.replug(power_kept=True)
    assert fault_of_read(reader, timeout_s=0.1) is Fault.NO_CARD
    assert reader.status().media is MediaState.PRESENT
    emulator.lift()
    emulator.place(TEXT)
    assert read(reader) == PERSON
    reader.close()
    emulator.stop()


def test_a_module_that_finds_a_read_card_again_and_again():
    emulator = SamVEmulator(latches=False)
    emulator.start()
    emulator.place(TEXT)
    reader = SamVReader(emulator.url)
    assert read(reader) == PERSON
    assert fault_of_read(reader, timeout_s=0.2) is Fault.NO_CARD
    assert reader.status().media is MediaState.PRESENT
    emulator.lift()
    emulator.place(TEXT)
    assert read(reader) == PERSON
    reader.close()
    emulator.stop()


def test_a_reader_that_neither_latches_nor_probes(odd):
    reader, module, emulator = odd
    module.latches = False
    module.told = {0x3003: [Response(Sw3.BAD_SEQUENCE)] * 1000}
    assert read(reader) == PERSON
    assert fault_of_read(reader, timeout_s=0.3) is Fault.NO_CARD
    assert reader.status().media is MediaState.PRESENT
    assert not reader.wait_removed(timeout_s=0.1, cancel=Cancel())
    emulator.lift()
    assert reader.wait_removed(timeout_s=2.0, cancel=Cancel())
    emulator.place(TEXT)
    assert read(reader) == PERSON


def test_a_card_that_bounces_is_read_with_its_fingerprints(odd):
    reader, module, emulator = odd
    emulator.place(TEXT, fingerprint=bytes(1024))
    module.told = {0x3010: [Response(Sw3.READ_FAILED)] * 2, 0x3001: [Response(Sw3.READ_FAILED)]}
    assert reader.read(timeout_s=2.0, cancel=Cancel(), with_fingerprints=True).fingerprints == bytes(1024)


def test_a_card_on_its_way_into_the_field(odd):
    reader, module, _ = odd
    module.told = {0x2002: [Response(Sw3.SELECT_FAILED)] * 2, 0x3001: [Response(Sw3.READ_FAILED)]}
    assert read(reader) == PERSON


def test_a_card_that_is_found_and_gone_again_is_no_card(odd):
    reader, module, _ = odd
    module.lift()
    module.told = {0x2001: [Response(Sw3.FOUND, bytes(4))] * 3}
    assert fault_of_read(reader, timeout_s=0.1) is Fault.NO_CARD


def test_a_card_that_cannot_be_read_however_often(odd):
    reader, module, _ = odd
    module.told = {0x3001: [Response(Sw3.READ_FAILED)] * 20}
    assert fault_of_read(reader) is Fault.CARD_UNREADABLE


def test_a_damaged_answer_of_a_module_that_reads_a_card_only_once(odd):
    """The resident must lift the card, so the reader may not say that it was lifted already."""
    reader, module, emulator = odd
    assert reader.status().ready
    module.told = {0x3001: [None, Response(Sw3.BAD_SEQUENCE)]}
    emulator.corrupt_next(1, after=2)
    assert fault_of_read(reader) is Fault.CARD_UNREADABLE
    assert reader.status().media is MediaState.PRESENT


def test_a_shorter_photo_is_taken_as_it_is(odd):
    reader, module, _ = odd
    module.told = {0x3001: [Response(Sw3.OK, bytes.fromhex("01000003") + TEXT + b"WLf")]}
    assert read(reader).photo_wlt == b"WLf"
