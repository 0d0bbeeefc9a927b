"""Devices fail under a resident's hands, are mended, and the same terminal goes on: nobody restarts anything."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from kit.glass import Glass
from kit.journey import TILE, leave, rate_and_go, to_card, to_home, to_review
from kit.town import SERVICE, Town, copied_flows

from drivers.faults import Fault, Role
from kiosk.demo.program import HOUSE
from kiosk.desk.client import DeskClient
from kiosk.ledger.errors import LedgerError
from kiosk.protocol.records import AlarmRecord

pytestmark = pytest.mark.journey
WORDS = {role: yaml.safe_load((HOUSE / f"assets/texts/faults/{role}.zh.yaml").read_text("utf-8")) for role in Role}


@pytest.fixture(scope="module")
def flows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A resident who puts no card down is told after 2 s instead of 60."""
    flows = copied_flows(tmp_path_factory.mktemp("flows"))
    file = flows / SERVICE / "flow.yaml"
    text = file.read_text("utf-8")
    assert "timeout_s: 60" in text
    file.write_text(text.replace("timeout_s: 60", "timeout_s: 2"), "utf-8")
    return flows


def shows(glass: Glass, role: Role, fault: Fault) -> None:
    """Wait for the trouble screen of that fault; it says so in the words for it."""
    glass.see("trouble", trouble=fault)
    words = WORDS[role][fault]
    assert words["title"] in glass.words
    assert words["remedy"] in glass.words


def no_card(desk: DeskClient) -> None:
    """The resident looks for the card, and looks."""


def unplugged(desk: DeskClient) -> None:
    desk.unplug(Role.ID_CARD)


def wrong_card(desk: DeskClient) -> None:
    desk.place_wrong_card()


def lifted_during_read(desk: DeskClient) -> None:
    desk.lift_during_read()
    desk.place(1)


def corrupt_frames(desk: DeskClient) -> None:
    desk.set_fault(Role.ID_CARD, Fault.CORRUPT_FRAME)


CARD_TROUBLES = {
    no_card: Fault.NO_CARD,
    wrong_card: Fault.WRONG_CARD,
    lifted_during_read: Fault.CARD_REMOVED,
    corrupt_frames: Fault.CORRUPT_FRAME,
    unplugged: Fault.OFFLINE,
}


@pytest.mark.parametrize("trouble", CARD_TROUBLES, ids=lambda trouble: trouble.__name__)
def test_card_trouble_has_its_own_words_and_the_same_session_goes_on(
    glass: Glass, desk: DeskClient, trouble: Callable[[DeskClient], None]
) -> None:
    to_card(glass)
    session = glass.transaction_id
    trouble(desk)
    shows(glass, Role.ID_CARD, CARD_TROUBLES[trouble])
    desk.mend(Role.ID_CARD)
    desk.lift()
    glass.touch("retry")
    glass.see("identify", doing="reading_card")
    desk.place(1)
    glass.see("form")
    assert glass.transaction_id == session
    leave(glass, desk)


def test_every_card_trouble_in_one_session(glass: Glass, desk: DeskClient) -> None:
    to_card(glass)
    session = glass.transaction_id
    for trouble, fault in CARD_TROUBLES.items():
        trouble(desk)
        shows(glass, Role.ID_CARD, fault)
        desk.mend(Role.ID_CARD)
        desk.lift()
        glass.touch("retry")
        glass.see("identify", doing="reading_card")
    desk.place(2)
    glass.see("form")
    assert glass.transaction_id == session
    leave(glass, desk)


def test_receipt_paper_runs_out_and_is_filled_up(glass: Glass, desk: DeskClient, town: Town) -> None:
    before = desk.state()
    to_review(glass, desk)
    transaction = glass.transaction_id
    desk.set_fault(Role.RECEIPT_PRINTER, Fault.PAPER_OUT)
    glass.touch("print")
    shows(glass, Role.RECEIPT_PRINTER, Fault.PAPER_OUT)
    desk.mend(Role.RECEIPT_PRINTER)
    glass.touch("retry")
    glass.see("rate")
    rate_and_go(glass, desk)
    after = desk.state()
    assert after.document_printer.documents == before.document_printer.documents + 1
    assert after.receipt_printer.receipts == before.receipt_printer.receipts + 1
    assert outcome(glass, town, transaction) == ("completed", "taken")


def test_without_receipt_paper_the_resident_goes_on(glass: Glass, desk: DeskClient, town: Town) -> None:
    before = desk.state()
    to_review(glass, desk)
    transaction = glass.transaction_id
    desk.set_fault(Role.RECEIPT_PRINTER, Fault.PAPER_OUT)
    glass.touch("print")
    shows(glass, Role.RECEIPT_PRINTER, Fault.PAPER_OUT)
    glass.touch("go_on")
    glass.see("rate")
    rate_and_go(glass, desk)
    after = desk.state()
    assert after.document_printer.documents == before.document_printer.documents + 1
    assert after.receipt_printer.receipts == before.receipt_printer.receipts
    assert outcome(glass, town, transaction) == ("completed", "taken")


def test_printer_unplugged_in_mid_job_is_doubtful_and_never_printed_again(
    glass: Glass, desk: DeskClient, town: Town
) -> None:
    before = desk.state().document_printer.documents
    to_review(glass, desk)
    transaction = glass.transaction_id
    desk.set_fault(Role.DOCUMENT_PRINTER, Fault.PAPER_OUT)  # holds the job inside the printer
    glass.touch("print")
    glass.see("issue", doing="printing_document", trouble=Fault.PAPER_OUT)
    desk.unplug(Role.DOCUMENT_PRINTER)
    glass.until(lambda: glass.here.trouble == Fault.OFFLINE, "the lost printer to be noticed")
    desk.mend(Role.DOCUMENT_PRINTER)  # it comes back and has forgotten the job
    shows(glass, Role.DOCUMENT_PRINTER, Fault.JOB_DOUBTFUL)
    serial = glass.terminal.conductor.session.issue.serial
    assert serial in glass.words
    assert not glass.enabled("retry")
    assert not glass.enabled("go_on")
    glass.touch("trouble_leave")
    glass.see("attract")
    desk.lift()
    assert outcome(glass, town, transaction) == ("failed", "doubtful")
    assert "ISSUE_DOUBTFUL" in town.central.open_alarms()
    to_home(glass)
    assert desk.state().document_printer.documents == before


def test_a_ledger_that_cannot_write_alarms_costs_no_device(
    glass: Glass, desk: DeskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(_alarm: AlarmRecord) -> None:
        raise LedgerError("disk is full")

    to_home(glass)
    with monkeypatch.context() as patched:
        patched.setattr(glass.terminal.ledger, "alarm", full)
        desk.unplug(Role.ID_CARD)
        glass.until(lambda: WORDS[Role.ID_CARD][Fault.OFFLINE]["title"] in glass.words, "the lost reader to be told")
        assert not glass.enabled(TILE)
        desk.mend(Role.ID_CARD)
        to_home(glass)
    assert "could not be kept: disk is full" in caplog.text


def outcome(glass: Glass, town: Town, transaction: str) -> tuple[str, str]:
    """Return how central knows the transaction and its document, once the outbox is empty."""
    glass.until(lambda: not glass.terminal.ledger.outbox_left(), "the outbox to empty")
    view = glass.terminal.client.transaction(transaction)
    assert view is not None
    assert view.issue is not None
    return view.outcome, view.issue.state
