"""What the wire itself costs: the physical limit that a whole read is measured against."""

from drivers.transport.pty_line import BITS_PER_BYTE

_REQUEST_BYTES = 10
_ANSWER_BYTES = (15, 19, 1295)  # find, select, read base


def wire_limit_s(baud: int) -> float:
    """Return the seconds that all bytes of one read (find, select, base: requests and answers) need at `baud`."""
    read_bytes = sum(_REQUEST_BYTES + answer for answer in _ANSWER_BYTES)
    return read_bytes * BITS_PER_BYTE / baud
