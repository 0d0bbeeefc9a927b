"""The conductor with a real ledger and real documents; devices, departments and clocks answer when the test says."""

import uuid

import pytest
from kit.conducted import SESSION, Stage
from kit.packages import CERTIFICATE_FEE, real_package
from kit.player import CARD, FEE_DUE, STATEMENT

from drivers.faults import Fault, Role
from drivers.lights import Flash, Light
from drivers.receipt_printer.role import Pair
from kiosk.engine.events import (
    CallDone,
    CardRead,
    DeviceFailed,
    DocumentPrinted,
    Left,
    Paid,
    PaymentClosed,
    PaymentOffered,
    ReceiptPrinted,
    Timer,
)
from kiosk.engine.session import Asking
from kiosk.engine.trouble import Trouble
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import (
    AlarmRecord,
    IssueState,
    Outcome,
    PaymentRecord,
    RatingRecord,
    TransactionRecord,
)


@pytest.fixture
def stage(tmp_path):
    stage = Stage(tmp_path)
    yield stage
    stage.binder.close()
    stage.ledger.close()


def test_a_whole_statement_is_recorded_and_wiped(stage):
    stage.to_preview()
    assert stage.session.state == Asking()
    stage.submit(True)
    assert stage.world.lights == {Light.DOCUMENT_PRINTER: Flash.CONTINUOUS}
    assert stage.issue_states() == [IssueState.RESERVED, IssueState.PRINTING]
    assert stage.world.pdf.startswith(b"%PDF")
    stage.post(DocumentPrinted(stage.session.ticket, 1))
    stage.post(ReceiptPrinted(stage.session.ticket))
    stage.submit({"satisfaction": 5, "reasons": []})
    stage.submit(True)
    assert stage.session is None
    assert stage.conductor.package is None
    records = stage.records()
    assert [type(record) for record in records][-1] is TransactionRecord
    assert records[-1].outcome is Outcome.COMPLETED
    assert [record.satisfaction for record in records if isinstance(record, RatingRecord)] == [5]
    assert stage.issue_states()[-1] is IssueState.TAKEN
    assert stage.world.timers == {}
    assert stage.world.lights == {}
    assert stage.binder._held == {}


def test_nothing_about_the_person_reaches_the_outbox(stage):
    stage.to_preview()
    stage.post(Left())
    words = "".join(record.model_dump_json() for record in stage.records())
    for secret in (CARD["name"], CARD["number"], CARD["address"], STATEMENT["account"]):
        assert secret not in words


def test_leaving_while_the_document_is_composed_leaves_no_serial_behind(stage):
    stage.submit(True)
    stage.post(CardRead(stage.session.ticket, Personal(CARD)))
    stage.submit({"preset": "this_year"})
    stage.post(CallDone(stage.session.ticket, Personal(STATEMENT)))
    stage.post(Left())
    stage.settle()
    assert stage.session is None
    assert stage.issue_states() == [IssueState.RESERVED, IssueState.VOIDED]
    assert stage.binder._held == {}


def test_a_second_session_waits_for_the_first(stage):
    stage.conductor.begin(real_package(), session_id=str(uuid.UUID(int=2, version=4)), today="2026-11-24")
    assert stage.session.id == SESSION


def test_a_defect_at_the_printer_ends_the_session_and_leaves_the_issue_doubtful(stage, caplog):
    stage.to_preview()
    stage.world.fail = "print_document"
    stage.submit(True)
    assert stage.session is None
    assert stage.issue_states()[-1] is IssueState.DOUBTFUL
    assert stage.records()[-1].outcome is Outcome.FAILED
    assert stage.conductor.apology == Trouble("terminal", "BROKEN_OFF")
    assert list(stage.world.timers) == [Timer.STEP]
    stage.world.timers[Timer.STEP]()
    assert stage.conductor.apology is None
    assert "ZeroDivisionError" in caplog.text
    assert CARD["name"] not in caplog.text


