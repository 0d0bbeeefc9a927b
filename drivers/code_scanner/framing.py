"""Where a code begins and ends in the stream of bytes of a scanner. Pure.

A scanner sends the code as it is and then the terminator that it is configured for; many factories configure CR, or
CR LF, or nothing. Nothing marks the beginning. NULs (a line that wakes), an ACK to the trigger and a terminator's
second half may come first and are dropped; a code that really begins with them loses them.
"""

from enum import StrEnum

LONGEST = 7089 + 64
"""Digits in the largest QR code (ISO/IEC 18004, 40-L; 2953 as bytes), and room for a scanner's prefix and suffix."""

_BEFORE_A_CODE = b"\x00\x06\r\n"


class Terminator(StrEnum):
    """What ends a code."""

    CR = "cr"  # also right for scanners that send CR LF
    LF = "lf"
    CRLF = "crlf"  # a CR or LF alone is part of the code
    GAP = "gap"  # silence: every byte is part of the code, at its end too


_ENDS = {Terminator.CR: b"\r", Terminator.LF: b"\n", Terminator.CRLF: b"\r\n", Terminator.GAP: b""}


class Overlong(Exception):  # noqa: N818
    """More bytes without an end than any code has."""


class CodeFramer:
    """Cuts codes out of a stream that may come in pieces of any size. Never holds more than `LONGEST` bytes."""

    def __init__(self, terminator: Terminator) -> None:
        self._end = _ENDS[terminator]
        self._buffer = bytearray()

    def feed(self, data: bytes) -> bytes | None:
        """Take bytes in; return the first code that they complete, and forget what came behind it.

        Raises:
            Overlong: this cannot become a code any more; the framer is empty again.
        """
        self._buffer += data
        if self._end:
            self._drop_what_comes_before()
            head, end, _ = self._buffer.partition(self._end)
            if end and len(head) <= LONGEST:
                self._buffer.clear()
                return bytes(head)
        if len(self._buffer) > LONGEST:
            self._buffer.clear()
            raise Overlong
        return None

    def silence(self) -> bytes | None:
        """The line fell silent: return the code that this ends, if silence ends codes; else keep waiting."""
        if self._end:
            return None
        self._drop_what_comes_before()
        code = bytes(self._buffer)
        self._buffer.clear()
        return code or None

    @property
    def begun(self) -> bool:
        """True when bytes of an unfinished code are held."""
        return bool(self._buffer)

    def _drop_what_comes_before(self) -> None:
        del self._buffer[: len(self._buffer) - len(self._buffer.lstrip(_BEFORE_A_CODE))]
