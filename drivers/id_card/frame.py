"""Frames of the SAM-V serial protocol ↔ bytes. Pure.

    request   AA AA AA 96 69 | length (2, big-endian) | command parameter data… | check
    response  AA AA AA 96 69 | length (2, big-endian) | SW1 SW2 SW3 data…       | check

`length` counts the bytes after itself, the check included; the check is the XOR of all bytes from `length` to the last
data byte. What stands between `length` and check is called the body here. Source: two independent open
implementations and a vendor's published protocol tables agree; every sample frame of theirs was recomputed.
"""

from dataclasses import dataclass
from functools import reduce
from operator import xor
from typing import Self

PREAMBLE = bytes.fromhex("AAAAAA9669")
HEADER_SIZE = len(PREAMBLE) + 2
_SHORTEST = 3  # command, parameter, check
_LONGEST = 0x090A  # texts, photo and fingerprints: the longest answer there is


@dataclass(frozen=True)
class Request:
    """What the host asks: `command` and `parameter` are bytes of the command table."""

    command: int
    parameter: int
    data: bytes = b""

    def encode(self) -> bytes:
        return encode_frame(bytes((self.command, self.parameter)) + self.data)

    @classmethod
    def from_body(cls, body: bytes) -> Self:
        return cls(body[0], body[1], body[2:])


@dataclass(frozen=True)
class Response:
    """What the module answers: `sw1` and `sw2` come from the card itself, `sw3` is the module's own verdict.

    `data` may hold a card's contents, so it has no place in a repr.
    """

    sw3: int
    data: bytes = b""
    sw1: int = 0
    sw2: int = 0

    def encode(self) -> bytes:
        return encode_frame(bytes((self.sw1, self.sw2, self.sw3)) + self.data)

    @classmethod
    def from_body(cls, body: bytes) -> Self:
        """Take a body apart.

        Raises:
            ValueError: it is too short to hold the three status bytes.
        """
        if len(body) < 3:
            raise ValueError("an answer has three status bytes")
        return cls(sw1=body[0], sw2=body[1], sw3=body[2], data=body[3:])

    def __repr__(self) -> str:
        return f"Response(sw3={self.sw3:02X}, {len(self.data)} bytes of data)"


@dataclass(frozen=True)
class Corrupt:
    """Bytes that began like a frame and are none; `reason` names no contents."""

    reason: str


def encode_frame(body: bytes) -> bytes:
    """Put preamble, length and check around `body`."""
    counted = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + counted + bytes((_xor(counted),))


class FrameParser:
    """Finds frames in a stream of bytes that may be noisy, cut or joined.

    A frame that is not complete yet is waited for; one that cannot be right is reported as `Corrupt` and the search
    goes on behind its preamble, so that a good frame behind it is found.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> None:
        self._buffer += data

    def next(self) -> bytes | Corrupt | None:
        """Return the next frame's body, or what is wrong with it, or None while bytes are missing."""
        self._synchronise()
        if len(self._buffer) < HEADER_SIZE:
            return None
        length = self._length
        if not _SHORTEST <= length <= _LONGEST:
            return self._skip(f"a length of {length}")
        end = HEADER_SIZE + length
        if len(self._buffer) < end:
            return None
        if _xor(self._buffer[len(PREAMBLE) : end]) != 0:
            return self._skip(f"wrong check of a frame of {end} bytes")
        body = bytes(self._buffer[HEADER_SIZE : end - 1])
        del self._buffer[:end]
        return body

    def abandon(self) -> Corrupt | None:
        """Give up the frame at the head because the line fell silent; None when there is none.

        Bytes behind its preamble stay: call `next` until it returns None, then `abandon` again.
        """
        self._synchronise()
        return self._skip(f"the line fell silent after {len(self._buffer)} bytes") if self._buffer else None

    @property
    def missing(self) -> int:
        """How many bytes, at least 1, must come before `next` can return anything but None."""
        if len(self._buffer) < HEADER_SIZE:
            return HEADER_SIZE - len(self._buffer)
        return max(1, HEADER_SIZE + self._length - len(self._buffer))

    @property
    def in_frame(self) -> bool:
        """True when bytes of an unfinished frame are held."""
        return bool(self._buffer)

    @property
    def _length(self) -> int:
        return int.from_bytes(self._buffer[len(PREAMBLE) : HEADER_SIZE], "big")

    def _skip(self, reason: str) -> Corrupt:
        del self._buffer[0]
        self._synchronise()
        return Corrupt(reason)

    def _synchronise(self) -> None:
        """Drop what cannot be the beginning of a frame."""
        start = self._buffer.find(PREAMBLE)
        if start < 0:
            tail = next(n for n in range(len(PREAMBLE) - 1, -1, -1) if self._buffer.endswith(PREAMBLE[:n]))
            start = len(self._buffer) - tail
        del self._buffer[:start]


def _xor(data: bytes | bytearray) -> int:
    return reduce(xor, data, 0)
