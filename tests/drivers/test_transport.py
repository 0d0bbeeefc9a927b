"""What every pipe keeps to, over a pseudo-terminal, TCP and USB, and what is special to one of them."""

import contextlib
import fcntl
import os
import socket
import threading
import time
import tty
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from drivers.cancel import Cancel
from drivers.errors import Cancelled, ProtocolError, Refused, Timeout, Unavailable
from drivers.faults import Fault
from drivers.transport import Pipe, open_pipe
from drivers.transport.url import read_name
from drivers.transport.usb_bus import UsbBus
from drivers.transport.usb_descriptors import Descriptor, Endpoint, Interface
from drivers.transport.usb_gadget import UsbGadget


@dataclass
class FarEnd:
    """The device's end, as a file descriptor."""

    fd: int
    closed: bool = False

    def send(self, data: bytes) -> None:
        while data:
            data = data[os.write(self.fd, data) :]

    def receive(self, size: int) -> bytes:
        got = b""
        while len(got) < size:
            piece = os.read(self.fd, size - len(got))
            assert piece, f"the pipe closed after {len(got)} of {size} bytes"
            got += piece
        return got

    def hang_up(self) -> None:
        if not self.closed:
            os.close(self.fd)
        self.closed = True


def serial_pair() -> tuple[str, FarEnd]:
    near, far = os.openpty()
    tty.setraw(far)
    name = os.ttyname(far)
    pipe_url = f"serial:{name}?baud=9600"
    os.close(far)
    return pipe_url, FarEnd(near)


class UsbFarEnd(UsbGadget):
    """The device's end of a USB cable, with the same hands."""

    def __init__(self, bus: UsbBus) -> None:
        endpoints = (Endpoint(0x01), Endpoint(0x82))
        super().__init__(Descriptor(0x0416, 0x5011, (Interface(class_code=7, endpoints=endpoints),)))
        self._bus = bus
        self._taken = bytearray()
        self._changed = threading.Condition()
        bus.attach(self, kernel_driver=True)

    def take(self, endpoint: int, packet: bytes) -> bool:
        with self._changed:
            if len(self._taken) > 16_384:
                return False
            self._taken += packet
            self._changed.notify_all()
            return True

    def receive(self, size: int) -> bytes:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self._taken) >= size, 10.0)
            got = bytes(self._taken[:size])
            del self._taken[:size]
        self.room()
        return got

    def send(self, data: bytes) -> None:
        super().send(0x82, data)

    def hang_up(self) -> None:
        self._bus.detach(self)


@pytest.fixture(params=["serial", "lp", "tcp", "usb"])
def wire(request: pytest.FixtureRequest) -> Iterator[tuple[Pipe, FarEnd | UsbFarEnd]]:
    if request.param == "serial":
        url, far = serial_pair()
        pipe = open_pipe(url)
    elif request.param == "lp":
        url, far = serial_pair()
        pipe = open_pipe(url.replace("serial:", "lp:").split("?")[0])
    elif request.param == "usb":
        bus = UsbBus()
        far = UsbFarEnd(bus)
        pipe = open_pipe("usb:0416:5011", usb_backend=bus)
    else:
        with socket.create_server(("127.0.0.1", 0)) as server:
            pipe = open_pipe(f"tcp://127.0.0.1:{server.getsockname()[1]}")
            far = FarEnd(server.accept()[0].detach())
    yield pipe, far
    pipe.close()
    far.hang_up()


@pytest.fixture
def pipe(wire: tuple[Pipe, FarEnd]) -> Pipe:
    return wire[0]


@pytest.fixture
def far(wire: tuple[Pipe, FarEnd]) -> FarEnd:
    return wire[1]


ALL_BYTES = bytes(range(256))


def write_again_and_again(pipe: Pipe) -> None:
    """TCP learns that the other end is gone from the answer to the first packet."""
    for _ in range(100):
        pipe.write(ALL_BYTES, timeout_s=5.0, cancel=Cancel())


