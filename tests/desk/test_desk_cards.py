"""The demo persons' cards."""

import pytest

from drivers.id_card import text_block
from kiosk.desk.cards import load_persons
from kiosk.desk.cards import text_block as block_of
from kiosk.protocol.demo import DemoPerson

PERSONS = load_persons()


@pytest.mark.parametrize("person", PERSONS, ids=[str(number) for number in range(1, len(PERSONS) + 1)])
def test_every_card_reads_as_the_person_it_was_made_for(person: DemoPerson) -> None:
    card = text_block.decode(block_of(person))
    assert (card.name, card.number, card.name_en) == (person.name, person.number, person.name_en)
    assert (card.valid_to is None) == (person.valid_to == "长期")


def test_the_demo_brings_every_kind_of_card() -> None:
    assert {person.kind for person in PERSONS} == {"resident", "hmt", "foreign"}
    assert any("·" in person.name for person in PERSONS)
    assert any(ord(letter) > 0xFFFF for person in PERSONS for letter in person.name)
