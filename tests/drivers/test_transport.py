"""What every pipe keeps to, over a pseudo-terminal and over TCP, and what is special to one of them."""

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
from drivers.errors import Cancelled, Refused, Timeout, Unavailable
from drivers.faults import Fault
from drivers.transport import Pipe, open_pipe


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


@pytest.fixture(params=["serial", "tcp"])
def wire(request: pytest.FixtureRequest) -> Iterator[tuple[Pipe, FarEnd]]:
    if request.param == "serial":
        url, far = serial_pair()
        pipe = open_pipe(url)
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
                received.append(far.receive(min(5_000, missing)))
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


class TestUrl:
    @pytest.mark.parametrize("url", ["", "serial:", "tcp://", "usb:1", "/dev/ttyUSB0", "tcp:host:9100"])
    def test_an_unknown_name_says_what_to_write(self, url):
        with pytest.raises(ValueError, match="serial:/dev/ttyUSB0"):
            open_pipe(url)
