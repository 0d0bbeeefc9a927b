"""Self-tests of the two card readers. Not a value of a card is shown that would name its holder."""

from collections.abc import Sequence
from datetime import date, datetime

from drivers.id_card.role import IdCard, IdCardReader
from drivers.social_card.role import SocialCard, SocialCardReader
from kiosk.protocol.civil_time import CHINA
from kiosk.technician.selftest.masking import masked_length, masked_name, masked_number
from kiosk.technician.selftest.standing import STATUS
from kiosk.technician.selftest.step import Bench, Found, Step

_PROVINCE_DIGITS = 2  # GB/T 2260: the issuer's province


def id_card_steps() -> Sequence[Step]:
    return (
        STATUS,
        Step("read", _read_id_card, before="Lay a card on the reader, best a test card."),
        Step("removed", _wait_removed, before="Take the card away."),
    )


def social_card_steps() -> Sequence[Step]:
    return (
        STATUS,
        Step("read", _read_social_card, before="Put a social security card into the reader, best a test card."),
        Step("removed", _wait_removed, before="Take the card out."),
    )


def id_card_words(card: IdCard, today: date) -> str:
    """Return what shows that a card was read whole."""
    valid = card.valid_from <= today and (card.valid_to is None or today <= card.valid_to)
    photo = "unpacked" if card.photo else f"{len(card.photo_wlt)} bytes, packed" if card.photo_wlt else "none"
    return "; ".join(
        [
            f"{card.kind.name.lower().replace('_', ' ')} card",
            f"name {masked_name(card.name or card.name_en)}",
            f"number {masked_number(card.number)}",
            f"address {masked_length(card.address)}",
            f"issuer {masked_length(card.issuer)}",
            "in force" if valid else "not in force",
            f"photo {photo}",
        ]
    )


def social_card_words(card: SocialCard, today: date) -> str:
    """Return what shows that a card was read whole."""
    expired = card.expires is not None and card.expires < today
    return "; ".join(
        [
            f"issued in province {card.region[:_PROVINCE_DIGITS]}",
            f"name {masked_name(card.name)}",
            f"social security number {masked_number(card.social_number)}",
            f"card number {masked_length(card.card_number)}",
            "expired" if expired else "not expired",
        ]
    )


def _read_id_card(reader: IdCardReader, bench: Bench) -> Found:
    return Found(id_card_words(reader.read(timeout_s=bench.within_s, cancel=bench.cancel), _today()))


def _read_social_card(reader: SocialCardReader, bench: Bench) -> Found:
    return Found(social_card_words(reader.read(timeout_s=bench.within_s, cancel=bench.cancel), _today()))


def _wait_removed(reader: IdCardReader | SocialCardReader, bench: Bench) -> Found:
    if reader.wait_removed(timeout_s=bench.within_s, cancel=bench.cancel):
        return Found("the reader is empty")
    return Found(f"a card still lies there after {bench.within_s:g} s", failed=True)


def _today() -> date:
    return datetime.now(CHINA).date()
