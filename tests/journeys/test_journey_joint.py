"""A joint service on real screens, against central and its sandbox departments: what one of them refuses holds up no
other, and one receipt says what came of each."""

from pathlib import Path

import pytest
from kit.glass import Glass
from kit.journey import THEME, rate_and_go, to_tile
from kit.patience import until
from kit.town import Town, copied_flows

from kiosk.desk.client import DeskClient
from kiosk.walk.script import item_name

pytestmark = pytest.mark.journey

TILE = f"service_{item_name('joint/home-purchase')}"
DEPARTMENTS = ("joint", "housing", "changsha-social-security", "archives")
"""The joint service and its members, few enough for one home screen."""

OUTCOME = "SELECT service, outcome FROM intake_transaction WHERE transaction_id = ?"
DRAWS_A_PENSION = 2
"""The person, from 1, whom Changsha gives no proof of what was paid in."""


@pytest.fixture(scope="module")
def flows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied_flows(tmp_path_factory.mktemp("flows"), *DEPARTMENTS)


def to_the_parts(glass: Glass, desk: DeskClient, person: int) -> str:
    """Do all that is done once; return the transaction's id."""
    desk.lift()
    to_tile(glass, TILE, THEME)
    glass.touch(TILE)
    glass.see("summary", timeout_s=40)
    glass.touch("summary_on", "consent")
    glass.see("identify", doing="reading_card", timeout_s=40)
    desk.place(person)
    glass.see("form", timeout_s=40)
    glass.touch("preset_last_year", "skip", "answers_on")
    return glass.transaction_id


def papers(town: Town, transaction: str) -> list[str]:
    """Return what central knows of each paper of the transaction."""
    query = "SELECT state FROM intake_issue WHERE transaction_id = ? ORDER BY serial"
    return [str(state) for (state,) in town.central.rows(query, transaction)]


def print_what_is_shown(glass: Glass) -> None:
    glass.see("review", timeout_s=40)
    glass.touch("print")


def test_one_part_is_refused_two_papers_come_out_and_one_receipt(glass: Glass, desk: DeskClient, town: Town) -> None:
    before = desk.state()
    transaction = to_the_parts(glass, desk, DRAWS_A_PENSION)
    print_what_is_shown(glass)
    glass.see("trouble", trouble="receiving", timeout_s=40)
    glass.touch("skip")
    print_what_is_shown(glass)
    glass.see("summary", timeout_s=60)
    glass.until(lambda: glass.enabled("summary_on"), "the receipt to be printed", 40)
    after = desk.state()
    assert after.document_printer.documents == before.document_printer.documents + 2
    assert after.receipt_printer.receipts == before.receipt_printer.receipts + 1
    glass.touch("summary_on")
    glass.see("rate", timeout_s=40)
    rate_and_go(glass, desk)
    until(lambda: papers(town, transaction) == ["taken", "taken"], timeout_s=20)
    held = [("joint/home-purchase", "completed")]
    until(lambda: town.central.rows(OUTCOME, transaction) == held, timeout_s=20)
