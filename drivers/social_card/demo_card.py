"""Social security cards for the demo's persons, invented like the persons themselves."""

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta

from drivers.social_card.role import Sex, SocialCard

_REGION = "420199"  # of no place: unassigned
_APPLICATION = "D156000005"  # what stands after the region on every card seen
_ISSUER = "42019900000000000000FFFF"
_ADULT_DAYS, _VALID_YEARS = 18 * 365, 20
_LETTERS = "ABCDEFGHJKLMNPQRTUWXY"


def demo_card(person: Mapping[str, str], *, spec_version: str = "3.00") -> SocialCard:
    """Return the card of `person`: `name`, `number` and, where known, `sex`, `ethnic` and `birth` (YYYYMMDD).

    Numbers that the person does not have are drawn from the person's number, always the same ones.
    """
    drawn = hashlib.sha256(person["number"].encode()).digest()
    birth = _day(person.get("birth", ""))
    issued = (birth + timedelta(days=_ADULT_DAYS)).replace(day=1) if birth else None
    return SocialCard(
        card_id=_REGION + _APPLICATION + drawn[:8].hex().upper(),
        social_number=person["number"],
        name=person["name"] or person.get("name_en", ""),
        card_class="1",
        spec_version=spec_version,
        issuer=_ISSUER,
        issued=issued,
        expires=issued.replace(year=issued.year + _VALID_YEARS) if issued else None,
        card_number=_LETTERS[drawn[8] % len(_LETTERS)] + f"{int.from_bytes(drawn[9:13], 'big') % 10**8:08d}",
        sex=Sex(person["sex"]) if person.get("sex") else None,
        ethnic=person.get("ethnic", ""),
        birthplace=person["number"][:6],
        birth=birth,
    )


def _day(text: str) -> date | None:
    return date(int(text[:4]), int(text[4:6]), int(text[6:])) if text else None
