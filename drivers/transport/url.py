"""Names of pipes as they stand in the configuration: `serial:/dev/ttyUSB0?baud=115200`, `tcp://192.168.1.20:9100`."""

from urllib.parse import parse_qs, urlsplit

from drivers.transport.pipe import Pipe
from drivers.transport.serial_pipe import SerialPipe
from drivers.transport.tcp_pipe import TcpPipe

_DEFAULT_BAUD = 115200
_DEFAULT_RAW_PORT = 9100  # raw printing, as registered by HP JetDirect


def open_pipe(url: str) -> Pipe:
    """Open the pipe that `url` names.

    Raises:
        Unavailable: nothing answers there.
        ValueError: `url` names no kind of pipe; the message says which kinds there are.
    """
    parts = urlsplit(url)
    if parts.scheme == "serial" and parts.path:
        baud = parse_qs(parts.query).get("baud", [str(_DEFAULT_BAUD)])[0]
        return SerialPipe(parts.path, int(baud))
    if parts.scheme == "tcp" and parts.hostname:
        return TcpPipe(parts.hostname, parts.port or _DEFAULT_RAW_PORT)
    raise ValueError(f"{url!r} names no device; write serial:/dev/ttyUSB0?baud=115200 or tcp://host:9100")
