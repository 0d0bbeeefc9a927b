"""The demo's persons as the cards they carry."""

from datetime import date
from pathlib import Path

import yaml

from drivers.id_card.role import CardKind, IdCard, Sex

_FILE = Path(__file__).parents[2] / "config" / "demo-persons.yaml"
_KINDS = {
    "resident": CardKind.RESIDENT,
    "hmt": CardKind.HMT_RESIDENCE,
    "foreign": CardKind.FOREIGN_PR_2023,
}
_TEXTS = frozenset(
    {"name", "name_en", "number", "ethnic", "address", "issuer", "nationality", "permit_number", "issue_count"}
)

FOREIGN_2017 = IdCard(
    kind=CardKind.FOREIGN_PR_2017,
    name="样例",
    sex=Sex.MALE,
    birth=date(1980, 2, 29),
    number="FRA310080022911",
    valid_from=date(2018, 1, 1),
    valid_to=date(2028, 1, 1),
    issuer="1500",
    name_en="SAMPLE, JEAN PIERRE",
    nationality="FRA",
)
"""The kind of card that none of the demo's persons carries."""


def load_persons() -> list[IdCard]:
    """Return all persons in the file's order. Fields that a kind of card does not carry are empty, as when read."""
    return [_card(entry) for entry in yaml.safe_load(_FILE.read_text(encoding="utf-8"))["persons"]]


def _card(entry: dict[str, str]) -> IdCard:
    kind = _KINDS[entry["kind"]]
    on_card = {
        "name",
        "name_en",
        "number",
        "ethnic",
        "address",
        "issuer",
        "nationality",
        "permit_number",
        "issue_count",
    }
    if kind is CardKind.FOREIGN_PR_2023:
        on_card -= {"issuer"}  # printed on the card, absent from its chip
    return IdCard(
        kind=kind,
        sex=Sex(entry["sex"]),
        birth=_day(entry["birth"]),
        valid_from=_day(entry["valid_from"]),
        valid_to=None if entry["valid_to"] == "长期" else _day(entry["valid_to"]),
        **{field: text for field, text in entry.items() if field in on_card},
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)
