"""What a session is told of a card that was read."""

from datetime import date

from drivers.faults import Role
from drivers.id_card.role import CardKind, IdCard
from drivers.social_card.role import SocialCard
from kiosk.engine.events import CardRead, Ticket
from kiosk.engine.photo import CardPhoto
from kiosk.protocol.personal import Personal

_KINDS = {
    CardKind.RESIDENT: "resident",
    CardKind.HMT_RESIDENCE: "hmt",
    CardKind.FOREIGN_PR_2017: "foreign",
    CardKind.FOREIGN_PR_2023: "foreign",
}


def card_read(ticket: Ticket, card: IdCard | SocialCard) -> CardRead:
    """Return the event of a card that was read under `ticket`."""
    if isinstance(card, IdCard):
        return CardRead(ticket, Personal(_id_card(card)), _photo(card))
    return CardRead(ticket, Personal(_social_card(card)), role=Role.SOCIAL_CARD)


def _id_card(card: IdCard) -> dict[str, str]:
    """Return a card as the answer of an `identify` step, see `kiosk.engine.scope.CARD_FIELDS`."""
    return {
        "kind": _KINDS[card.kind],
        "name": card.name or card.name_en,
        "name_en": card.name_en,
        "sex": card.sex.value,
        "birth": _day(card.birth),
        "number": card.number,
        "address": card.address,
        "issuer": card.issuer,
        "valid_from": _day(card.valid_from),
        "valid_to": _day(card.valid_to),
        "nationality": card.nationality,
    }


def _photo(card: IdCard) -> Personal[CardPhoto] | None:
    """Return the photo of a card; None where nobody could decode it."""
    photo = card.photo
    return None if photo is None else Personal(CardPhoto(photo.width_px, photo.height_px, photo.bgr))


def _social_card(card: SocialCard) -> dict[str, str]:
    """Return of a social security card what `kiosk.engine.steps.identify` looks at."""
    return {"name": card.name, "number": card.social_number, "valid_to": _day(card.expires)}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
