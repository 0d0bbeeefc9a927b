"""A department's file through the conductor: what it gave is what is printed, and then no byte is left."""

import hashlib

import pytest
from kit.conducted import Stage
from kit.given_files import gives, pdf
from kit.licence_scenes import COMPANY
from kit.packages import BUSINESS_LICENCE
from kit.player import CARD

from kiosk.engine.events import CallDone, CardRead, DocumentPrinted, Left, ReceiptPrinted
from kiosk.engine.session import Asking
from kiosk.engine.trouble import Trouble
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import IssueRecord, IssueState

PDF = pdf(2)


@pytest.fixture
def stage(tmp_path):
    stage = Stage(tmp_path, BUSINESS_LICENCE)
    stage.submit(True)
    stage.post(CardRead(stage.session.ticket, Personal(CARD)))
    stage.submit({"code": "91420199MADEM0001N"})
    stage.post(CallDone(stage.session.ticket, Personal(COMPANY)))
    stage.submit(True)
    stage.submit(1)
    assert stage.session.step_id == "licence"
    yield stage
    stage.binder.close()
    stage.ledger.close()


def get(stage):
    stage.post(gives(stage.session.ticket, PDF, number="1", issued="2026-09-15"))
    stage.settle()


def test_exactly_those_bytes_are_shown_recorded_and_printed(stage):
    get(stage)
    assert stage.session.state == Asking()
    assert stage.session.issue.pages == 2
    assert stage.binder.document(stage.session.issue.issue_id).pdf == PDF
    stage.submit(True)
    assert stage.world.pdf is PDF
    stage.post(DocumentPrinted(stage.session.ticket, 2))
    digest = hashlib.sha256(PDF).hexdigest()
    told = [part.text for part in stage.world.receipts[-1].parts if hasattr(part, "text")]
    assert digest in told
    stage.post(ReceiptPrinted(stage.session.ticket))
    stage.submit({"email": None})
    stage.submit({"phone": None})
    stage.submit({"satisfaction": 5, "reasons": []})
    stage.submit(True)
    assert stage.session is None
    last = [record for record in stage.records() if isinstance(record, IssueRecord)][-1]
    assert (last.state, last.digest, last.pages) == (IssueState.TAKEN, digest, 2)


@pytest.mark.parametrize("end", ["left", "broken off"])
def test_no_byte_is_left_however_it_ends(stage, end):
    get(stage)
    assert stage.binder._files
    if end == "left":
        stage.post(Left())
    else:
        stage.world.fail = "print_document"
        stage.submit(True)
        assert stage.conductor.apology == Trouble("terminal", "BROKEN_OFF")
    assert stage.session is None
    assert not stage.binder._files
    assert not stage.binder._held
    assert PDF[:400] not in b"".join(repr(record).encode() for record in stage.records())


def test_a_file_that_was_never_kept_is_trouble_and_no_paper(stage):
    given = gives(stage.session.ticket, PDF, number="1", issued="2026-09-15")
    stage.post(CallDone(given.ticket, given.data))
    stage.settle()
    assert stage.session.state.trouble == Trouble("terminal", "COMPOSE_FAILED")
