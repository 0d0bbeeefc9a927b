"""What lies on the desk's readers, as the drivers read it."""

import subprocess
import sys
from pathlib import Path

import pytest

from drivers.cancel import Cancel
from drivers.faults import Fault, Role
from drivers.id_card.device import SamVReader
from drivers.id_card.role import CardKind, IdCard
from kiosk.desk.cards import load_persons
from kiosk.desk.client import DeskClient
from kiosk.desk.state import DeskError

SOCIAL_READING = Path(__file__).with_name("social_reading.py")
FOREIGNER = 1 + next(number for number, person in enumerate(load_persons()) if person.kind == "foreign")


def read_id(desk: DeskClient) -> IdCard:
    reader = SamVReader(desk.state().id_card.url)
    try:
        return reader.read(timeout_s=5, cancel=Cancel(), with_fingerprints=True)
    finally:
        reader.close()


def read_social(desk: DeskClient, *, timeout_s: float = 5.0) -> str:
    """Return the name on the card, or the fault."""
    words = [sys.executable, str(SOCIAL_READING), desk.state().social_card.url, str(timeout_s)]
    root = {"PYTHONPATH": str(SOCIAL_READING.parents[2])}
    return subprocess.run(words, env=root, capture_output=True, text=True, check=True, timeout=60).stdout.strip()


@pytest.mark.parametrize(("edition", "kind"), [("2017", CardKind.FOREIGN_PR_2017), ("2023", CardKind.FOREIGN_PR_2023)])
def test_a_foreigner_has_the_card_of_either_edition(desk: DeskClient, edition: str, kind: CardKind) -> None:
    desk.place(FOREIGNER, edition=edition)
    card = read_id(desk)
    assert card.kind is kind
    assert card.name_en == load_persons()[FOREIGNER - 1].name_en


def test_a_card_may_have_fingerprints_and_a_new_address(desk: DeskClient) -> None:
    desk.place(2, fingerprint=True, moved=True)
    card = read_id(desk)
    assert card.name == load_persons()[1].name
    assert len(card.fingerprints) == 1024
    assert len(card.new_addresses) == 1
    desk.place(2)
    assert not read_id(desk).new_addresses


@pytest.mark.parametrize("contactless", [False, True])
def test_each_person_has_a_social_card_too(desk: DeskClient, contactless) -> None:
    state = desk.place(7, on=Role.SOCIAL_CARD, contactless=contactless).social_card
    assert (state.card, state.contactless) == (7, contactless)
    assert read_social(desk) == load_persons()[6].name
    assert desk.lift(off=Role.SOCIAL_CARD).social_card.card is None
    assert read_social(desk, timeout_s=0.2) == Fault.NO_CARD


@pytest.mark.parametrize("fault", [Fault.WRONG_CARD, Fault.CARD_REMOVED, Fault.CORRUPT_FRAME, Fault.OFFLINE])
def test_each_fault_of_the_social_card_reader_reaches_the_driver(desk: DeskClient, fault: Fault) -> None:
    desk.set_fault(Role.SOCIAL_CARD, fault)
    if fault is not Fault.WRONG_CARD:
        desk.place(1, on=Role.SOCIAL_CARD)
    assert read_social(desk) == fault
    state = desk.mend(Role.SOCIAL_CARD).social_card
    assert state.plugged
    assert not state.faults
    desk.place(1, on=Role.SOCIAL_CARD)
    assert read_social(desk) == load_persons()[0].name


def test_a_card_that_went_away_took_its_fault_along(desk: DeskClient) -> None:
    desk.lift_during_read(off=Role.SOCIAL_CARD)
    desk.place(1, on=Role.SOCIAL_CARD)
    assert read_social(desk) == Fault.CARD_REMOVED
    state = desk.state().social_card
    assert state.card is None
    assert not state.faults


def test_there_is_no_thirteenth_social_card(desk: DeskClient) -> None:
    with pytest.raises(DeskError, match="cards 1 to 12"):
        desk.place(13, on=Role.SOCIAL_CARD)
