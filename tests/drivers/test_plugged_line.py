"""The plug that the emulated serial devices share, and the names of lines with options."""

import os
import select
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from kit.patience import until

from drivers.transport.line_url import parse_line_url
from drivers.transport.plugged_line import PluggedLine
from drivers.transport.pty_line import PtyLine


class Echo:
    """A device that says back what it hears, and `said` when the bell rings."""

    def __init__(self, link: Path | None) -> None:
        self.said, self.dies_at = b"", b"\0"
        self.plug = PluggedLine(self._serve, link=link, name="echo")

    def _serve(self, line: PtyLine) -> None:
        while (heard := line.receive(None)) is not None:
            if heard == self.dies_at:
                self.plug.power(powered=False)
            line.send(heard or self.said, 921600, 0.0)


@pytest.fixture
def echo(tmp_path: Path) -> Iterator[Echo]:
    echo = Echo(tmp_path / "echo")
    echo.plug.start()
    yield echo
    echo.plug.stop()


def talk(echo: Echo, data: bytes) -> bytes:
    fd = os.open(echo.plug.port, os.O_RDWR | os.O_NOCTTY)
    os.write(fd, data) if data else echo.plug.ring()
    ready, _, _ = select.select([fd], [], [], 5.0)
    answer = os.read(fd, 100) if ready else b""
    os.close(fd)
    return answer


def test_it_serves_and_rings(echo):
    assert talk(echo, b"a") == b"a"
    echo.said = b"hello"
    assert talk(echo, b"") == b"hello"


def test_its_name_lasts_while_its_pseudo_terminal_changes(echo, tmp_path):
    first = echo.plug.port.readlink()
    echo.plug.plug(plugged=False)
    assert list(tmp_path.iterdir()) == []
    holder = os.open("/dev/ptmx", os.O_RDWR | os.O_NOCTTY)  # so that the number is taken
    echo.plug.plug(plugged=True)
    assert echo.plug.port.readlink() != first or first.exists()
    assert talk(echo, b"a") == b"a"
    os.close(holder)


def test_plugging_twice_does_nothing(echo):
    there = echo.plug.port.readlink()
    echo.plug.plug(plugged=True)
    assert echo.plug.port.readlink() == there
    echo.plug.plug(plugged=False)
    echo.plug.plug(plugged=False)


def test_without_power_there_is_no_line_whatever_the_plug_says(echo, tmp_path):
    echo.plug.power(powered=False)
    echo.plug.plug(plugged=True)
    assert list(tmp_path.iterdir()) == []
    echo.plug.power(powered=True)
    assert talk(echo, b"a") == b"a"


def test_the_device_itself_may_die(echo, tmp_path):
    fd = os.open(echo.plug.port, os.O_RDWR | os.O_NOCTTY)
    os.write(fd, b"\0")
    until(lambda: not list(tmp_path.iterdir()))
    os.close(fd)
    echo.plug.power(powered=True)
    assert talk(echo, b"a") == b"a"


def test_start_and_stop(echo):
    with pytest.raises(RuntimeError, match="already"):
        echo.plug.start()
    echo.plug.stop()
    echo.plug.stop()
    echo.plug.ring()
    with pytest.raises(RuntimeError, match="not started"):
        echo.plug.plug(plugged=True)
    echo.plug.start()
    assert talk(echo, b"a") == b"a"


def test_without_a_link_it_has_a_name_only_while_plugged_in():
    echo = Echo(None)
    with pytest.raises(RuntimeError, match="no name"):
        _ = echo.plug.port
    echo.plug.start()
    assert str(echo.plug.port).startswith("/dev/pts/")
    echo.plug.stop()


def test_it_leaves_nothing_behind():
    before, threads = descriptors(), threading.active_count()
    for _ in range(20):
        echo = Echo(None)
        echo.plug.start()
        echo.plug.plug(plugged=False)
        echo.plug.stop()
    assert descriptors() == before
    assert threading.active_count() == threads


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_name_with_options():
    line = parse_line_url("serial:/dev/ttyS0?baud=9600&dialect=b", "serial", baud=2400, options=OPTIONS, example="x")
    assert (line.port, line.baud, line.options) == ("/dev/ttyS0", 9600, {"dialect": "b", "unit": "1"})
    assert line.pipe_url == "serial:/dev/ttyS0?baud=9600"


OPTIONS = {"dialect": "a", "unit": "1"}


def test_defaults():
    line = parse_line_url("serial:/dev/ttyS0", "serial", baud=2400, options=OPTIONS, example="x")
    assert (line.baud, line.options) == (2400, OPTIONS)


@pytest.mark.parametrize(
    "url",
    ["", "/dev/ttyS0", "tcp:/dev/ttyS0", "serial:ttyS0", "serial:/dev/ttyS0?baud=0", "serial:/dev/ttyS0?baud=",
     "serial:/dev/ttyS0?baud=9601", "serial:/dev/ttyS0?baud=²", "serial:/dev/ttyS0?dialekt=a"],
)  # fmt: skip
def test_names_that_are_none(url):
    with pytest.raises(ValueError, match=r"write example|positive|no rate|did you mean"):
        parse_line_url(url, "serial", baud=2400, options=OPTIONS, example="example")
