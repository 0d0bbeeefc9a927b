"""Far ends that mean ill: random bytes, lengths that lie, answers cut anywhere, data without end."""

import itertools
import os
import termios
import threading
import time
import tty
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit.persons import load_persons

from drivers.cancel import Cancel
from drivers.errors import DeviceError, ProtocolError, Timeout
from drivers.faults import Fault
from drivers.id_card import text_block
from drivers.id_card.commands import FIND, MODULE_STATUS, READ_BASE, SELECT, Command
from drivers.id_card.device import SamVReader
from drivers.id_card.exchange import Exchange
from drivers.id_card.frame import FrameParser, Response, encode_frame
from drivers.id_card.usb_framing import Framing
from drivers.id_card.usb_opening import READER_ADDRESSES
from drivers.transport.usb_bus import UsbBus
from drivers.transport.usb_descriptors import BULK, Descriptor, Endpoint, Interface
from drivers.transport.usb_gadget import Setup, UsbGadget

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

TEXT = text_block.encode(load_persons()[0])
GOOD_BASE = Response(0x90, bytes.fromhex("01000400") + TEXT + bytes(1024)).encode()
COMMANDS = (MODULE_STATUS, FIND, SELECT, READ_BASE)
ENDLESS = [b"\0", b"\xaa", bytes.fromhex("AAAAAA9669"), bytes.fromhex("AAAAAA9669FFFF"), bytes(range(256))]


class Script:
    """A `Pipe` to a far end that answers each question with the next of `answers`; silence passes in no time."""

    def __init__(self, answers: Iterator[bytes]) -> None:
        self.answers, self.waiting, self.most = answers, b"", 0

    def write(self, data: bytes, *, timeout_s: float, cancel: Cancel) -> None:
        self.waiting += next(self.answers, b"")

    def read_exactly(self, size: int, *, timeout_s: float, cancel: Cancel) -> bytes:
        self.most = max(self.most, size)
        if len(self.waiting) < size:
            self.waiting = b""
            raise Timeout("silence")
        data, self.waiting = self.waiting[:size], self.waiting[size:]
        return data

    def read_available(self) -> bytes:
        data, self.waiting = self.waiting, b""
        return data

    def close(self) -> None:
        pass


def asked(answers: list[bytes], command: Command) -> Response | type[DeviceError]:
    script = Script(iter(answers))
    try:
        return Exchange(script).ask(command, Cancel())
    except DeviceError as error:
        return type(error)
    finally:
        assert script.most <= 2321


@settings(deadline=None, max_examples=30)  # a busy machine needs its time
@given(st.lists(st.sampled_from([*ENDLESS, b"\xaa\xaa\xaa\x96\x69\x09\x0a"]), min_size=1))
def test_whatever_comes_the_parser_holds_no_more_than_the_longest_frame(pieces):
    parser = FrameParser()
    for piece in itertools.islice(itertools.cycle(pieces), 1000):
        parser.feed(piece)
        while parser.next() is not None:
            pass
        assert len(parser._buffer) <= 7 + 0x090A


@given(st.lists(st.binary(max_size=300), max_size=3), st.sampled_from(COMMANDS))
def test_random_bytes_are_no_answer(answers, command):
    assert asked(answers, command) in (ProtocolError, Timeout)


@given(st.sampled_from(COMMANDS), st.integers(0, 0xFFFF), st.binary(max_size=64))
def test_lengths_that_lie(command, length, rest):
    lie = bytes.fromhex("AAAAAA9669") + length.to_bytes(2, "big") + rest
    outcome = asked([lie] * 3, command)
    assert outcome in (ProtocolError, Timeout) or isinstance(outcome, Response)
    assert not isinstance(outcome, Response) or outcome.encode() == lie[: 7 + length]


@pytest.mark.parametrize("size", range(0, len(GOOD_BASE), 7))
def test_an_answer_cut_anywhere_is_asked_for_again(size):
    assert asked([GOOD_BASE[:size], GOOD_BASE], READ_BASE) in (Response.from_body(GOOD_BASE[7:-1]), Timeout)
    assert asked([GOOD_BASE[:size]] * 3, READ_BASE) is (Timeout if size == 0 else ProtocolError)


