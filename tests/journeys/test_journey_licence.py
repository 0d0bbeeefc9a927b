"""A department's own file on real screens, against central and the sandbox regulator: what comes out of the printer is
that file byte by byte, and one that cannot be used is never printed."""

import email
import hashlib
from email import policy
from pathlib import Path

import pytest
import requests
from kit.glass import Glass
from kit.journey import leave, rate_and_go
from kit.town import Town, copied_flows

from drivers.faults import Role
from kiosk.central.sandbox.market import code_of
from kiosk.desk.client import DeskClient
from kiosk.desk.state import MatScene
from kiosk.documents.pages import page_text
from kiosk.walk.script import item_name

pytestmark = pytest.mark.journey


TILE = f"service_{item_name('market-regulation/business-licence')}"
PHONE = "13800001234"


@pytest.fixture(scope="module")
def flows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied_flows(tmp_path_factory.mktemp("flows"), "market-regulation")


def to_company(glass: Glass, desk: DeskClient, person: int, code: str) -> str:
    """Type the code of a company; return the transaction's id."""
    desk.lift()
    glass.wake()
    glass.until(lambda: glass.enabled(TILE), "the service to be offered")
    glass.touch(TILE, "consent")
    glass.see("identify", doing="reading_card")
    desk.place(person)
    glass.see("form")
    glass.touch(*(f"key_{sign}" for sign in code), "next")
    return glass.transaction_id


def issued(town: Town, transaction: str) -> tuple[str, str, int]:
    """Return state, digest and pages of the one issue of that transaction, as central has them."""
    state, digest, pages = town.central.row(
        "SELECT state, digest, pages FROM intake_issue WHERE transaction_id = ?", transaction
    )
    return state, digest, pages


@pytest.mark.parametrize(("copy", "name"), [(0, "正本"), (1, "副本")])
def test_the_very_bytes_of_the_regulator_come_out(
    glass: Glass, desk: DeskClient, town: Town, copy: int, name: str
) -> None:
    before = desk.state().document_printer.documents
    transaction = to_company(glass, desk, 1, code_of(0))
    glass.see("show")
    glass.touch("show_on")
    glass.see("choose")
    glass.touch(f"item_{copy}")
    glass.see("review", timeout_s=40)
    digest = glass.terminal.conductor.session.issue.digest
    glass.touch("print")
    glass.see("form", timeout_s=40)
    glass.touch("skip", "skip")
    glass.see("rate")
    rate_and_go(glass, desk)
    pdf = desk.document(before + 1)
    assert hashlib.sha256(pdf).hexdigest() == digest
    text = "".join(page_text(pdf).split())
    assert code_of(0) in text
    assert name in text
    glass.until(lambda: issued(town, transaction)[0] == "taken", "central to know", 20.0)
    assert issued(town, transaction) == ("taken", digest, 1)
    receipt = desk.state().receipt_printer.receipts
    assert receipt


def test_the_receipt_arrives_by_mail_also_when_central_was_away(glass: Glass, desk: DeskClient, town: Town) -> None:
    folder = town.central.data / "mail"
    before = len(list(folder.glob("*.eml")))
    transaction = to_company(glass, desk, 1, code_of(0))
    glass.see("show")
    glass.touch("show_on", "item_1")
    glass.see("review", timeout_s=40)
    glass.touch("print")
    glass.see("form", timeout_s=40)
    glass.touch(*(f"key_{sign}" for sign in "zhang"), "key_at_qq_com", "next")
    glass.see("send")
    assert "zh•••@qq.com" in glass.words
    with town.central.gone():
        glass.touch("send")
        glass.see("rate")
        rate_and_go(glass, desk)
    query = "SELECT state, address FROM mail_delivery WHERE transaction_id = ?"
    glass.until(lambda: town.central.rows(query, transaction) == [("sent", "")], "the mail to be sent", 40.0)
    files = sorted(folder.glob("*.eml"))
    assert len(files) == before + 1
    mail = email.message_from_bytes(files[-1].read_bytes(), policy=policy.default)
    assert mail["To"] == "zhang@qq.com"
    serial = town.central.row("SELECT serial FROM intake_issue WHERE transaction_id = ?", transaction)[0]
    text, page = mail.iter_parts()
    assert serial in text.get_content()
    assert serial in page_text(page.get_content())


def test_the_receipt_arrives_on_the_phone_also_when_central_was_away(
    glass: Glass, desk: DeskClient, town: Town
) -> None:
    transaction = to_company(glass, desk, 1, code_of(0))
    glass.see("show")
    glass.touch("show_on", "item_1")
    glass.see("review", timeout_s=40)
    glass.touch("print")
    glass.see("form", timeout_s=40)
    glass.touch("skip", *(f"key_{digit}" for digit in PHONE), "next")
    glass.see("send")
    assert "138****1234" in glass.words
    with town.central.gone():
        glass.touch("send")
        glass.see("rate")
        rate_and_go(glass, desk)
    query = "SELECT way, state, address FROM mail_delivery WHERE transaction_id = ?"
    sent = [("phone", "sent", "")]
    glass.until(lambda: town.central.rows(query, transaction) == sent, "the message to be sent", 40.0)
    serial = town.central.row("SELECT serial FROM intake_issue WHERE transaction_id = ?", transaction)[0]
    page = requests.get(f"{town.central.url}/sandbox/messages/{PHONE}", timeout=20).text
    assert page.count(f"打印编号 {serial}") == 1


def test_a_registered_agent_shows_the_letter_and_somebody_else_gets_nothing(
    glass: Glass, desk: DeskClient, town: Town
) -> None:
    printed = desk.state().document_printer.documents
    desk.act(Role.DOCUMENT_CAMERA, "see", scene=MatScene.EMPTY)
    to_company(glass, desk, 2, code_of(0))
    glass.see("show")
    glass.touch("show_on")
    glass.see("capture", doing="taking_page")
    desk.act(Role.DOCUMENT_CAMERA, "see", scene=MatScene.STRAIGHT)
    glass.until(lambda: glass.enabled("use"), "the letter to be taken", 60.0)
    glass.touch("use")
    glass.see("choose", timeout_s=40)
    assert town.central.row("SELECT operation, status FROM gateway_call ORDER BY id DESC LIMIT 1") == (
        "market.letter",
        "done",
    )
    desk.act(Role.DOCUMENT_CAMERA, "see", scene=MatScene.EMPTY)
    leave(glass, desk)
    to_company(glass, desk, 3, code_of(0))
    glass.see("trouble", trouble="not_entitled")
    leave(glass, desk)
    assert desk.state().document_printer.documents == printed


def test_after_the_end_no_byte_of_it_is_left(glass: Glass, desk: DeskClient) -> None:
    to_company(glass, desk, 1, code_of(0))
    glass.see("show")
    glass.touch("show_on", "item_1")
    glass.see("review", timeout_s=40)
    binder = glass.terminal.conductor._binder
    assert binder._files
    leave(glass, desk)
    assert not binder._files
    assert not binder._held
