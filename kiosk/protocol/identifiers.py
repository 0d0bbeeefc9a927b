"""Identifiers that need no authority: UUIDv7 for records, serials and verification codes for documents."""

import uuid

_CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31 signs; none looks like another
_CODE_LENGTH = 12
_ORDER_LENGTH = 8


def uuid7(unix_ms: int, randomness: bytes) -> str:
    """Return a UUIDv7 (RFC 9562 §5.7) from a time in ms and 10 random bytes; sorts by time."""
    if len(randomness) != 10:
        raise ValueError(f"10 random bytes are needed, not {len(randomness)}")
    value = (unix_ms & (2**48 - 1)) << 80 | int.from_bytes(randomness, "big")
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    return str(uuid.UUID(int=value))


def document_serial(terminal_id: str, day: str, number: int) -> str:
    """Return the serial of the `number`-th document of a terminal; `day` is YYYYMMDD. Unique in the fleet."""
    return f"{terminal_id}-{day}-{number:05d}"


def verification_code(randomness: bytes) -> str:
    """Return twelve signs, 59 bits, in groups of four: `K7QM-2XWD-9FTB`. Needs 12 random bytes or more.

    Raises:
        ValueError: fewer than 12 bytes.
    """
    if len(randomness) < _CODE_LENGTH:
        raise ValueError(f"{_CODE_LENGTH} random bytes are needed, not {len(randomness)}")
    signs = _signs(randomness, _CODE_LENGTH)
    return "-".join(signs[start : start + 4] for start in range(0, _CODE_LENGTH, 4))


def order_number(terminal_id: str, day: str, randomness: bytes) -> str:
    """Return the number of an order, which is its claim's, too; people read it aloud: `WH0001-20261124-K7QM2XWD`.

    `day` is YYYY-MM-DD. Eight signs, 39 bits, from 12 random bytes or more.
    """
    return f"{terminal_id}-{day.replace('-', '')}-{_signs(randomness, _ORDER_LENGTH)}"


def _signs(randomness: bytes, length: int) -> str:
    number, signs = int.from_bytes(randomness, "big"), ""
    for _ in range(length):
        number, index = divmod(number, len(_CODE_ALPHABET))
        signs += _CODE_ALPHABET[index]
    return signs
