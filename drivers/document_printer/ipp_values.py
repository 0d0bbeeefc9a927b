"""The values in IPP messages and their bytes (RFC 8010 section 3.9). Pure.

Integers are big-endian and signed. The language of texts and names with language is lost in decoding, and so are the
members of collections. A tag without meaning here keeps its bytes.
"""

import struct
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import IntEnum

from drivers.errors import ProtocolError


class Tag(IntEnum):
    """RFC 8010 section 3.5.2."""

    UNSUPPORTED = 0x10
    UNKNOWN = 0x12
    NO_VALUE = 0x13
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    OCTETS = 0x30
    DATE_TIME = 0x31
    RESOLUTION = 0x32
    RANGE = 0x33
    BEGIN_COLLECTION = 0x34
    TEXT_WITH_LANGUAGE = 0x35
    NAME_WITH_LANGUAGE = 0x36
    END_COLLECTION = 0x37
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    URI_SCHEME = 0x46
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME_TYPE = 0x49
    MEMBER_NAME = 0x4A


@dataclass(frozen=True)
class Resolution:
    """`unit` 3 is dots per inch, 4 dots per centimetre."""

    across: int
    along: int
    unit: int


@dataclass(frozen=True)
class Range:
    """From `lower` to `upper`, both included."""

    lower: int
    upper: int


Content = int | bool | str | bytes | datetime | Resolution | Range | None


@dataclass(frozen=True)
class Value:
    """One value. `content` is None for out-of-band values (unsupported, unknown, no-value) and for collections."""

    tag: int
    content: Content


_STRINGS = frozenset(
    {Tag.TEXT, Tag.NAME, Tag.KEYWORD, Tag.URI, Tag.URI_SCHEME, Tag.CHARSET, Tag.LANGUAGE, Tag.MIME_TYPE}
)
_WITH_LANGUAGE = frozenset({Tag.TEXT_WITH_LANGUAGE, Tag.NAME_WITH_LANGUAGE})
_DATE_TIME_BYTES = 11
_FIRST_OUT_OF_BAND, _LAST_OUT_OF_BAND = 0x10, 0x1F


class Reader:
    """Takes pieces from the front of some bytes; `ProtocolError` when they end too early."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, size: int) -> bytes:
        piece = self._data[self._at : self._at + size]
        if len(piece) < size:
            raise ProtocolError(f"IPP: the message ends after {len(self._data)} bytes, inside a value")
        self._at += size
        return piece

    def tag(self) -> int:
        return self.take(1)[0]

    def counted(self) -> bytes:
        """Take a 16-bit length and as many bytes."""
        return self.take(int.from_bytes(self.take(2)))

    def rest(self) -> bytes:
        return self._data[self._at :]


def encode_content(value: Value) -> bytes:
    """Return the bytes of one value, without tag and length.

    Raises:
        ValueError: the content does not fit its tag.
    """
    match value.tag, value.content:
        case tag, None if _FIRST_OUT_OF_BAND <= tag <= _LAST_OUT_OF_BAND:
            return b""
        case Tag.BOOLEAN, bool(content):
            return bytes([content])
        case ((Tag.INTEGER | Tag.ENUM), int(content)) if not isinstance(content, bool):
            return struct.pack(">i", content)
        case Tag.RESOLUTION, Resolution(across, along, unit):
            return struct.pack(">iib", across, along, unit)
        case Tag.RANGE, Range(lower, upper):
            return struct.pack(">ii", lower, upper)
        case Tag.DATE_TIME, datetime() as content:
            return _encode_date_time(content)
        case tag, str(content) if tag in _STRINGS:
            return content.encode()
        case _, bytes(content):
            return content
    raise ValueError(f"a {type(value.content).__name__} is no value of tag {value.tag:#x}")


def decode_content(tag: int, body: bytes) -> Content:
    """Return what `body` holds; the reverse of `encode_content`, and `ProtocolError` for a wrong size."""
    if tag == Tag.BEGIN_COLLECTION or _FIRST_OUT_OF_BAND <= tag <= _LAST_OUT_OF_BAND:
        return None
    if tag in _STRINGS:
        return text_of(body)
    if tag in _WITH_LANGUAGE:
        inner = Reader(body)
        inner.counted()
        return text_of(inner.counted())
    try:
        return _decode_fixed(tag, body)
    except struct.error as error:
        raise ProtocolError(f"IPP: {len(body)} bytes are no value of tag {tag:#x}") from error


def _decode_fixed(tag: int, body: bytes) -> Content:
    match tag:
        case Tag.INTEGER | Tag.ENUM:
            return int(struct.unpack(">i", body)[0])
        case Tag.BOOLEAN:
            return bool(struct.unpack(">B", body)[0])
        case Tag.RESOLUTION:
            return Resolution(*struct.unpack(">iib", body))
        case Tag.RANGE:
            return Range(*struct.unpack(">ii", body))
        case Tag.DATE_TIME:
            return _decode_date_time(body)
    return body


def text_of(body: bytes) -> str:
    """Decode leniently: a printer's name in another charset must not cost us its state."""
    return body.decode("utf-8", "replace")


def _encode_date_time(moment: datetime) -> bytes:
    """RFC 2579 DateAndTime, tenths of a second, with the offset from UTC in whole minutes."""
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("a dateTime needs its offset from UTC")
    minutes = round(offset.total_seconds()) // 60
    sign = b"-" if minutes < 0 else b"+"
    return (
        struct.pack(">HBBBBBB", *moment.timetuple()[:6], moment.microsecond // 100_000)
        + sign
        + bytes(divmod(abs(minutes), 60))
    )


def _decode_date_time(body: bytes) -> datetime | bytes:
    """Return the moment; the bytes themselves when they name none, as printers without a clock send."""
    if len(body) != _DATE_TIME_BYTES:
        raise struct.error
    year, month, day, hour, minute, second, tenths, sign, hours, minutes = struct.unpack(">HBBBBBBcBB", body)
    offset = timedelta(hours=hours, minutes=minutes) * (-1 if sign == b"-" else 1)
    try:
        return datetime(year, month, day, hour, minute, second, tenths * 100_000, timezone(offset))
    except ValueError:
        return body
