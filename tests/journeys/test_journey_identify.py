"""A service by each way to identify, on real screens, against central, the sandbox's issuer and its phones."""

import shutil
from pathlib import Path

import pytest
import requests
from kit.glass import Glass
from kit.journey import rate_and_go, take_everything
from kit.known import ARRIVES_S, message, on_phone
from kit.town import Town

from drivers.faults import Role
from kiosk.demo.program import HOUSE
from kiosk.desk.cards import load_persons
from kiosk.desk.client import DeskClient
from kiosk.documents.pages import page_text
from kiosk.walk.script import item_name

pytestmark = pytest.mark.journey

TILE = f"service_{item_name('archives/housing-archive-proof')}"


@pytest.fixture(scope="module")
def flows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The one service, so that the home screen has its tile."""
    folder = tmp_path_factory.mktemp("published")
    shutil.copytree(HOUSE / "flows" / "archives", folder / "archives")
    return folder


def to_ways(glass: Glass) -> None:
    glass.wake()
    glass.until(lambda: glass.enabled(TILE), "the service to be offered")
    glass.touch(TILE, "consent")
    glass.see("identify")


def to_rating(glass: Glass) -> None:
    """From the purpose on."""
    glass.see("form")
    glass.touch("option_school")
    glass.see("review")
    glass.touch("print")
    glass.see("rate", timeout_s=60)


def see_name(desk: DeskClient, person: int) -> None:
    """Look whose name is on the paper."""
    printed = desk.document(desk.state().document_printer.documents)
    assert load_persons()[person - 1].name in "".join(page_text(printed).split())


def to_paper(glass: Glass, desk: DeskClient, person: int) -> None:
    to_rating(glass)
    rate_and_go(glass, desk)
    see_name(desk, person)


def type_in(glass: Glass, text: str) -> None:
    glass.touch(*(f"key_{sign}" for sign in text))
    glass.touch("next")


def test_by_social_card_after_an_id_card_that_did_not_serve(glass: Glass, desk: DeskClient) -> None:
    to_ways(glass)
    glass.touch("way_id_card")
    glass.see("identify", doing="reading_card")
    glass.touch("another")
    glass.see("identify")
    glass.touch("way_social_card")
    glass.see("identify", doing="reading_card")
    desk.place(3, on=Role.SOCIAL_CARD)
    to_rating(glass)
    glass.touch("rate_5", "submit_rating")
    glass.see("end")
    assert cards_left(glass) == (Role.SOCIAL_CARD,)
    desk.lift(off=Role.SOCIAL_CARD)
    glass.until(lambda: not cards_left(glass), "the card to be seen taken")
    take_everything(desk)
    glass.touch("taken")
    glass.see("attract")
    see_name(desk, 3)


def cards_left(glass: Glass) -> tuple[Role, ...]:
    session = glass.terminal.conductor.session
    return session.cards if session is not None else ()


def test_by_e_credential_after_one_that_was_used(glass: Glass, desk: DeskClient, town: Town) -> None:
    code = on_phone(town, 2)
    requests.post(f"{town.central.url}/sandbox/identity/credential", json={"code": code}, timeout=ARRIVES_S)
    to_ways(glass)
    glass.touch("way_e_credential")
    glass.see("identify", doing="scanning_code")
    desk.act(Role.CODE_SCANNER, "scan", text=code)
    glass.see("trouble", trouble="USED", timeout_s=30)
    assert "EC003" in glass.words
    desk.act(Role.CODE_SCANNER, "take_away")
    glass.touch("retry")
    glass.see("identify", doing="scanning_code")
    desk.act(Role.CODE_SCANNER, "scan", text=on_phone(town, 2))
    to_paper(glass, desk, 2)


def test_by_number_and_code_after_a_wrong_one(glass: Glass, desk: DeskClient, town: Town) -> None:
    to_ways(glass)
    glass.touch("way_phone_code")
    glass.see("identify")
    type_in(glass, load_persons()[0].number)
    glass.until(lambda: "100****0001" in glass.words, "the page for the code", timeout_s=30)
    code = message(town, 1)
    type_in(glass, "000000" if code != "000000" else "111111")
    glass.until(lambda: "2" in str(glass.terminal.shell.model.view.property("problem")), "to be told", timeout_s=30)
    type_in(glass, code)
    to_paper(glass, desk, 1)
    kept = town.central.rows("SELECT number_digest, code_digest FROM identity_phonecode")
    assert load_persons()[0].number not in repr(kept)


def test_while_central_is_away_the_cards_still_serve(glass: Glass, desk: DeskClient, town: Town) -> None:
    to_ways(glass)
    glass.touch("way_phone_code")
    glass.see("identify")
    with town.central.gone():
        type_in(glass, load_persons()[3].number)
        glass.see("trouble", trouble="OFFLINE", timeout_s=30)
        glass.touch("trouble_back")
        glass.see("identify")
        assert not glass.enabled("way_e_credential")
        glass.touch("way_id_card")
        glass.see("identify", doing="reading_card")
        desk.place(4)
        glass.see("form")
    glass.touch("leave", "leave_confirm")
    take_everything(desk)
    glass.see("attract", timeout_s=30)


def test_a_card_left_in_the_slot_is_reported(glass: Glass, desk: DeskClient, town: Town) -> None:
    to_ways(glass)
    glass.touch("way_social_card")
    glass.see("identify", doing="reading_card")
    desk.place(3, on=Role.SOCIAL_CARD)
    glass.see("form")
    glass.touch("leave", "leave_confirm")
    glass.see("attract", timeout_s=30)
    query = "SELECT code FROM alarms_alarm WHERE source = 'social_card'"
    glass.until(lambda: ("CARD_FORGOTTEN",) in town.central.rows(query), "the alarm", timeout_s=40)
    desk.lift(off=Role.SOCIAL_CARD)
