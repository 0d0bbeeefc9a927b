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
from drivers.id_card.frame import Response, encode_frame
from drivers.status import DeviceState, MediaState
from drivers.transport.pty_line import PtyLine

PERSON = load_persons()[0]
TEXT = text_block.encode(PERSON)


@pytest.fixture
def slow() -> Iterator[tuple[SamVReader, SamVEmulator]]:
    """A line at 19200 baud: a base answer takes 0.67 s, so whatever happens 0.2 s after the start happens in it."""
    emulator = SamVEmulator(baud=19200)
    emulator.start()
    reader = SamVReader(f"{emulator.url}?baud=19200")
    yield reader, emulator
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
            return type(module).answer(module, body)
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
