"""Trouble at one terminal, a code, and the paper at another: with live central, on real screens."""

from collections.abc import Iterator

import pytest
from kit.glass import Glass
from kit.journey import rate_and_go, take_everything, to_home, to_period
from kit.town import CODE, Town
from PySide6.QtGui import QGuiApplication

from drivers.faults import Role
from kiosk.desk.cards import load_persons
from kiosk.desk.client import DeskClient
from kiosk.engine.session import Parting
from kiosk.settings import Settings

pytestmark = [pytest.mark.journey, pytest.mark.long]
SOMEBODY, SOMEBODY_ELSE = 1, 3


@pytest.fixture(scope="module")
def elsewhere(town: Town, qapp: QGuiApplication) -> Settings:
    """The settings of a second terminal, which has joined."""
    settings = town.settings()
    platform = settings.platform.model_copy(update={"enrolment_code": town.central.enrolment_code()})
    assert platform.enrolment_code != CODE
    settings = settings.model_copy(update={"state_dir": town.place / "elsewhere", "platform": platform})
    with Glass(settings) as glass:
        identity = glass.terminal.identity
        glass.until(lambda: identity.terminal_id, "the terminal to have asked to join", 30)
        town.central.approve(identity.terminal_id)
        to_home(glass)
    return settings


@pytest.fixture
def code(town: Town, desk: DeskClient) -> str:
    """The code of what was kept at the first terminal, which is closed again: there is one desk for both."""
    return kept_at_the_first(town, desk)


@pytest.fixture
def second(elsewhere: Settings) -> Iterator[Glass]:
    with Glass(elsewhere) as glass:
        yield glass


def kept_at_the_first(town: Town, desk: DeskClient) -> str:
    """Meet central's absence, keep what was entered; return the code once central has the draft."""
    with Glass(town.settings()) as glass:
        to_period(glass, desk, SOMEBODY)
        transaction = glass.transaction_id
        with town.central.gone():
            glass.touch("preset_this_year")
            glass.see("trouble", trouble="OFFLINE")
            glass.touch("keep")
            glass.see("parting")
            session = glass.terminal.conductor.session
            assert session is not None
            assert isinstance(session.state, Parting)
            code = session.state.code.reveal()
            assert code in glass.words
            assert "恢复联网后才能续办" in glass.words
            assert load_persons()[SOMEBODY - 1].name not in glass.words
            glass.touch("parted")
            glass.see("attract")
        query = "SELECT count(*) FROM drafts_draft WHERE transaction_id = ?"
        glass.until(lambda: town.central.row(query, transaction) == (1,), "central to have the draft", 60)
    take_everything(desk)
    return code


def type_code(glass: Glass, code: str) -> None:
    to_home(glass)
    glass.touch("resume", *(f"key_{sign}" for sign in code.replace("-", "")), "look_up")


def test_from_trouble_here_to_paper_there(desk: DeskClient, code: str, second: Glass) -> None:
    before = desk.state()

    type_code(second, code)
    second.see("identify", doing="reading_card")
    desk.place(SOMEBODY_ELSE)
    second.see("trouble", trouble="OTHER_PERSON")
    second.touch("leave", "leave_confirm")
    desk.lift()
    second.see("attract")

    type_code(second, code)
    second.see("identify", doing="reading_card")
    desk.place(SOMEBODY)
    second.see("notice")
    second.touch("consent")
    second.see("review", timeout_s=30)  # the months are not asked again
    second.touch("print")
    second.see("rate", timeout_s=40)
    rate_and_go(second, desk)
    assert desk.state().document_printer.documents == before.document_printer.documents + 1

    type_code(second, code)
    second.until(lambda: "已经用过" in second.words, "to be told that the code was used")
    assert second.terminal.conductor.session is None


def test_a_code_with_a_wrong_sign_is_told_at_once(second: Glass) -> None:
    type_code(second, "K7QM-2XWD-9FTB-0C4E-MN3P")
    assert "续办码不对" in second.words


def to_code_page(glass: Glass) -> None:
    to_home(glass)
    glass.touch("resume")


def test_the_slip_is_held_before_the_scanner(desk: DeskClient, code: str, second: Glass) -> None:
    to_code_page(second)
    second.until(lambda: "扫码窗口" in second.words, "the scanner to read")
    desk.act(Role.CODE_SCANNER, "scan", text="https://example.invalid/")
    second.until(lambda: "续办码不对" in second.words, "to be told that this is another code")
    desk.act(Role.CODE_SCANNER, "scan", text=code)
    second.see("identify", doing="reading_card")
    desk.act(Role.CODE_SCANNER, "take_away")
    second.touch("leave", "leave_confirm")
    second.see("attract")


def test_without_a_scanner_the_code_is_typed(desk: DeskClient, code: str, second: Glass) -> None:
    desk.unplug(Role.CODE_SCANNER)
    second.until(lambda: Role.CODE_SCANNER not in second.terminal.front.ready_devices, "the scanner to be missed")
    to_code_page(second)
    assert "扫码" not in second.words
    desk.plug(Role.CODE_SCANNER)
    second.until(lambda: "扫码窗口" in second.words, "the scanner to be back")
    desk.unplug(Role.CODE_SCANNER)
    second.until(lambda: "扫码" not in second.words, "the page to say no more of it")
    second.touch(*(f"key_{sign}" for sign in code.replace("-", "")), "look_up")
    second.see("identify", doing="reading_card")
    desk.plug(Role.CODE_SCANNER)
    second.touch("leave", "leave_confirm")
    second.see("attract")
