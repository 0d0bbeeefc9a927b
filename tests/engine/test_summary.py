"""summary, and the parts of a joint service: each may fail by itself, and nothing is done twice."""

import pytest

from drivers.faults import Fault, Role
from kiosk.engine.effects import MarkIssue, MarkPayment, PrintClaim, PrintDocument, PrintReceipt
from kiosk.engine.events import (
    CallDone,
    CallFailed,
    CallRefused,
    DeviceFailed,
    Left,
    PartSkipped,
    Retried,
    Timer,
    TimerFired,
    WentBack,
    WentOn,
    WorkFailed,
)
from kiosk.engine.parts import LEFT, PartState, outcomes
from kiosk.engine.path import back_target
from kiosk.engine.session import ASKING, Troubled, Working
from kiosk.engine.steps.summary import WITHOUT_RECEIPT
from kiosk.engine.trouble import PlatformFault
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import IssueState, Outcome, PaymentState


@pytest.fixture
def parts(play):
    """Stand at the first step of the first part."""
    player = play("summary")
    player.submit(True)
    player.read_card()
    assert player.session.step_id == "fund_asked"
    return player


def reply(player, **data):
    player.post(CallDone(player.session.ticket, Personal(data)))


def refuse(player):
    player.post(CallRefused(player.session.ticket, "no_account"))


def to_paper(player, **data):
    reply(player, **data)
    player.compose()
    player.submit(True)


def states(player):
    return [one.state.value for one in outcomes(player.session)]


def marks(player):
    return [mark.state for mark in player.all(MarkIssue)]


def test_before_the_parts_all_are_to_come(play):
    assert states(play("summary")) == ["to_come", "to_come"]


def test_a_part_has_no_receipt_of_its_own_and_the_next_begins(parts):
    to_paper(parts, balance="1.00")
    parts.print_document()
    assert parts.session.step_id == "pension_asked"
    assert states(parts) == ["done", "under_way"]
    assert parts.all(PrintReceipt) == []


def test_a_part_that_is_given_up_is_told_with_its_reason_and_the_next_is_done(parts):
    refuse(parts)
    assert isinstance(parts.session.state, Troubled)
    parts.post(PartSkipped())
    assert (parts.session.step_id, states(parts)) == ("pension_asked", ["not_done", "under_way"])
    assert outcomes(parts.session)[0].trouble.text == "fund.none"


@pytest.mark.parametrize("event", [Retried(), WentOn(), PartSkipped()])
def test_nothing_is_given_up_that_is_in_no_trouble(parts, event):
    before = parts.session
    parts.post(event)
    assert parts.session is before


def test_the_steps_of_a_part_that_was_given_up_are_there_without_fields(parts):
    refuse(parts)
    parts.post(PartSkipped())
    to_paper(parts, months=3)
    assert parts.session.step_id == "pension_paper"


def test_doubtful_paper_is_left_to_a_person_and_the_next_part_prints_its_own(parts):
    to_paper(parts, balance="1.00")
    parts.post(DeviceFailed(parts.session.ticket, Role.DOCUMENT_PRINTER, Fault.JOB_DOUBTFUL))
    parts.post(PartSkipped())
    to_paper(parts, months=3)
    parts.print_document()
    first, second = [mark.issue_id for mark in parts.all(MarkIssue) if mark.state is IssueState.PRINTING]
    assert [effect.issue_id for effect in parts.all(PrintDocument)] == [first, second]
    assert marks(parts) == [IssueState.PRINTING, IssueState.DOUBTFUL, IssueState.PRINTING, IssueState.PRESENTED]
    assert parts.last(MarkIssue).issue_id == second


def test_what_certainly_did_not_come_out_is_void_when_its_part_is_given_up(parts):
    to_paper(parts, balance="1.00")
    parts.post(DeviceFailed(parts.session.ticket, Role.DOCUMENT_PRINTER, Fault.COVER_OPEN))
    parts.post(PartSkipped())
    assert marks(parts) == [IssueState.PRINTING, IssueState.VOIDED]


def test_back_never_leads_into_a_part_that_is_over(parts):
    to_paper(parts, balance="1.00")
    parts.print_document()
    reply(parts, months=3)
    parts.compose()
    assert parts.session.step_id == "pension_pages"
    assert back_target(parts.session) is None
    before = parts.session
    parts.post(WentBack())
    assert parts.session is before


