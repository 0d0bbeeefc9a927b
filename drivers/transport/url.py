"""Names of pipes as they stand in the configuration.

| name | what |
|---|---|
| `serial:/dev/ttyUSB0?baud=115200&flow=none` | a serial line; flow control `none`, `xonxoff` or `rtscts` |
| `tcp://192.168.1.20:9100` | a TCP connection |
| `usb:0416:5011?serial=A1` | a USB device of the printer class: vendor, product, serial number where two are alike |
| `lp:/dev/usb/lp0` | the same behind the kernel's printer driver |
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import SplitResult, parse_qs, urlsplit

from drivers.transport.lp_pipe import LpPipe
from drivers.transport.pipe import Pipe
from drivers.transport.serial_pipe import FLOWS, SerialPipe
from drivers.transport.tcp_pipe import TcpPipe
from drivers.transport.usb_device import UsbAddress
from drivers.transport.usb_printer_pipe import UsbPrinterPipe

_DEFAULT_BAUD = 115200
_DEFAULT_RAW_PORT = 9100  # raw printing, as registered by HP JetDirect
_HINT = "write serial:/dev/ttyUSB0?baud=115200, tcp://host:9100, usb:0416:5011 or lp:/dev/usb/lp0"


@dataclass(frozen=True)
class PipeName:
    """What a name means. `open` opens the pipe; `baud` is the rate of a serial line, None elsewhere."""

    open: Callable[[], Pipe]
    baud: int | None = None


def read_name(url: str, *, usb_backend: Any = None) -> PipeName:
    """Understand `url` without touching the wire. `usb_backend` is pyusb's, None for libusb.

    Raises:
        ValueError: `url` names no pipe; the message says how one is written.
    """
    parts = urlsplit(url)
    match parts.scheme:
        case "serial" if parts.path.startswith("/"):
            return _serial_line(url, parts)
        case "tcp" if parts.hostname:
            return PipeName(partial(TcpPipe, parts.hostname, _tcp_port(url, parts)))
        case "usb":
            return PipeName(partial(UsbPrinterPipe, _usb_address(url), backend=usb_backend))
        case "lp" if parts.path.startswith("/"):
            return PipeName(partial(LpPipe, parts.path))
        case _:
            raise ValueError(f"{url!r} names no device; {_HINT}")


def open_pipe(url: str, *, usb_backend: Any = None) -> Pipe:
    """Open the pipe that `url` names. `usb_backend` is pyusb's, None for libusb.

    Raises:
        Unavailable: nothing answers there.
        Refused: BUSY, another program holds it.
        ValueError: `url` names no kind of pipe; the message says which kinds there are.
    """
    return read_name(url, usb_backend=usb_backend).open()


def _serial_line(url: str, parts: SplitResult) -> PipeName:
    baud = _option(parts, "baud") or str(_DEFAULT_BAUD)
    if not baud.isascii() or not baud.isdigit() or not int(baud):
        raise ValueError(f"{url!r}: the baud {baud!r} is no rate; {_HINT}")
    flow = _option(parts, "flow") or "none"
    if flow not in FLOWS:
        raise ValueError(f"{url!r}: the flow control {flow!r} is none of {', '.join(FLOWS)}")
    return PipeName(partial(SerialPipe, parts.path, int(baud), flow=flow), int(baud))


def _tcp_port(url: str, parts: SplitResult) -> int:
    try:
        return parts.port or _DEFAULT_RAW_PORT
    except ValueError as error:
        raise ValueError(f"{url!r}: {error}; {_HINT}") from error


def _usb_address(url: str) -> UsbAddress:
    try:
        return UsbAddress.from_url(url)
    except ValueError as error:
        raise ValueError(f"{url!r} names no device; {_HINT}") from error


def _option(parts: SplitResult, name: str) -> str:
    return parse_qs(parts.query).get(name, [""])[0]