class TestEveryPipe:
    def test_carries_every_byte_both_ways(self, pipe, far):
        pipe.write(ALL_BYTES, timeout_s=5.0, cancel=Cancel())
        assert far.receive(256) == ALL_BYTES
        far.send(ALL_BYTES)
        assert pipe.read_exactly(256, timeout_s=5.0, cancel=Cancel()) == ALL_BYTES

    def test_reads_no_more_than_asked_for(self, pipe, far):
        far.send(b"abcdef")
        assert pipe.read_exactly(4, timeout_s=5.0, cancel=Cancel()) == b"abcd"
        assert pipe.read_exactly(2, timeout_s=5.0, cancel=Cancel()) == b"ef"

    def test_waits_for_the_last_byte_and_not_longer(self, pipe, far):
        far.send(b"abc")
        sender = threading.Timer(0.1, far.send, [b"d"])
        began = time.monotonic()
        sender.start()
        assert pipe.read_exactly(4, timeout_s=10.0, cancel=Cancel()) == b"abcd"
        assert 0.09 < time.monotonic() - began < 2.0
        sender.join()

    def test_a_waiting_read_leaves_the_processor_alone(self, pipe):
        worked = time.thread_time()
        with pytest.raises(Timeout):
            pipe.read_exactly(1, timeout_s=0.3, cancel=Cancel())
        assert time.thread_time() - worked < 0.1

    def test_timeout_names_how_many_bytes_came(self, pipe, far):
        far.send(b"abc")
        with pytest.raises(Timeout, match="3 of 7 bytes"):
            pipe.read_exactly(7, timeout_s=0.1, cancel=Cancel())

    def test_available_never_waits(self, pipe, far):
        assert pipe.read_available() == b""
        far.send(b"abc")
        assert pipe.read_exactly(1, timeout_s=5.0, cancel=Cancel()) == b"a"
        assert pipe.read_available() == b"bc"

    def test_an_endless_stream_is_read_in_parts(self, pipe, far):
        def talk() -> None:
            with contextlib.suppress(OSError):
                while not enough.is_set():
                    far.send(bytes(4096))

        enough = threading.Event()
        talker = threading.Thread(target=talk)
        talker.start()
        for _ in range(20):
            assert len(pipe.read_available()) < 200_000
        enough.set()
        while talker.is_alive():
            pipe.read_available()
        talker.join()

    def test_cancel_ends_a_read_within_50_ms(self, pipe):
        delays = []
        for _ in range(3):  # the machine may be busy with something else once
            cancel, ended_at = Cancel(), []

            def end(cancel=cancel, ended_at=ended_at):
                ended_at.append(time.monotonic())
                cancel.set()

            canceller = threading.Timer(0.03, end)
            canceller.start()
            with pytest.raises(Cancelled):
                pipe.read_exactly(1, timeout_s=30.0, cancel=cancel)
            delays.append(time.monotonic() - ended_at[0])
            canceller.join()
        assert min(delays) < 0.05

    def test_a_cancelled_write_sends_nothing(self, pipe, far):
        cancel = Cancel()
        cancel.set()
        with pytest.raises(Cancelled):
            pipe.write(b"abc", timeout_s=5.0, cancel=cancel)
        pipe.write(b"d", timeout_s=5.0, cancel=Cancel())
        assert far.receive(1) == b"d"

    def test_a_device_that_takes_nothing_is_a_timeout(self, pipe):
        with pytest.raises(Timeout, match="not taken"):
            pipe.write(bytes(32 * 2**20), timeout_s=0.2, cancel=Cancel())

    def test_a_slow_device_gets_every_byte_once(self, pipe, far):
        sent = bytes(i * i % 251 for i in range(100_000))
        received = []

        def take_slowly() -> None:
            while (missing := len(sent) - sum(map(len, received))) > 0:
                received.append(far.receive(min(4_000, missing)))
                pause.wait(0.03)

        pause = threading.Event()
        taker = threading.Thread(target=take_slowly)
        taker.start()
        pipe.write(sent, timeout_s=30.0, cancel=Cancel())
        taker.join()
        assert b"".join(received) == sent

    def test_hanging_up_is_unavailable_to_a_waiting_read(self, pipe, far):
        hanger = threading.Timer(0.03, far.hang_up)
        hanger.start()
        with pytest.raises(Unavailable):
            pipe.read_exactly(1, timeout_s=30.0, cancel=Cancel())
        hanger.join()

    def test_hanging_up_is_unavailable_to_everything(self, pipe, far):
        far.hang_up()
        with pytest.raises(Unavailable):
            pipe.read_exactly(1, timeout_s=5.0, cancel=Cancel())
        with pytest.raises(Unavailable):
            pipe.read_available()
        with pytest.raises(Unavailable):
            write_again_and_again(pipe)

    def test_closing_twice_is_allowed(self, pipe):
        pipe.close()
        pipe.close()


class TestSerial:
    def test_no_such_port(self, tmp_path):
        with pytest.raises(Unavailable, match="nowhere"):
            open_pipe(f"serial:{tmp_path}/nowhere")

    def test_no_serial_port_at_all(self, tmp_path):
        (tmp_path / "file").touch()
        with pytest.raises(Unavailable, match="file"):
            open_pipe(f"serial:{tmp_path}/file")

    def test_a_port_that_another_program_holds(self):
        url, far = serial_pair()
        holder = os.open(url.removeprefix("serial:").split("?")[0], os.O_RDWR | os.O_NOCTTY)
        fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with pytest.raises(Refused) as caught:
            open_pipe(url)
        assert caught.value.fault is Fault.BUSY
        os.close(holder)
        open_pipe(url).close()
        far.hang_up()


