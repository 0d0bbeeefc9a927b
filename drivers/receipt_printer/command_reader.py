"""Cuts a stream of ESC/POS bytes into commands; the reading half of the emulated printer.

Lengths follow the command manuals of the Epson TM series and Bixolon SRP-330II.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

_INTRODUCERS = frozenset({0x1B, 0x1C, 0x1D})  # ESC FS GS


@dataclass(frozen=True)
class Command:
    """One command. `name` is its introducer and letter; a single byte where the stream holds text or a control."""

    name: bytes
    parameters: bytes = field(default=b"", repr=False)


def _fixed(count: int) -> Callable[[bytes], int]:
    return lambda _: count


def _bit_image(seen: bytes) -> int:
    """`ESC * m nL nH data`: one byte for each column of 8 dots, three for 24."""
    if len(seen) < 3:
        return 3
    return 3 + int.from_bytes(seen[1:3], "little") * (3 if seen[0] in {32, 33} else 1)


def _raster(seen: bytes) -> int:
    """`GS v 0 m xL xH yL yH data`: x bytes in each of y rows."""
    if len(seen) < 6:
        return 6
    return 6 + int.from_bytes(seen[2:4], "little") * int.from_bytes(seen[4:6], "little")


def _function(seen: bytes) -> int:
    """`GS ( k pL pH data`."""
    return 3 if len(seen) < 3 else 3 + int.from_bytes(seen[1:3], "little")


def _cut(seen: bytes) -> int:
    """`GS V m`, and with feeding `GS V m n`."""
    return 2 if seen[:1] in {b"A", b"B"} else 1


_LENGTHS: dict[bytes, Callable[[bytes], int]] = {
    **dict.fromkeys((b"\x1b@", b"\x1b2", b"\x1c&", b"\x1c."), _fixed(0)),
    **dict.fromkeys((b"\x1b3", b"\x1ba", b"\x1bE", b"\x1bG", b"\x1b!", b"\x1bJ", b"\x1bd", b"\x1bt"), _fixed(1)),
    **dict.fromkeys((b"\x1bR", b"\x1bM", b"\x1d!", b"\x1da", b"\x1dr", b"\x1dI", b"\x1c!"), _fixed(1)),
    b"\x1b*": _bit_image,
    b"\x1dv": _raster,
    b"\x1d(": _function,
    b"\x1dV": _cut,
}


class CommandReader:
    """Bytes in, commands out. A command of unknown name is given out without its parameters."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._needed = 1

    def feed(self, byte: int) -> Command | None:
        """Take one byte (0-255); return the command that it completes, if it does."""
        self._held.append(byte)
        # What has come may say that more must come.
        while len(self._held) >= self._needed:
            needed = self._length()
            if needed == self._needed:
                return self._take()
            self._needed = needed
        return None

    def reset(self) -> None:
        """Forget a command of which only a part has come."""
        self._held.clear()
        self._needed = 1

    def _length(self) -> int:
        if self._held[0] not in _INTRODUCERS:
            return 1
        if len(self._held) < 2:
            return 2
        length = _LENGTHS.get(bytes(self._held[:2]))
        return 2 + length(bytes(self._held[2:])) if length else 2

    def _take(self) -> Command:
        size = 2 if self._held[0] in _INTRODUCERS else 1
        command = Command(bytes(self._held[:size]), bytes(self._held[size:]))
        self.reset()
        return command
