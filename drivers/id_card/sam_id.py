"""A SAM's number ↔ its 16 bytes. Pure. The layout is confirmed by two sources."""

import struct

_LAYOUT = struct.Struct("<HHIII")


def decode(raw: bytes) -> str:
    """Return the number as it stands on the module's label, such as `05.03-20120101-0001234567-0012345678`.

    Raises:
        ValueError: `raw` is not 16 bytes.
    """
    if len(raw) != _LAYOUT.size:
        raise ValueError(f"a SAM's number has {_LAYOUT.size} bytes, not {len(raw)}")
    kind, version, day, serial, check = _LAYOUT.unpack(raw)
    return f"{kind:02d}.{version:02d}-{day:08d}-{serial:010d}-{check:010d}"


def encode(number: str) -> bytes:
    """Return the bytes of `number`, written as `decode` does.

    Raises:
        ValueError: it is written otherwise, or a part of it is too large.
    """
    head, day, serial, check = number.split("-")
    kind, version = head.split(".")
    try:
        return _LAYOUT.pack(int(kind), int(version), int(day), int(serial), int(check))
    except struct.error as error:
        raise ValueError("a part of the number is too large") from error
