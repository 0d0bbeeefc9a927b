"""The driver in the corners that its contract does not reach: odd modules, silence, answers that come too late."""

import itertools
import os
import threading
import tty
from collections.abc import Iterator

import pytest
from kit.persons import load_persons

from drivers.cancel import Cancel
from drivers.errors import Cancelled, DeviceError, ProtocolError, Refused, Unavailable
from drivers.faults import Fault
from drivers.id_card import text_block
from drivers.id_card.commands import READ_BASE, Sw3
from drivers.id_card.device import SamVReader
from drivers.id_card.emulator import SamVEmulator
from drivers.id_card.frame import Corrupt, Response, encode_frame
from drivers.id_card.sam_module import SamModule
from drivers.status import DeviceState, MediaState
from drivers.transport.pty_line import PtyLine

PERSON = load_persons()[0]
TEXT = text_block.encode(PERSON)


class OddModule(SamModule):
    """Answers some commands (as numbers, such as 0x3001) as told, answer by answer; None: as a module does."""

    def __init__(self, told: dict[int, list[Response | None]]) -> None:
        super().__init__()
        self.told = told

    def answer(self, body: bytes | Corrupt) -> Response:
        assert isinstance(body, bytes)
        told = self.told.get(int.from_bytes(body[:2], "big"), [])
        return (told.pop(0) if told else None) or super().answer(body)


@pytest.fixture
def slow() -> Iterator[tuple[SamVReader, SamVEmulator]]:
    """A line at 19200 baud: a base answer takes 0.67 s, so whatever happens 0.2 s after the start happens in it."""
    emulator = SamVEmulator(baud=19200)
    emulator.start()
    reader = SamVReader(f"{emulator.url}?baud=19200")
    yield reader, emulator
    reader.close()
    emulator.stop()


@pytest.fixture
def odd() -> Iterator[tuple[SamVReader, OddModule, SamVEmulator]]:
    module = OddModule({})
    emulator = SamVEmulator(module=module, wire_time=False)
    emulator.start()
    emulator.place(TEXT)
    reader = SamVReader(emulator.url)
    yield reader, module, emulator
    reader.close()
    emulator.stop()


def read(reader: SamVReader, timeout_s: float = 2.0):
    return reader.read(timeout_s=timeout_s, cancel=Cancel())


def fault_of_read(reader: SamVReader, timeout_s: float = 2.0) -> Fault:
    with pytest.raises(DeviceError) as caught:
        read(reader, timeout_s)
    return caught.value.fault


def test_the_late_answer_of_a_cancelled_read_is_not_taken_for_another(slow):
    reader, emulator = slow
    assert reader.status().ready
    emulator.place(TEXT)
    cancel = Cancel()
    canceller = threading.Timer(0.2, cancel.set)
    canceller.start()
    with pytest.raises(Cancelled):
        reader.read(timeout_s=30.0, cancel=cancel)
    canceller.join()
    status = reader.status()
    assert status.ready
    assert status.media is MediaState.PRESENT
    assert fault_of_read(reader, timeout_s=0.1) is Fault.NO_CARD
    emulator.lift()
    assert reader.wait_removed(timeout_s=5.0, cancel=Cancel())


def test_a_cancelled_commands_verdict_is_not_taken_for_the_next_ones(odd):
    reader, module, _ = odd
    assert reader.status().ready
    asked, let_go, cancel = threading.Event(), threading.Event(), Cancel()

    def long_thought(body: bytes) -> Response:
        if body != READ_BASE.request.encode()[7:-1]:
            return OddModule.answer(module, body)
        asked.set()
        let_go.wait(10.0)
        return Response(Sw3.READ_FAILED)

    def cancel_it() -> None:
        asked.wait(10.0)
        cancel.set()

    module.answer = long_thought
    canceller = threading.Thread(target=cancel_it)
    canceller.start()
    with pytest.raises(Cancelled):
        reader.read(timeout_s=30.0, cancel=cancel)
    canceller.join()
    late = threading.Timer(0.1, let_go.set)
    late.start()
    assert reader.status().ready
    late.join()


def test_a_cancelled_command_that_is_never_answered(odd):
    reader, _, emulator = odd
    assert reader.status().ready
    cancel = Cancel()

    def swallow(answer: Response) -> bytes:
        cancel.set()
        del emulator.damaged
        return b""

    emulator.damaged = swallow
    with pytest.raises(Cancelled):
        reader.read(timeout_s=30.0, cancel=cancel)
    assert reader.status().ready
    assert read(reader) == PERSON