class TestTcp:
    def test_nobody_listens(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        with pytest.raises(Unavailable, match=str(port)):
            open_pipe(f"tcp://127.0.0.1:{port}")


class TestFlowControl:
    def test_the_kernel_obeys_xoff_and_xon(self):
        url, far = serial_pair()
        pipe = open_pipe(f"{url}&flow=xonxoff")
        far.send(b"\x13")
        with pytest.raises(Timeout, match="3 of 3 bytes not taken"):
            pipe.write(b"abc", timeout_s=0.2, cancel=Cancel())
        far.send(b"\x11")
        pipe.write(b"d", timeout_s=5.0, cancel=Cancel())
        assert far.receive(1) == b"d"
        pipe.close()
        far.hang_up()

    @pytest.mark.parametrize("kind", ["serial", "lp"])
    def test_what_is_discarded_never_arrives(self, kind):
        url, far = serial_pair()
        pipe = open_pipe(url if kind == "serial" else url.replace("serial:", "lp:").split("?")[0])
        pipe.write(b"old" * 3000, timeout_s=5.0, cancel=Cancel())
        pipe.discard()
        pipe.write(b"new", timeout_s=5.0, cancel=Cancel())
        got = b""
        while not got.endswith(b"new"):
            got += os.read(far.fd, 4096)
        assert len(got) < 9000  # what had reached the other end's own buffer is there
        pipe.close()
        far.hang_up()


class TestDiscardedTcp:
    def test_what_was_not_taken_is_dropped(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            pipe = open_pipe(f"tcp://127.0.0.1:{server.getsockname()[1]}")
            far = server.accept()[0]
        with far:
            with pytest.raises(Timeout):
                pipe.write(bytes(32 * 2**20), timeout_s=0.2, cancel=Cancel())
            pipe.discard()
            pipe.close()
            received = iter(lambda: far.recv(2**20), b"")
            with pytest.raises(ConnectionResetError):
                sum(map(len, received))

    def test_last_words_are_heard(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            pipe = open_pipe(f"tcp://127.0.0.1:{server.getsockname()[1]}")
            far = server.accept()[0]
        with far:
            pipe.write(b"last words", timeout_s=5.0, cancel=Cancel())
            pipe.discard()
            pipe.close()
            assert far.recv(100) == b"last words"
            assert far.recv(100) == b""


class TestLp:
    def test_no_such_device(self, tmp_path):
        with pytest.raises(Unavailable, match="nowhere"):
            open_pipe(f"lp:{tmp_path}/nowhere")


class TestUsbPrinter:
    def test_the_kernels_driver_gets_it_back(self):
        bus = UsbBus()
        far = UsbFarEnd(bus)
        pipe = open_pipe("usb:0416:5011", usb_backend=bus)
        assert not bus.kernel_holds(far)
        pipe.close()
        assert bus.kernel_holds(far)

    def test_nothing_is_plugged_in(self):
        with pytest.raises(Unavailable, match="0416:5011"):
            open_pipe("usb:0416:5011", usb_backend=UsbBus())

    def test_something_that_is_no_printer(self):
        bus = UsbBus()
        bus.attach(UsbGadget(Descriptor(0x0416, 0x5011, (Interface(endpoints=(Endpoint(0x01),)),))))
        with pytest.raises(ProtocolError):
            open_pipe("usb:0416:5011", usb_backend=bus)

    def test_a_printer_that_cannot_answer_is_given_back(self):
        bus = UsbBus()
        mute = UsbGadget(Descriptor(0x0416, 0x5011, (Interface(class_code=7, endpoints=(Endpoint(0x01),)),)))
        bus.attach(mute, kernel_driver=True)
        with pytest.raises(ProtocolError):
            open_pipe("usb:0416:5011", usb_backend=bus)
        assert bus.kernel_holds(mute)


class TestUrl:
    @pytest.mark.parametrize(
        ("url", "match"),
        [
            ("serial:/dev/ttyS0?baud=fast", "fast"),
            ("serial:/dev/ttyS0?baud=0", "rate"),
            ("serial:/dev/ttyS0?flow=magic", "none, xonxoff, rtscts"),
            ("tcp://host:99999", "Port out of range"),
            ("usb:0416", "usb:0416:5011"),
        ],
    )
    def test_a_wrong_part_is_named(self, url, match):
        with pytest.raises(ValueError, match=match):
            read_name(url)

    def test_a_name_is_read_without_touching_the_wire(self):
        assert read_name("serial:/dev/nowhere?baud=9600&flow=rtscts").baud == 9600
        for url in ("serial:/dev/nowhere", "tcp://nowhere.invalid", "usb:0416:5011?serial=A1", "lp:/dev/nowhere"):
            read_name(url)

    @pytest.mark.parametrize("url", ["", "serial:", "tcp://", "usb:1", "lp:", "/dev/ttyUSB0", "tcp:host:9100"])
    def test_an_unknown_name_says_what_to_write(self, url):
        with pytest.raises(ValueError, match="serial:/dev/ttyUSB0"):
            open_pipe(url)
