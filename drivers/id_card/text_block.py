"""The 256-byte text block of a card ↔ `IdCard`, for all four kinds. Pure.

UTF-16LE, fields padded with spaces, dates as YYYYMMDD, the kind's type character at byte 248. Layout of the resident
card by GA/T 490; those of the residence permit ('J') and of the 2017 foreigners' card ('I') are confirmed by two
sources; offsets of the 2023 foreigners' card ('Y') are single-sourced, its set of fields is confirmed and sums to 256.
"""

import re
from datetime import date
from typing import TypeVar

from drivers.card_text import clean
from drivers.errors import Refused
from drivers.faults import Fault
from drivers.id_card import citizen_number
from drivers.id_card.commands import TEXT_SIZE
from drivers.id_card.role import CardKind, IdCard, Sex

_TYPE = slice(248, 250)
_LONG_TERM = "长期"
_Value = TypeVar("_Value")

_RESIDENT: dict[str, tuple[slice, ...]] = {
    "name": (slice(0, 30),),
    "sex": (slice(30, 32),),
    "ethnic": (slice(32, 36),),
    "birth": (slice(36, 52),),
    "address": (slice(52, 122),),
    "number": (slice(122, 158),),
    "issuer": (slice(158, 188),),
    "valid_from": (slice(188, 204),),
    "valid_to": (slice(204, 220),),
}
LAYOUTS: dict[CardKind, dict[str, tuple[slice, ...]]] = {
    CardKind.RESIDENT: _RESIDENT,
    CardKind.HMT_RESIDENCE: {field: at for field, at in _RESIDENT.items() if field != "ethnic"}
    | {"permit_number": (slice(220, 238),), "issue_count": (slice(238, 242),)},
    CardKind.FOREIGN_PR_2017: {
        "name_en": (slice(0, 120),),
        "sex": (slice(120, 122),),
        "number": (slice(122, 152),),
        "nationality": (slice(152, 158),),
        "name": (slice(158, 188),),
        "valid_from": (slice(188, 204),),
        "valid_to": (slice(204, 220),),
        "birth": (slice(220, 236),),
        "issuer": (slice(240, 248),),  # the authority's code, four characters
    },
    CardKind.FOREIGN_PR_2023: {
        "name": (slice(0, 30),),
        "sex": (slice(30, 32),),
        "issue_count": (slice(32, 36),),
        "birth": (slice(36, 52),),
        "name_en": (slice(52, 122), slice(220, 242)),  # 35 characters, then 11 more
        "number": (slice(122, 158),),
        "valid_from": (slice(188, 204),),
        "valid_to": (slice(204, 220),),
        "nationality": (slice(242, 248),),
    },
}
"""Where each field stands; a field in two pieces is joined in this order. All else is reserved."""

_NUMBERS = {
    CardKind.RESIDENT: re.compile(r"[1-8][0-9]{16}[0-9X]"),
    CardKind.HMT_RESIDENCE: re.compile(r"8[123]0000[0-9]{11}[0-9X]"),
    CardKind.FOREIGN_PR_2017: re.compile(r"[A-Z]{3}[0-9A-Z]{12}"),
    CardKind.FOREIGN_PR_2023: re.compile(r"9[0-9]{16}[0-9X]"),
}


def decode(block: bytes, photo_wlt: bytes = b"") -> IdCard:
    """Take a text block apart and check that it agrees with itself.

    Checked are the shape of the number, its check character and its birth date (the 2017 foreigners' number has
    neither), and the order of the dates. The parity of the number is not compared with the sex: genuine cards with
    wrongly assigned numbers exist, and their holders must not be turned away. Nor are validity and today compared.

    Raises:
        Refused: WRONG_CARD when the type character is unknown; CARD_INVALID when the contents contradict themselves.
            The detail names the field, never what stands there.
        ValueError: `block` is not 256 bytes.
    """
    if len(block) != TEXT_SIZE:
        raise ValueError(f"a text block has {TEXT_SIZE} bytes, not {len(block)}")
    kind = _kind(block)
    texts = {field: _text(block, at, field) for field, at in LAYOUTS[kind].items()}
    card = _card(kind, texts, photo_wlt)
    _check(card)
    return card


