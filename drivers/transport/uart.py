"""What a UART makes of bytes that were sent at another rate than it listens at. Pure."""

import math

from drivers.transport.pty_line import BITS_PER_BYTE

_DATA_BITS = 8


def heard(data: bytes, *, sent_baud: int, heard_baud: int) -> bytes:
    """Return the bytes that a receiver at `heard_baud` reads; 8N1, `data` sent without a pause at `sent_baud`.

    The receiver samples the middle of each of its own bits after a falling edge; a byte whose stop bit is missing
    reads as 0, as Linux hands it over without PARMRK.
    """
    if sent_baud == heard_baud:
        return data
    bits = [bit for byte in data for bit in (0, *(byte >> n & 1 for n in range(_DATA_BITS)), 1)]
    step, at, got = sent_baud / heard_baud, 0.0, bytearray()

    def level(position: float) -> int:
        return bits[int(position)] if position < len(bits) else 1

    while (start := _falling_edge(bits, at)) is not None:
        byte = sum(level(start + (n + 1.5) * step) << n for n in range(_DATA_BITS))
        stop = start + (BITS_PER_BYTE - 0.5) * step
        got.append(byte if level(stop) else 0)
        at = stop
    return bytes(got)


def _falling_edge(bits: list[int], after: float) -> int | None:
    """Return where the line falls next, at or behind `after`; it is high before the first bit."""
    index = math.ceil(after)
    while index < len(bits):
        if not bits[index] and (index == 0 or bits[index - 1]):
            return index
        index += 1
    return None
