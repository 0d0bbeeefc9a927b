"""Several copies through the conductor: one job of the very PDF, one record, and a receipt that says how many."""

import pytest
from kit.conducted import Stage
from kit.copies_scenes import HOME, REGISTRATION
from kit.player import CARD

from drivers.faults import Fault, Role
from kiosk.engine.events import CallDone, CardRead, DeviceFailed, DocumentPrinted, Left, ReceiptPrinted, SheetsOut
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import IssueRecord, IssueState


@pytest.fixture
def stage(tmp_path):
    stage = Stage(tmp_path, REGISTRATION)
    stage.submit(True)
    stage.post(CardRead(stage.session.ticket, Personal(CARD)))
    stage.post(CallDone(stage.session.ticket, Personal({"rows": [HOME]})))
    stage.submit(True)
    stage.submit({"paper": "print"})
    stage.submit({"copies": "3"})
    stage.settle()
    stage.submit(True)
    yield stage
    stage.binder.close()
    stage.ledger.close()


def records(stage) -> list[IssueRecord]:
    return [record for record in stage.records() if isinstance(record, IssueRecord)]


def test_one_job_one_record_one_receipt(stage):
    assert stage.world.copies == 3
    assert stage.world.pdf is stage.binder.document(stage.session.issue.issue_id).pdf
    assert (records(stage)[-1].state, records(stage)[-1].copies) == (IssueState.PRINTING, 3)
    stage.post(DocumentPrinted(stage.session.ticket, 3))
    (receipt,) = stage.world.receipts
    assert "1 页，共 3 份" in [part.value for part in receipt.parts if hasattr(part, "value")]
    stage.post(ReceiptPrinted(stage.session.ticket))
    stage.submit({"satisfaction": 5, "reasons": []})
    stage.submit(True)
    told = records(stage)
    assert len({(record.issue_id, record.serial, record.verification_code) for record in told}) == 1
    assert (told[-1].state, told[-1].pages, told[-1].copies, told[-1].sheets_out) == (IssueState.TAKEN, 1, 3, None)


def test_of_those_in_doubt_the_record_says_how_many_are_out(stage):
    stage.post(SheetsOut(stage.session.ticket, 2))
    stage.post(DeviceFailed(stage.session.ticket, Role.DOCUMENT_PRINTER, Fault.JOB_DOUBTFUL))
    stage.post(Left())
    last = records(stage)[-1]
    assert (last.state, last.pages * last.copies, last.sheets_out) == (IssueState.DOUBTFUL, 3, 2)
    assert stage.world.receipts == []
