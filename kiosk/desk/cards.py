"""The demo persons' cards: from an entry of config/demo-persons.yaml to what lies on the readers."""

from datetime import date
from enum import StrEnum
from pathlib import Path

import yaml

from drivers.id_card import new_address
from drivers.id_card.role import CardKind, IdCard, Sex
from drivers.id_card.text_block import encode
from drivers.social_card.demo_card import demo_card
from drivers.social_card.role import SocialCard
from kiosk.protocol.demo import DemoPerson, DemoPersons

PERSONS_FILE = Path(__file__).resolve().parents[2] / "config" / "demo-persons.yaml"
_KINDS = {"resident": CardKind.RESIDENT, "hmt": CardKind.HMT_RESIDENCE, "foreign": CardKind.FOREIGN_PR_2023}
_LONG_TERM = "长期"
_AUTHORITY_2017 = "1100"
_MOVED_TO = "武汉市示范区新居路1号"


class Edition(StrEnum):
    """Which edition of the foreigners' card; other kinds of card have one only."""

    OF_2017 = "2017"
    OF_2023 = "2023"


def load_persons(file: Path = PERSONS_FILE) -> tuple[DemoPerson, ...]:
    """Read the demo persons; `--person N` is the N-th, from 1."""
    return DemoPersons.model_validate(yaml.safe_load(file.read_text(encoding="utf-8"))).persons


def text_block(person: DemoPerson, edition: Edition = Edition.OF_2023) -> bytes:
    """Return the 256 bytes of text on the person's ID card."""
    return encode(_of_2017(person) if person.kind == "foreign" and edition is Edition.OF_2017 else _card(person))


def new_addresses(*, moved: bool) -> bytes:
    """Return what stands in the card's memory for new addresses: one for somebody who has moved."""
    return new_address.encode([_MOVED_TO] if moved else [])


def social_card(person: DemoPerson) -> SocialCard:
    """Return the person's social security card."""
    told = {"name": person.name, "name_en": person.name_en, "number": person.number, "sex": person.sex}
    return demo_card(told | {"ethnic": person.ethnic, "birth": person.birth})


def _card(person: DemoPerson) -> IdCard:
    return IdCard(
        kind=_KINDS[person.kind],
        name=person.name,
        sex=Sex(person.sex),
        birth=_day(person.birth),
        number=person.number,
        valid_from=_day(person.valid_from),
        valid_to=None if person.valid_to == _LONG_TERM else _day(person.valid_to),
        ethnic=person.ethnic,
        address=person.address,
        issuer=person.issuer,
        name_en=person.name_en,
        nationality=person.nationality,
        permit_number=person.permit_number,
        issue_count=person.issue_count,
    )


def _of_2017(person: DemoPerson) -> IdCard:
    """The first edition: a number of its own making, nationality, region, birth and a serial number, 15 in all."""
    return IdCard(
        kind=CardKind.FOREIGN_PR_2017,
        name=person.name,
        sex=Sex(person.sex),
        birth=_day(person.birth),
        number=f"{person.nationality:3.3}110099{person.birth[2:]}"[:15],
        valid_from=_day(person.valid_from),
        valid_to=None if person.valid_to == _LONG_TERM else _day(person.valid_to),
        issuer=_AUTHORITY_2017,
        name_en=person.name_en,
        nationality=person.nationality,
    )


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))
