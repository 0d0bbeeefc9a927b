"""A service that costs something, on real screens, against central and the sandbox payment system: whenever the phone
pays, and whatever ends the session, money has a result or a claim."""

import pytest
from kit.glass import Glass
from kit.journey import rate_and_go, take_everything, to_tile
from kit.phone import THEME, TILE, arrive, phone_pays
from kit.town import Town

from kiosk.desk.client import DeskClient

pytestmark = pytest.mark.journey


def to_fee(glass: Glass, desk: DeskClient, person: int) -> str:
    """Come to the code that is to be paid; return the transaction's id."""
    desk.lift()
    to_tile(glass, TILE, THEME)
    glass.touch(TILE, "consent")
    glass.see("identify", doing="reading_card")
    desk.place(person)
    glass.see("review")
    glass.touch("print")
    glass.see("pay", doing="awaiting_payment")
    return glass.transaction_id


@pytest.mark.parametrize(("person", "notice"), [(1, "told"), (3, "lost")])
def test_paid_printed_and_on_record(glass: Glass, desk: DeskClient, town: Town, person: int, notice: str) -> None:
    before = desk.state()
    transaction = to_fee(glass, desk, person)
    assert "¥ " in glass.words
    assert phone_pays(town, transaction, silent=notice == "lost") == 200
    glass.see("rate", timeout_s=40)
    rate_and_go(glass, desk)
    assert desk.state().document_printer.documents == before.document_printer.documents + 1
    arrive(town, transaction, [("fulfilled", "paid")])


def test_cancelled_nothing_can_be_paid_and_another_code_can(glass: Glass, desk: DeskClient, town: Town) -> None:
    transaction = to_fee(glass, desk, 4)
    glass.touch("cancel_payment")
    glass.see("trouble", trouble="CANCELLED")
    assert phone_pays(town, transaction) == 409
    glass.touch("retry")
    glass.see("pay", doing="awaiting_payment")
    assert phone_pays(town, transaction) == 200
    glass.see("rate", timeout_s=40)
    rate_and_go(glass, desk)
    arrive(town, transaction, [("cancelled", "closed"), ("fulfilled", "paid")])


def test_whoever_leaves_in_the_second_of_paying_gets_the_paper(glass: Glass, desk: DeskClient, town: Town) -> None:
    transaction = to_fee(glass, desk, 5)
    glass.touch("leave")
    assert phone_pays(town, transaction, silent=True) == 200
    glass.touch("leave_confirm")
    glass.see("rate", timeout_s=40)
    rate_and_go(glass, desk)
    arrive(town, transaction, [("fulfilled", "paid")])


def test_whoever_leaves_leaves_no_open_code(glass: Glass, desk: DeskClient, town: Town) -> None:
    transaction = to_fee(glass, desk, 6)
    glass.touch("leave", "leave_confirm")
    glass.see("attract", timeout_s=30)
    take_everything(desk)
    assert phone_pays(town, transaction) == 409
    arrive(town, transaction, [("cancelled", "closed")])


def test_while_central_is_away_the_screen_says_so_and_the_payment_is_found(
    glass: Glass, desk: DeskClient, town: Town
) -> None:
    transaction = to_fee(glass, desk, 6)
    with town.central.gone():
        glass.see("pay", doing="awaiting_payment", trouble="OFFLINE", timeout_s=30)
        glass.longest_s = 0.0
        glass.touch("elder", "elder")
        assert glass.longest_s < 0.5
    assert phone_pays(town, transaction, silent=True) == 200
    glass.see("rate", timeout_s=40)
    rate_and_go(glass, desk)
    arrive(town, transaction, [("fulfilled", "paid")])
