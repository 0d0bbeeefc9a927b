"""Which cards stand for all that may be laid on the reader. Invented persons: the divisions 4201 99 do not exist."""

from collections.abc import Iterator, Mapping

from kiosk.engine.scope import CARD_FIELDS
from kiosk.engine.session import Facts

_RESIDENT = {"kind": "resident", "name": "陈示例", "sex": "1", "birth": "1988-03-14", "number": "420199198803149995"}
_CARDS = (
    {**_RESIDENT, "address": "武汉市示范区示例路 1 号", "issuer": "武汉市公安局示范分局", "valid_from": "2020-05-06"},
    {"kind": "hmt", "name": "李样例", "name_en": "LI YANGLI", "sex": "2", "birth": "1990-01-02"}
    | {"number": "810099199001020008", "valid_from": "2021-01-01"},
    {"kind": "foreign", "name": "玛丽示例", "name_en": "SHILI MARY", "sex": "2", "birth": "1985-04-12"}
    | {"number": "94225019850412000X", "nationality": "GBR", "valid_from": "2022-01-01"},
)
_NO_CITIZEN_NUMBER = "S00001234"
_EXPIRED, _LONG_VALID = "2000-01-01", ""


def cards(facts: Facts) -> Iterator[Mapping[str, str]]:
    """Yield a card of each kind, valid, and valid until today; one without an end; one that has expired."""
    for card in _CARDS:
        yield _whole(card, "2999-12-31")
    yield _whole(_CARDS[0], facts.today)
    yield _whole(_CARDS[0], _LONG_VALID)
    yield _whole(_CARDS[0], _EXPIRED)


def every_card(facts: Facts) -> Iterator[Mapping[str, str]]:
    """Yield a card of each kind with each validity."""
    for card in _CARDS:
        yield from (_whole(card, end) for end in ("2999-12-31", facts.today, _LONG_VALID, _EXPIRED))


def social_cards(facts: Facts) -> Iterator[Mapping[str, str]]:
    """Yield a social security card of each kind of number; one that has expired, and one of another number."""
    for card in _CARDS:
        yield _social(card["number"], _LONG_VALID)
    yield _social(_CARDS[0]["number"], facts.today)
    yield _social(_CARDS[0]["number"], _EXPIRED)
    yield _social(_NO_CITIZEN_NUMBER, _LONG_VALID)


def persons() -> Iterator[Mapping[str, str]]:
    """Yield what central may say of somebody: a person of each kind, and what cannot be anybody."""
    for card in _CARDS:
        yield {"name": card["name"], "number": card["number"]}
    yield {"name": "", "number": _CARDS[0]["number"]}


def _social(number: str, valid_to: str) -> Mapping[str, str]:
    return {"name": _CARDS[0]["name"], "number": number, "valid_to": valid_to}


def _whole(card: Mapping[str, str], valid_to: str) -> Mapping[str, str]:
    return {**dict.fromkeys(CARD_FIELDS, ""), **card, "valid_to": valid_to}
