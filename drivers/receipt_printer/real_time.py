"""Finds the real-time commands in what a printer receives; it obeys them at once, even while it is stopped."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

CLEAR_BUFFERS = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"  # DLE DC4 8
_COMMANDS = (
    *(bytes((0x10, 0x04, n)) for n in (1, 2, 3, 4)),  # DLE EOT n
    *(bytes((0x10, 0x05, n)) for n in (1, 2)),  # DLE ENQ n
    CLEAR_BUFFERS,
)
_ANY = re.compile(b"|".join(map(re.escape, _COMMANDS)))


@dataclass(frozen=True)
class RealTime:
    """A whole real-time command."""

    command: bytes


class RealTimeFilter:
    """Takes the real-time commands out of one connection's stream, wherever they stand, also inside graphics."""

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> Iterator[RealTime | bytes]:
        """Give out what `data` completes: real-time commands, and the bytes between them for the queue."""
        rest = self._held + data
        self._held = b""
        while found := _ANY.search(rest):
            if found.start():
                yield rest[: found.start()]
            yield RealTime(found.group())
            rest = rest[found.end() :]
        size = _open_end(rest)
        self._held = rest[len(rest) - size :]
        if len(rest) > size:
            yield rest[: len(rest) - size]


def _open_end(data: bytes) -> int:
    """How many bytes at the end may still become a real-time command."""
    longest = min(len(data), len(CLEAR_BUFFERS) - 1)
    fits = (size for size in range(longest, 0, -1) if any(c.startswith(data[-size:]) for c in _COMMANDS))
    return next(fits, 0)
