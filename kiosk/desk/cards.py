"""The demo persons' cards: from an entry of config/demo-persons.yaml to the bytes that lie on the reader."""

from datetime import date
from pathlib import Path

import yaml

from drivers.id_card.role import CardKind, IdCard, Sex
from drivers.id_card.text_block import encode
from kiosk.protocol.demo import DemoPerson, DemoPersons

PERSONS_FILE = Path(__file__).resolve().parents[2] / "config" / "demo-persons.yaml"
_KINDS = {"resident": CardKind.RESIDENT, "hmt": CardKind.HMT_RESIDENCE, "foreign": CardKind.FOREIGN_PR_2023}
_LONG_TERM = "长期"


def load_persons(file: Path = PERSONS_FILE) -> tuple[DemoPerson, ...]:
    """Read the demo persons; `--person N` is the N-th, from 1."""
    return DemoPersons.model_validate(yaml.safe_load(file.read_text(encoding="utf-8"))).persons


def text_block(person: DemoPerson) -> bytes:
    """Return the 256 bytes of text on the person's card. The foreigners' card is the edition of 2023."""
    return encode(
        IdCard(
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
    )


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))
