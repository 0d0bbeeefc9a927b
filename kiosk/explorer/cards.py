"""Which cards stand for all that may be laid on the reader. Invented persons: the divisions 4201 99 do not exist."""

from collections.abc import Iterator, Mapping

from kiosk.engine.scope import CARD_FIELDS
from kiosk.engine.session import Facts

_RESIDENT = {"kind": "resident", "name": "陈示例", "sex": "1", "birth": "1988-03-14", "number": "420199198803149995"}
_CARDS = (
    {**_RESIDENT, "address": "武汉市示范区示例路 1 号", "issuer": "武汉市公安局示范分局", "valid_from": "2020-05-06"},
    {"kind": "hmt", "name": "李样例", "name_en": "LI YANGLI", "sex": "2", "birth": "1990-01-02"}
    | {"number": "810099199001020007", "valid_from": "2021-01-01"},
    {"kind": "foreign", "name": "玛丽示例", "name_en": "SHILI MARY", "sex": "2", "birth": "1985-04-12"}
    | {"number": "942250198504120007", "nationality": "GBR", "valid_from": "2022-01-01"},
)
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


def _whole(card: Mapping[str, str], valid_to: str) -> Mapping[str, str]:
    return {**dict.fromkeys(CARD_FIELDS, ""), **card, "valid_to": valid_to}
