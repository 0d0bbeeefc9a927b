"""The records of EF05 and EF06 ↔ `SocialCard`. Pure.

A record is id (1 byte), length (1 byte), value. Ids, lengths and kinds of value are confirmed by several programs that
read such cards; 4E (the name's continuation) is known from memory only and may be missing. Text is GB18030. Padding
(single-sourced): alphanumeric values with 00, digit values with F on the right; blanks occur too.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import TypeVar

from drivers.card_text import clean
from drivers.errors import ProtocolError, Refused
from drivers.faults import Fault
from drivers.social_card.apdu import File
from drivers.social_card.role import Sex, SocialCard

_Value = TypeVar("_Value")


class Kind(Enum):
    """How a value is written."""

    DIGITS = auto()  # cn: two decimal digits a byte, F pads
    HEX = auto()  # cn by the books; the card id carries D156000005 after the region on every card seen
    ALNUM = auto()  # an: ASCII
    TEXT = auto()  # GB18030
    DAY = auto()  # cn, YYYYMMDD


@dataclass(frozen=True)
class Field:
    """One record: where it stands, `size` of its value in bytes, how it is written."""

    file: File
    id: int
    name: str
    size: int
    kind: Kind


FIELDS: tuple[Field, ...] = (
    Field(File.CARD, 0x01, "card_id", 16, Kind.HEX),
    Field(File.CARD, 0x02, "card_class", 1, Kind.ALNUM),
    Field(File.CARD, 0x03, "spec_version", 4, Kind.ALNUM),
    Field(File.CARD, 0x04, "issuer", 12, Kind.HEX),
    Field(File.CARD, 0x05, "issued", 4, Kind.DAY),
    Field(File.CARD, 0x06, "expires", 4, Kind.DAY),
    Field(File.CARD, 0x07, "card_number", 9, Kind.ALNUM),
    Field(File.HOLDER, 0x08, "social_number", 18, Kind.ALNUM),
    Field(File.HOLDER, 0x09, "name", 30, Kind.TEXT),
    Field(File.HOLDER, 0x4E, "name_more", 20, Kind.TEXT),
    Field(File.HOLDER, 0x0A, "sex", 1, Kind.ALNUM),
    Field(File.HOLDER, 0x0B, "ethnic", 1, Kind.DIGITS),
    Field(File.HOLDER, 0x0C, "birthplace", 3, Kind.DIGITS),
    Field(File.HOLDER, 0x0D, "birth", 4, Kind.DAY),
)
BY_ID: dict[int, Field] = {one.id: one for one in FIELDS}
_BY_NAME = {one.name: one for one in FIELDS}
_REQUIRED = ("card_id", "social_number", "name")
HEADER_SIZE = 2
_PADDING = b"\0 \xff"
_CARD_ID = re.compile(r"[0-9]{6}[0-9A-F]{26}")
_SOCIAL_NUMBER = re.compile(r"[0-9A-Z]{1,18}")
_CITIZEN = re.compile(r"[0-9]{17}[0-9X]")


def unwrap(record: bytes) -> tuple[int, bytes]:
    """Return id and value of a record as READ RECORD answers it.

    The length byte counts the value; two more are taken for the header counted in. Padding may follow.

    Raises:
        ProtocolError: the length byte and the bytes there do not fit.
    """
    if len(record) < HEADER_SIZE:
        raise ProtocolError(f"a record of {len(record)} bytes")
    stated, body = record[1], record[HEADER_SIZE:]
    if stated == len(record):
        stated -= HEADER_SIZE
    if stated > len(body) or body[stated:].strip(b"\0\xff"):
        raise ProtocolError(f"record {record[0]:02X} states {stated} bytes and has {len(body)}")
    return record[0], body[:stated]


def wrap(identity: int, value: bytes) -> bytes:
    """Return the record that carries `value`."""
    return bytes([identity, len(value)]) + value


def decode(values: Mapping[int, bytes]) -> SocialCard:
    """Make a card of its records' values by record id, and check that it agrees with itself.

    Raises:
        Refused: CARD_INVALID, the detail names the record, never what stands there.
    """
    there = {one.name: values.get(one.id, b"") for one in FIELDS}
    for name, value in there.items():
        if len(value.rstrip(_PADDING)) > _BY_NAME[name].size:
            raise Refused(Fault.CARD_INVALID, f"{name} is too long")
        if name in _REQUIRED and not value.strip(_PADDING):
            raise Refused(Fault.CARD_INVALID, f"{name} is empty")
    card = SocialCard(
        card_id=_hexadecimal(there["card_id"]),
        social_number=_alphanumeric(there, "social_number"),
        name=_name(there),
        card_class=_alphanumeric(there, "card_class"),
        spec_version=_alphanumeric(there, "spec_version"),
        issuer=_hexadecimal(there["issuer"]),
        issued=_day(there, "issued"),
        expires=_day(there, "expires"),
        card_number=_alphanumeric(there, "card_number"),
        sex=_sex(there),
        ethnic=_digits(there, "ethnic"),
        birthplace=_digits(there, "birthplace"),
        birth=_day(there, "birth"),
    )
    _check(card)
    return card


def encode(card: SocialCard) -> dict[int, bytes]:
    """Return the values of `card` by record id, padded to their sizes; what the card lacks is left out.

    Raises:
        ValueError: a value does not fit its record; the message names it, not its contents.
    """
    name = card.name.encode("gb18030")
    split = max(size for size in range(_BY_NAME["name"].size + 1) if _whole(name[:size]))
    texts = {one.name: str(getattr(card, one.name, None) or "") for one in FIELDS}
    raw = {one.id: _written(one, texts[one.name]) for one in FIELDS if one.kind is not Kind.TEXT and texts[one.name]}
    raw[_BY_NAME["name"].id] = name[:split]
    if name[split:]:
        raw[_BY_NAME["name_more"].id] = name[split:]
    for identity, value in raw.items():
        if len(value) > BY_ID[identity].size:
            raise ValueError(f"{BY_ID[identity].name} does not fit on the card")
    return {identity: value.ljust(BY_ID[identity].size, _pad(BY_ID[identity])) for identity, value in raw.items()}


def _check(card: SocialCard) -> None:
    birth = card.birth.strftime("%Y%m%d") if card.birth else ""
    contradictions = {
        "shape of the card id": _CARD_ID.fullmatch(card.card_id) is None,
        "shape of the social security number": _SOCIAL_NUMBER.fullmatch(card.social_number) is None,
        "no name": not card.name,
        "expires before it was issued": bool(card.issued and card.expires and card.expires < card.issued),
        "birth and number": bool(
            birth and _CITIZEN.fullmatch(card.social_number) and card.social_number[6:14] != birth
        ),
    }
    for what, found in contradictions.items():
        if found:
            raise Refused(Fault.CARD_INVALID, what)


# The parsers below return None rather than raise: the exceptions of `decode` and `date` carry what they choked on, and
# would drag it along as the context of a `Refused` raised in their handler.


def _name(there: Mapping[str, bytes]) -> str:
    """Join before decoding: a four-byte character may stand across the two records."""
    joined = _unicode(_bare(there["name"]) + _bare(there["name_more"]), "gb18030")
    return clean(_known(joined, "name"))


def _bare(text: bytes) -> bytes:
    """Take the padding off; no GB18030 character ends in one of these bytes."""
    return text.rstrip(_PADDING)


def _alphanumeric(there: Mapping[str, bytes], name: str) -> str:
    text = _unicode(there[name].strip(_PADDING), "ascii")
    if text is not None and not text.isprintable():
        text = None
    return _known(text, name).strip()


def _hexadecimal(raw: bytes) -> str:
    return raw.hex().upper() if raw.strip(_PADDING) else ""


def _digits(there: Mapping[str, bytes], name: str) -> str:
    digits = there[name].hex().rstrip("f")
    return _known(digits if re.fullmatch(r"[0-9]*", digits) else None, name)


def _day(there: Mapping[str, bytes], name: str) -> date | None:
    if not there[name].strip(_PADDING):
        return None
    return _known(_date(there[name].hex()), name)


def _date(digits: str) -> date | None:
    if not re.fullmatch(r"[0-9]{8}", digits):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _sex(there: Mapping[str, bytes]) -> Sex | None:
    text = _alphanumeric(there, "sex")
    return _known(next((sex for sex in Sex if sex.value == text), None), "sex") if text else None


def _unicode(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _known(value: _Value | None, name: str) -> _Value:
    if value is None:
        raise Refused(Fault.CARD_INVALID, f"{name} makes no sense")
    return value


def _whole(raw: bytes) -> bool:
    return _unicode(raw, "gb18030") is not None


def _written(one: Field, text: str) -> bytes:
    match one.kind:
        case Kind.ALNUM:
            return text.encode("ascii")
        case Kind.DAY:
            return bytes.fromhex(text.replace("-", ""))
        case _:
            return bytes.fromhex(text + "F" * (len(text) % 2))


def _pad(one: Field) -> bytes:
    return b"\0" if one.kind in (Kind.ALNUM, Kind.TEXT) else b"\xff"
