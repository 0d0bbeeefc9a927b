"""The terminal's process is killed in the middle of a service, and started again on what it left on its disk."""

from collections.abc import Iterator

import pytest
import yaml
from kit.patience import until
from kit.puppet import Puppet
from kit.town import Town

from drivers.faults import Fault, Role
from kiosk.demo.program import HOUSE
from kiosk.desk.client import DeskClient

pytestmark = pytest.mark.journey
ARRIVES_S = 60.0
PAPER_OUT = yaml.safe_load((HOUSE / "assets/texts/faults/document_printer.zh.yaml").read_text("utf-8"))[
    Fault.PAPER_OUT
]["title"]


@pytest.fixture(scope="module")
def puppet(town: Town) -> Iterator[Puppet]:
    """One terminal, on one disk, for the whole module: each session is the proof that the last cut did no harm."""
    puppet = Puppet(town.settings_file(), town.place / "puppet.log", {"TMPDIR": str(town.temporary)})
    puppet.start()
    yield puppet
    puppet.stop()


def cut(puppet: Puppet) -> None:
    puppet.kill()
    puppet.start()
    puppet.to_home()


def held(town: Town, transaction: str) -> tuple[str, str, list[str]]:
    """Return what central holds once the transaction has arrived: its outcome, its document's state, its ratings."""
    outcomes = "SELECT outcome FROM intake_transaction WHERE transaction_id = ?"
    until(lambda: town.central.rows(outcomes, transaction), timeout_s=ARRIVES_S)
    (state,) = town.central.row("SELECT state FROM intake_issue WHERE transaction_id = ?", transaction)
    ratings = town.central.rows("SELECT satisfaction FROM ratings_rating WHERE transaction_id = ?", transaction)
    return town.central.row(outcomes, transaction)[0], state, [rating for (rating,) in ratings]


def test_cut_at_the_preview(puppet: Puppet, desk: DeskClient, town: Town) -> None:
    before = desk.state()
    transaction = puppet.to_review(desk)
    cut(puppet)
    assert held(town, transaction) == ("interrupted", "voided", [])
    assert printed(desk) == (before.document_printer.documents, before.receipt_printer.receipts)


def test_cut_while_the_printer_holds_the_document(puppet: Puppet, desk: DeskClient, town: Town) -> None:
    before = desk.state()
    transaction = puppet.to_review(desk)
    desk.set_fault(Role.DOCUMENT_PRINTER, Fault.PAPER_OUT)
    puppet.touch("print")
    puppet.see("issue", doing="printing_document", trouble=Fault.PAPER_OUT)
    puppet.kill()
    puppet.start()
    assert held(town, transaction) == ("interrupted", "doubtful", [])
    (serial,) = town.central.row("SELECT serial FROM intake_issue WHERE transaction_id = ?", transaction)
    assert town.central.rows("SELECT detail FROM alarms_alarm WHERE code = 'ISSUE_DOUBTFUL'") == [(serial,)]
    # The next resident must not find it in the tray: once the terminal has heard of the printer, the job is gone.
    puppet.wake()
    puppet.until(lambda told: PAPER_OUT in told.words, "the terminal to hear of the printer")
    desk.mend(Role.DOCUMENT_PRINTER)
    puppet.to_home()
    assert printed(desk) == (before.document_printer.documents, before.receipt_printer.receipts)


def test_cut_while_the_receipt_is_printed(puppet: Puppet, desk: DeskClient, town: Town) -> None:
    before = desk.state()
    transaction = puppet.to_review(desk)
    puppet.touch("print")
    puppet.see("issue", doing="printing_receipt")
    cut(puppet)
    assert held(town, transaction) == ("interrupted", "presented", [])
    documents, receipts = printed(desk)
    assert documents == before.document_printer.documents + 1
    assert receipts <= before.receipt_printer.receipts + 1


def test_cut_at_the_rating(puppet: Puppet, desk: DeskClient, town: Town) -> None:
    before = desk.state()
    # What may be half a receipt, of whoever was there when the terminal was killed, is cut off by itself first.
    cut_off = len(list(town.place.rglob("receipt_printer.torso")))
    transaction = puppet.to_review(desk)
    puppet.touch("print")
    puppet.see("rate")
    cut(puppet)
    assert held(town, transaction) == ("interrupted", "presented", [])
    documents, receipts = printed(desk)
    assert documents == before.document_printer.documents + 1
    assert receipts == before.receipt_printer.receipts + 1 + cut_off
    (serial,) = town.central.row("SELECT serial FROM intake_issue WHERE transaction_id = ?", transaction)
    receipt = desk.receipt_data(receipts)
    assert serial.encode() in receipt
    for (other,) in town.central.rows("SELECT serial FROM intake_issue WHERE serial != ?", serial):
        assert other.encode() not in receipt


def test_after_all_cuts_a_resident_is_served_and_nothing_came_twice(
    puppet: Puppet, desk: DeskClient, town: Town
) -> None:
    before = desk.state()
    transaction = puppet.to_review(desk)
    puppet.touch("print")
    puppet.rate_and_go(desk)
    assert held(town, transaction) == ("completed", "taken", [5])
    assert printed(desk) == (before.document_printer.documents + 1, before.receipt_printer.receipts + 1)
    puppet.until(lambda told: not told.outbox_left, "the outbox to empty")
    assert town.central.row("SELECT count(*) FROM intake_deadletter") == (0,)
    (issues,) = town.central.row("SELECT count(DISTINCT serial) FROM intake_issue")
    assert town.central.row("SELECT count(*) FROM intake_issue") == (issues,)
    assert town.central.row("SELECT count(*) FROM intake_transaction") == (issues,)


def printed(desk: DeskClient) -> tuple[int, int]:
    state = desk.state()
    return state.document_printer.documents, state.receipt_printer.receipts