def test_when_the_ledger_cannot_write_nothing_goes_to_the_printer(stage):
    stage.to_preview()
    stage.ledger.close()
    stage.submit(True)
    assert ("print_document" in [what for what, _ in stage.world.asked]) is False
    assert stage.session is None


def test_doubt_is_reported_once(stage):
    stage.to_preview()
    stage.submit(True)
    stage.post(DeviceFailed(stage.session.ticket, Role.DOCUMENT_PRINTER, Fault.JOB_DOUBTFUL))
    stage.post(Left())
    assert stage.issue_states().count(IssueState.DOUBTFUL) == 1
    assert [r.code for r in stage.records() if r.kind == "alarm"] == ["ISSUE_DOUBTFUL"]


@pytest.fixture
def till(tmp_path):
    stage = Stage(tmp_path, CERTIFICATE_FEE)
    stage.submit(True)
    stage.post(CardRead(stage.session.ticket, Personal(CARD)))
    stage.post(CallDone(stage.session.ticket, Personal(FEE_DUE)))
    stage.settle()
    stage.submit(True)
    yield stage
    stage.binder.close()
    stage.ledger.close()


def payment_states(stage):
    return [record.state.value for record in stage.records() if isinstance(record, PaymentRecord)]


def test_an_order_is_in_the_ledger_when_the_payment_system_hears_of_it(till):
    assert till.world.asked[-1] == ("ask 不动产权证书工本费", till.session.ticket)
    assert payment_states(till) == ["ordered"]


def test_what_is_paid_is_recorded_before_the_department_hears_and_fulfilled_with_the_paper(till):
    till.post(PaymentOffered(till.session.ticket, "https://pay.example.invalid/1"))
    till.post(Paid(till.session.ticket))
    assert payment_states(till) == ["ordered", "paid"]
    assert till.world.asked[-1] == ("call", till.session.ticket)
    till.post(CallDone(till.session.ticket, Personal({"pickup": "A0123"})))
    till.post(DocumentPrinted(till.session.ticket, 1))
    assert payment_states(till) == ["ordered", "paid", "fulfilled"]


def test_leaving_closes_the_order_and_waits_for_the_answer(till):
    till.post(PaymentOffered(till.session.ticket, "https://pay.example.invalid/1"))
    till.post(Left())
    assert till.world.asked[-1] == ("close", till.session.ticket)
    till.post(PaymentClosed(till.session.ticket))
    assert till.session is None
    assert payment_states(till) == ["ordered", "cancelled"]
    assert till.world.receipts == []


def test_money_without_paper_is_a_claim_and_a_slip_in_the_hand(till):
    till.post(PaymentOffered(till.session.ticket, "https://pay.example.invalid/1"))
    till.post(Paid(till.session.ticket))
    till.post(CallDone(till.session.ticket, Personal({"pickup": "A0123"})))
    order = till.session.payment.order_number
    till.post(DeviceFailed(till.session.ticket, Role.DOCUMENT_PRINTER, Fault.JOB_DOUBTFUL))
    till.post(Left())
    assert till.session is None
    assert payment_states(till) == ["ordered", "paid", "refund_due"]
    (slip,) = till.world.receipts
    pairs = {part.label: part.value for part in slip.parts if isinstance(part, Pair)}
    assert pairs["退款单号"] == order
    assert pairs["已付金额"] == "10.00 元"
    assert pairs["事项"] == "不动产权证书工本费缴纳"
    assert CARD["name"] not in repr(slip)


def test_a_defect_while_paying_stops_asking_and_leaves_a_doubt(till):
    till.post(PaymentOffered(till.session.ticket, "https://pay.example.invalid/1"))
    ticket = till.session.ticket
    till.world.fail = "close"
    till.post(Left())
    assert till.session is None
    assert ticket in till.world.cancelled
    assert payment_states(till) == ["ordered"]
    assert "PAYMENT_DOUBTFUL" in {record.code for record in till.records() if isinstance(record, AlarmRecord)}