def test_a_module_that_is_deaf_while_it_speaks(odd):
    """A damaged length shows at once; asking again before the rest has come would be asking in vain."""
    reader, _, emulator = odd
    assert reader.status().ready

    answers = itertools.count()

    def answer_and_drop_what_came_meanwhile(line: PtyLine, body: bytes, arrived: float) -> bool:
        sent = SamVEmulator._answer(emulator, line, body, arrived)
        if next(answers) in (2, 3):  # the damaged ones; after a sound answer the host may ask at once
            line.receive(0.0)
        return sent

    emulator._answer = answer_and_drop_what_came_meanwhile
    emulator.corrupt_next(2, after=2, at=5)
    assert read(reader) == PERSON


def test_unplugged_mid_read(slow):
    reader, emulator = slow
    assert reader.status().ready
    emulator.place(TEXT)
    puller = threading.Timer(0.2, emulator.unplug)
    puller.start()
    with pytest.raises(Unavailable):
        read(reader)
    puller.join()


def test_a_silent_reader_is_a_timeout_and_a_hardware_error():
    near, far = os.openpty()
    tty.setraw(far)
    reader = SamVReader(f"serial:{os.ttyname(far)}")
    status = reader.status()
    assert status.state is DeviceState.HARDWARE_ERROR
    assert status.faults == {Fault.TIMEOUT}
    reader.close()
    os.close(near)
    os.close(far)


def test_a_line_that_another_program_holds(slow):
    reader, emulator = slow
    assert reader.status().ready
    other = SamVReader(f"{emulator.url}?baud=19200")
    assert other.status().state is DeviceState.DEVICE_BUSY
    assert other.status().faults == {Fault.BUSY}
    reader.close()
    assert other.status().ready
    other.close()


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
        return OddModule.answer(module, body)

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


@pytest.mark.parametrize(
    "answer",
    [
        Response(Sw3.OK),
        Response(Sw3.OK, bytes(1284)),
        Response(Sw3.OK, bytes.fromhex("01000400") + bytes(1279)),
        Response(Sw3.OK, bytes.fromhex("01000401") + bytes(1281)),
    ],
)
def test_base_answers_that_do_not_add_up(odd, answer):
    reader, module, _ = odd
    module.told = {0x3001: [answer] * 3}
    with pytest.raises(ProtocolError):
        read(reader)


def test_an_answer_too_short_to_be_one(odd):
    class Stump(Response):
        def encode(self) -> bytes:
            return encode_frame(b"\0\0")

    reader, module, _ = odd
    module.told = {0x2001: [Stump(0)] * 2}
    assert read(reader) == PERSON
    module.told = {0x11FF: [Stump(0)] * 3}
    assert reader.status().faults == {Fault.CORRUPT_FRAME}


def test_a_shorter_photo_is_taken_as_it_is(odd):
    reader, module, _ = odd
    module.told = {0x3001: [Response(Sw3.OK, bytes.fromhex("01000003") + TEXT + b"WLf")]}
    assert read(reader).photo_wlt == b"WLf"


@pytest.mark.parametrize(
    ("sw3", "fault"),
    [
        (Sw3.ABSENT, Fault.CARD_UNREADABLE),
        (Sw3.CARD_REJECTS_SAM, Fault.CARD_UNREADABLE),
        (Sw3.INFO_UNVERIFIED, Fault.CARD_INVALID),
        (Sw3.FORBIDDEN, Fault.NOT_AUTHORISED),
        (Sw3.UNKNOWN_ERROR, Fault.HARDWARE_ERROR),
        (0x67, Fault.HARDWARE_ERROR),
    ],
)
def test_refusals_that_no_second_attempt_cures(odd, sw3, fault):
    reader, module, _ = odd
    module.told = {0x3001: [Response(sw3)]}
    with pytest.raises(Refused, match=f"read base: SW3 {sw3:02X}") as caught:
        read(reader)
    assert caught.value.fault is fault


@pytest.mark.parametrize("sw3", [Sw3.BAD_CHECKSUM, Sw3.BAD_LENGTH])
def test_a_question_that_was_damaged_on_the_way_is_repeated(odd, sw3):
    reader, module, _ = odd
    module.told = {0x2001: [Response(sw3)] * 2}
    assert read(reader) == PERSON
