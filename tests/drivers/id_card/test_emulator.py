"""The emulated reader on its wire: pacing, damage, plug and name. The rest is the contract's."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kit.persons import load_persons

from drivers.cancel import Cancel
from drivers.errors import Timeout, Unavailable
from drivers.id_card.commands import FIND, MODULE_STATUS, READ_BASE, SELECT
from drivers.id_card.emulator import SamVEmulator
from drivers.id_card.frame import Request, Response
from drivers.id_card.text_block import encode
from drivers.id_card.wire import wire_limit_s
from drivers.transport import Pipe, open_pipe

TEXT = encode(load_persons()[0])
READY = Response(0x90).encode()


@pytest.fixture
def emulator() -> Iterator[SamVEmulator]:
    emulator = SamVEmulator()
    emulator.start()
    yield emulator
    emulator.stop()


@contextmanager
def host(emulator: SamVEmulator, options: str = "") -> Iterator[Pipe]:
    pipe = open_pipe(emulator.url + options)
    try:
        yield pipe
    finally:
        pipe.close()


def talk(pipe: Pipe, question: bytes, answer_size: int) -> bytes:
    pipe.write(question, timeout_s=1.0, cancel=Cancel())
    return pipe.read_exactly(answer_size, timeout_s=1.0, cancel=Cancel())


def whole_read(pipe: Pipe) -> bytes:
    talk(pipe, FIND.request.encode(), 15)
    talk(pipe, SELECT.request.encode(), 19)
    return talk(pipe, READ_BASE.request.encode(), 1295)


def test_a_read_is_no_faster_than_the_wire(emulator):
    emulator.place(TEXT)
    with host(emulator) as pipe:
        began = time.monotonic()
        answer = whole_read(pipe)
        took_s = time.monotonic() - began
    assert answer[14:270] == TEXT
    assert took_s >= wire_limit_s(115200)


def test_a_slower_rate_takes_effect_after_its_answer(emulator):
    emulator.place(TEXT)
    with host(emulator) as pipe:
        assert talk(pipe, Request(0x60, 0x02).encode(), len(READY)) == READY
    with host(emulator, "?baud=38400") as pipe:
        began = time.monotonic()
        whole_read(pipe)
        assert time.monotonic() - began >= wire_limit_s(38400)


@pytest.mark.parametrize("host_baud", [9600, 57600, 230400])
def test_a_host_at_another_rate_is_not_understood(emulator, host_baud):
    with host(emulator, f"?baud={host_baud}") as pipe, pytest.raises(Timeout):
        talk(pipe, MODULE_STATUS.request.encode(), len(READY))


def test_without_the_wires_time_a_read_takes_none():
    emulator = SamVEmulator(baud=9600, wire_time=False)
    emulator.start()
    emulator.place(TEXT)
    with host(emulator, "?baud=9600") as pipe:
        began = time.monotonic()
        whole_read(pipe)
        assert time.monotonic() - began < wire_limit_s(9600) / 2
    emulator.stop()


@pytest.mark.parametrize("size", [0, 4, 10, 11, 20, 21, 24])
def test_the_plug_is_pulled_at_a_byte(emulator, size):
    question = MODULE_STATUS.request.encode()
    emulator.unplug_after(size)

    def two_exchanges() -> None:
        with host(emulator) as pipe:
            talk(pipe, question, len(READY))
            talk(pipe, question, len(READY))

    with pytest.raises((Unavailable, RuntimeError)):
        two_exchanges()
    emulator.replug()
    with host(emulator) as pipe:
        assert talk(pipe, question, len(READY)) == READY


def test_a_damaged_request_is_answered_as_such(emulator):
    with host(emulator) as pipe:
        question = bytearray(MODULE_STATUS.request.encode())
        question[-1] ^= 1
        assert talk(pipe, bytes(question), 11) == Response(0x10).encode()


def test_a_cut_request_is_given_up(emulator):
    question = MODULE_STATUS.request.encode()
    with host(emulator) as pipe:
        pipe.write(question[:8], timeout_s=1.0, cancel=Cancel())
        with pytest.raises(Timeout, match="0 of 1 bytes"):
            pipe.read_exactly(1, timeout_s=0.3, cancel=Cancel())
        assert talk(pipe, question, len(READY)) == READY


def test_questions_in_one_piece_are_answered_in_turn(emulator):
    with host(emulator) as pipe:
        question = MODULE_STATUS.request.encode() + FIND.request.encode()
        assert talk(pipe, question, 22) == READY + Response(0x80).encode()


def test_damage_hits_the_frames_it_was_meant_for(emulator):
    question = MODULE_STATUS.request.encode()
    emulator.corrupt_next(1, at=7, after=1)
    with host(emulator) as pipe:
        assert talk(pipe, question, len(READY)) == READY
        assert talk(pipe, question, len(READY)) == READY[:7] + b"\xff" + READY[8:]
        assert talk(pipe, question, len(READY)) == READY


def test_the_line_survives_a_host_that_comes_and_goes(emulator):
    for _ in range(3):
        with host(emulator) as pipe:
            assert talk(pipe, MODULE_STATUS.request.encode(), len(READY)) == READY


def test_a_host_that_never_reads_does_not_stop_it(emulator):
    emulator.place(TEXT)
    with host(emulator) as pipe:
        talk(pipe, Request(0x20, 0x01).encode(), 15)
        talk(pipe, Request(0x20, 0x02).encode(), 19)
        pipe.write(READ_BASE.request.encode() * 5, timeout_s=1.0, cancel=Cancel())
    emulator.unplug()
    emulator.replug()
    with host(emulator) as pipe:
        assert talk(pipe, MODULE_STATUS.request.encode(), len(READY)) == READY


def test_unplugging_cuts_an_answer_short():
    emulator = SamVEmulator(baud=9600)
    emulator.start()
    emulator.place(TEXT)
    with host(emulator, "?baud=9600") as pipe:
        talk(pipe, FIND.request.encode(), 15)
        talk(pipe, SELECT.request.encode(), 19)
        talk(pipe, READ_BASE.request.encode(), 7)
        began = time.monotonic()
        emulator.unplug()
        assert time.monotonic() - began < 1.0
        with pytest.raises(Unavailable):
            pipe.read_exactly(1288, timeout_s=5.0, cancel=Cancel())
    emulator.stop()


def test_its_name_lasts_while_its_pseudo_terminal_changes(tmp_path: Path):
    link = tmp_path / "reader"
    link.symlink_to("/dev/null")  # left over by somebody who was killed
    emulator = SamVEmulator(link)
    assert emulator.url == f"serial:{link}"
    emulator.start()
    assert link.readlink().parent == Path("/dev/pts")
    emulator.unplug()
    assert not link.is_symlink()
    emulator.unplug()
    emulator.replug()
    emulator.replug()
    assert link.readlink().parent == Path("/dev/pts")
    emulator.stop()
    assert not link.is_symlink()
    assert list(tmp_path.iterdir()) == []


def test_without_a_link_it_has_a_name_only_while_plugged_in(emulator):
    assert emulator.url.startswith("serial:/dev/pts/")
    emulator.unplug()
    with pytest.raises(RuntimeError, match="no name"):
        _ = emulator.url


def test_start_and_stop(emulator):
    with pytest.raises(RuntimeError, match="already"):
        emulator.start()
    emulator.place(TEXT)
    emulator.stop()
    emulator.stop()
    with pytest.raises(RuntimeError, match="not started"):
        emulator.replug()
    emulator.start()
    assert emulator.card_present
    emulator.lift()
    assert not emulator.card_present


def test_it_leaves_no_descriptor_open():
    before = descriptors()
    emulator = SamVEmulator()
    emulator.start()
    assert descriptors() > before
    emulator.unplug()
    emulator.replug()
    emulator.stop()
    assert descriptors() == before


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
