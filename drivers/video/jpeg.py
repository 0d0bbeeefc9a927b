"""What the head of a JPEG says, read before anything is decoded (ITU-T T.81, annex B)."""

_START, _END = b"\xff\xd8", b"\xff\xd9"
_SOF = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # start of frame; the three are DHT, JPG, DAC
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})  # TEM and RST0-7 carry no length
_SCAN = 0xDA
_TAIL_BYTES = 4096  # USB cameras pad the buffer behind the end marker


def size(data: bytes) -> tuple[int, int]:
    """Return width and height in pixels as the frame header states them.

    Raises:
        ValueError: this is no JPEG, or its end is missing.
    """
    if not data.startswith(_START):
        raise ValueError("no JPEG")
    if _END not in data[-_TAIL_BYTES:]:
        raise ValueError("JPEG without an end")
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise ValueError(f"no marker at byte {at}")
        marker = data[at + 1]
        if marker == 0xFF:  # fill
            at += 1
            continue
        if marker in _BARE:
            at += 2
            continue
        if marker in _SOF:
            return _frame_size(data[at + 5 : at + 9])
        if marker == _SCAN:
            break
        at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    raise ValueError("JPEG without a frame header")


def _frame_size(field: bytes) -> tuple[int, int]:
    height, width = int.from_bytes(field[:2], "big"), int.from_bytes(field[2:], "big")
    if len(field) < 4 or not width or not height:
        raise ValueError("JPEG without a size")
    return width, height