def encode(card: IdCard) -> bytes:
    """Lay `card` out as its kind does; fields that the kind does not carry are left out. Contents are not judged.

    Raises:
        ValueError: a field does not fit; the message names it, not its contents.
    """
    block = bytearray(_padded(b"", TEXT_SIZE))
    block[_TYPE] = card.kind.value.encode("utf-16-le")
    texts = {field: str(getattr(card, field)) for field in LAYOUTS[card.kind]}
    texts |= {"birth": _day(card.birth), "valid_from": _day(card.valid_from)}
    texts["valid_to"] = _LONG_TERM if card.valid_to is None else _day(card.valid_to)
    for field, pieces in LAYOUTS[card.kind].items():
        rest = texts[field].encode("utf-16-le")
        for piece in pieces:
            size = piece.stop - piece.start
            block[piece], rest = _padded(rest[:size], size), rest[size:]
        if rest:
            raise ValueError(f"{field} does not fit on the card")
    return bytes(block)


def _kind(block: bytes) -> CardKind:
    for kind in CardKind:
        if block[_TYPE] == kind.value.encode("utf-16-le"):
            return kind
    raise Refused(Fault.WRONG_CARD, "the type character is of no known kind")


def _card(kind: CardKind, texts: dict[str, str], photo_wlt: bytes) -> IdCard:
    long_term = texts["valid_to"] == _LONG_TERM
    return IdCard(
        kind=kind,
        name=texts["name"],
        sex=_known(_sex(texts["sex"]), "sex"),
        birth=_known(_date(texts["birth"]), "birth"),
        number=texts["number"],
        valid_from=_known(_date(texts["valid_from"]), "valid_from"),
        valid_to=None if long_term else _known(_date(texts["valid_to"]), "valid_to"),
        ethnic=texts.get("ethnic", ""),
        address=texts.get("address", ""),
        issuer=texts.get("issuer", ""),
        name_en=texts.get("name_en", ""),
        nationality=texts.get("nationality", ""),
        permit_number=texts.get("permit_number", ""),
        issue_count=texts.get("issue_count", ""),
        photo_wlt=photo_wlt,
    )


def _check(card: IdCard) -> None:
    contradictions = {
        "no name": not card.name and not card.name_en,
        "shape of the number": _NUMBERS[card.kind].fullmatch(card.number) is None,
        "validity ends before it begins": card.valid_to is not None and card.valid_to < card.valid_from,
        "issued before birth": card.valid_from < card.birth,
    }
    if card.kind is not CardKind.FOREIGN_PR_2017:
        contradictions |= {
            "check character of the number": not citizen_number.is_valid(card.number),
            "birth and number": citizen_number.birth_date(card.number) != card.birth,
        }
    for what, found in contradictions.items():
        if found:
            raise Refused(Fault.CARD_INVALID, what)


# The parsers below return None rather than raise: the exceptions of `decode` and `strptime` carry what they choked on,
# and would drag it along as the context of a `Refused` raised in their handler.


def _text(block: bytes, pieces: tuple[slice, ...], field: str) -> str:
    return clean(_known(_unicode(b"".join(block[piece] for piece in pieces)), field))


def _unicode(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-16-le")
    except UnicodeDecodeError:
        return None


def _date(text: str) -> date | None:
    if not re.fullmatch(r"[0-9]{8}", text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _sex(text: str) -> Sex | None:
    return next((sex for sex in Sex if sex.value == text), None)


def _known(value: _Value | None, field: str) -> _Value:
    if value is None:
        raise Refused(Fault.CARD_INVALID, f"{field} makes no sense")
    return value


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _padded(raw: bytes, size: int) -> bytes:
    return raw + b" \0" * ((size - len(raw)) // 2)
