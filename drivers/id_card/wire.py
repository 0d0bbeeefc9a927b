"""What the wire itself costs: the physical limit that a whole read is measured against."""

_REQUEST_BYTES = 10
_ANSWER_BYTES = (15, 19, 1295)  # find, select, read base
BITS_PER_BYTE = 10  # start bit, eight data bits, stop bit


def wire_limit_s(baud: int) -> float:
    """Return the seconds that all bytes of one read (find, select, base: requests and answers) need at `baud`."""
    read_bytes = sum(_REQUEST_BYTES + answer for answer in _ANSWER_BYTES)
    return read_bytes * BITS_PER_BYTE / baud