@settings(deadline=None)
@given(st.integers(0, len(GOOD_BASE) - 1), st.integers(1, 255))
def test_one_damaged_byte_is_noticed_wherever_it_is(offset, flip):
    damaged = bytearray(GOOD_BASE)
    damaged[offset] ^= flip
    assert asked([bytes(damaged)] * 3, READ_BASE) is ProtocolError
    assert asked([bytes(damaged), GOOD_BASE], READ_BASE) == Response.from_body(GOOD_BASE[7:-1])


@given(st.binary(max_size=40).filter(lambda noise: b"\xaa" not in noise))
def test_noise_before_an_answer_is_passed_over(noise):
    assert asked([noise + Response(0x90).encode()], MODULE_STATUS) == Response(0x90)


@given(st.binary(max_size=40), st.sampled_from(COMMANDS))
def test_frames_of_the_wrong_shape(body, command):
    frame = encode_frame(body)
    outcome = asked([frame] * 3, command)
    assert outcome is ProtocolError or outcome == Response.from_body(body)


@pytest.fixture
def babble() -> Iterator[Callable[[bytes], str]]:
    """A serial far end that sends the same bytes without end, whatever it is asked."""
    near, far = os.openpty()
    tty.setraw(far)
    ended = threading.Event()

    def talk(piece: bytes) -> None:
        while not ended.is_set():
            os.write(near, piece * (1024 // len(piece)))

    def begin(piece: bytes) -> str:
        threads.append(threading.Thread(target=talk, args=[piece]))
        threads[0].start()
        return f"serial:{os.ttyname(far)}"

    threads: list[threading.Thread] = []
    yield begin
    ended.set()
    while threads and threads[0].is_alive():
        termios.tcflush(far, termios.TCIOFLUSH)
        threads[0].join(0.01)
    os.close(near)
    os.close(far)


@pytest.mark.parametrize("piece", [*ENDLESS, Response(0x9F, bytes(3)).encode()])
def test_data_without_end_over_serial(babble, piece):
    reader = SamVReader(babble(piece))
    began = time.monotonic()
    status = reader.status()
    assert status.faults in ({Fault.CORRUPT_FRAME}, {Fault.TIMEOUT})
    assert time.monotonic() - began < 30
    reader.close()


class Babbler(UsbGadget):
    """Says the same thing again whenever the host has read it, on every endpoint it has."""

    def __init__(self, framing: Framing, piece: bytes) -> None:
        address = READER_ADDRESSES[0]
        endpoints = {Framing.A: (0x02, 0x06, 0x81, 0x85), Framing.B: (0x01, 0x81), Framing.C: (0x81,)}[framing]
        interface = Interface(
            class_code=3 if framing is Framing.C else 0xFF, endpoints=tuple(Endpoint(at, BULK) for at in endpoints)
        )
        super().__init__(Descriptor(address.vendor, address.product, (interface,)))
        self.piece = (piece * 64)[:64]

    def take(self, endpoint: int, packet: bytes) -> bool:
        for source in (at.address for at in self.descriptor.interfaces[0].endpoints if at.address & 0x80):
            self.send(source, self.piece * 200)
        return True

    def control(self, setup: Setup, data: bytes) -> bytes | None:
        return self.piece * 64 if setup.to_host else b""


@pytest.mark.parametrize("piece", ENDLESS)
@pytest.mark.parametrize("framing", Framing)
def test_data_without_end_over_usb(framing, piece):
    bus = UsbBus()
    bus.attach(Babbler(framing, piece))
    reader = SamVReader("usb:0400:C35A", backend=bus)
    began = time.monotonic()
    assert reader.status().faults in ({Fault.CORRUPT_FRAME}, {Fault.TIMEOUT})
    assert time.monotonic() - began < 30
    reader.close()


def test_a_cancel_ends_data_without_end(babble):
    reader, cancel = SamVReader(babble(b"\0")), Cancel()
    canceller = threading.Timer(0.2, cancel.set)
    canceller.start()
    with pytest.raises(DeviceError) as caught:
        reader.read(timeout_s=30, cancel=cancel)
    assert caught.value.fault in (Fault.CANCELLED, Fault.CORRUPT_FRAME)
    canceller.join()
    reader.close()


def test_an_answer_that_is_never_asked_for_is_no_answer():
    answers = itertools.chain([GOOD_BASE * 3], itertools.repeat(Response(0x90).encode()))
    script = Script(answers)
    exchange = Exchange(script)
    assert exchange.ask(READ_BASE, Cancel()).data[4:260] == TEXT
    assert exchange.ask(MODULE_STATUS, Cancel()) == Response(0x90)