def test_who_leaves_in_the_second_part_gets_the_receipt_of_the_first(parts):
    to_paper(parts, balance="1.00")
    parts.print_document()
    parts.post(Left())
    assert parts.session.step_id == "result"
    assert states(parts) == ["done", "not_done"]
    assert outcomes(parts.session)[1].trouble == LEFT
    assert parts.last(PrintReceipt).template == "receipt.yaml"
    parts.print_receipt()
    parts.post(Left())
    assert parts.session.step_id == "done"


def test_who_leaves_while_the_printer_works_and_the_paper_comes_out_is_led_to_the_summary(parts):
    to_paper(parts, balance="1.00")
    parts.post(Left())
    assert parts.session.leaving
    parts.print_document()
    assert (parts.session.step_id, states(parts)) == ("result", ["done", "not_done"])


def test_who_leaves_before_anything_came_out_leaves_at_once(parts):
    parts.post(Left())
    assert parts.session.outcome is Outcome.LEFT


def test_nobody_there_any_more_is_as_having_left(parts):
    to_paper(parts, balance="1.00")
    parts.print_document()
    refuse(parts)
    parts.post(TimerFired(Timer.IDLE))
    parts.post(TimerFired(Timer.IDLE_END))
    assert parts.session.step_id == "result"
    assert parts.session.state == Working(parts.session.state.doing)


def test_without_any_paper_there_is_no_receipt_and_the_session_did_not_succeed(parts):
    refuse(parts)
    parts.post(PartSkipped())
    parts.post(CallFailed(parts.session.ticket, PlatformFault.TIMEOUT))
    parts.post(PartSkipped())
    assert (parts.session.step_id, parts.session.state) == ("result", ASKING)
    parts.submit(True)
    parts.submit(None)
    parts.submit(True)
    assert parts.all(PrintReceipt) == []
    assert parts.session.outcome is Outcome.FAILED


@pytest.fixture
def receipting(parts):
    """The receipt is being printed: one part is done, the other not."""
    refuse(parts)
    parts.post(PartSkipped())
    to_paper(parts, months=3)
    parts.print_document()
    return parts


def test_the_receipt_comes_before_the_list_is_read(receipting):
    assert receipting.session.step_id == "result"
    assert receipting.last(PrintReceipt).data.reveal() == {"name": "陈**"}
    receipting.submit(True)
    assert receipting.session.step_id == "result"
    receipting.print_receipt()
    receipting.submit(False)
    assert receipting.session.step_id == "result"
    receipting.submit(True)
    assert receipting.session.step_id == "rating"
    assert receipting.session.receipt_printed


@pytest.mark.parametrize("failure", ["device", "program"])
def test_a_receipt_that_cannot_be_printed_holds_nothing_back(receipting, failure):
    ticket = receipting.session.ticket
    receipting.post(
        DeviceFailed(ticket, Role.RECEIPT_PRINTER, Fault.PAPER_OUT) if failure == "device" else WorkFailed(ticket)
    )
    receipting.post(WentOn())
    assert receipting.session.state == WITHOUT_RECEIPT
    receipting.submit(True)
    assert not receipting.session.receipt_printed


def test_a_receipt_is_tried_again(receipting):
    receipting.post(DeviceFailed(receipting.session.ticket, Role.RECEIPT_PRINTER, Fault.PAPER_OUT))
    receipting.post(Retried())
    receipting.print_receipt()
    receipting.submit(True)
    assert receipting.session.receipt_printed
    assert len(receipting.all(PrintReceipt)) == 2


@pytest.fixture
def paying(play):
    """The first part is paid for, its paper is under way."""
    player = play("summary_pay")
    player.offer_payment()
    player.pay()
    player.compose()
    player.submit(True)
    return player


def test_money_of_a_part_that_is_given_up_is_claimed_at_once_and_the_next_part_may_ask_for_its_own(paying):
    paying.post(DeviceFailed(paying.session.ticket, Role.DOCUMENT_PRINTER, Fault.JOB_DOUBTFUL))
    effects = paying.post(PartSkipped())
    first = paying.all(MarkPayment)[0].payment_id
    assert MarkPayment(first, PaymentState.REFUND_DUE) in effects
    assert [effect.amount_fen for effect in effects if isinstance(effect, PrintClaim)] == [1000]
    assert paying.session.step_id == "other_fee"
    assert paying.session.payment.payment_id != first


def test_a_part_is_not_given_up_while_nobody_knows_whether_it_was_paid(play):
    player = play("summary_pay")
    player.offer_payment()
    player.post(CallFailed(player.session.ticket, PlatformFault.OFFLINE))
    before = player.session
    player.post(PartSkipped())
    assert player.session is before
    assert states(player) == [PartState.UNDER_WAY, PartState.TO_COME]
