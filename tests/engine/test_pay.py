"""pay: whatever order things happen in, money is recorded before anything follows, and none is left without its end."""

import itertools
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from kit.player import Player, flow_from
from pydantic import ValidationError

from drivers.faults import Fault, Role
from kiosk.engine.effects import (
    AskPayment,
    CancelWork,
    ClosePayment,
    CloseTransaction,
    MarkIssue,
    MarkPayment,
    OpenTransaction,
    PrintClaim,
    PrintDocument,
    Rate,
    RecordOrder,
)
from kiosk.engine.events import (
    CallFailed,
    DeviceFailed,
    DocumentPrinted,
    Left,
    Paid,
    PaymentClosed,
    PaymentHeldUp,
    PaymentOffered,
    ReceiptPrinted,
    Retried,
    Timer,
    TimerFired,
    WentBack,
    WorkFailed,
)
from kiosk.engine.path import back_target
from kiosk.engine.rules import RuleError
from kiosk.engine.session import Doing, Troubled, Working
from kiosk.engine.trouble import PlatformFault, Trouble
from kiosk.protocol.flow import Flow
from kiosk.protocol.records import IssueState, Outcome, PaymentState

CODE = "https://pay.example.invalid/q/1"
FOR_LEDGER = (OpenTransaction, MarkIssue, RecordOrder, MarkPayment, Rate, CloseTransaction)


@pytest.fixture
def at_fee(play):
    return play("pay").go_to("fee")


@pytest.fixture
def offered(at_fee):
    at_fee.post(PaymentOffered(at_fee.session.ticket, CODE))
    return at_fee


def doing(player) -> Doing:
    return player.session.state.doing


def trouble(player) -> Trouble:
    return player.session.state.trouble


def marks(player) -> list[PaymentState]:
    return [mark.state for mark in player.all(MarkPayment)]


def post(player, kind, *more):
    return player.post(kind(player.session.ticket, *more))


def test_the_order_is_in_the_ledger_before_anybody_hears_of_it(at_fee):
    kinds = [type(effect) for effect in at_fee.effects]
    assert kinds.index(RecordOrder) < kinds.index(AskPayment)
    record, ask = at_fee.last(RecordOrder), at_fee.last(AskPayment)
    assert (record.payment_id, record.order_number, record.amount_fen) == (
        ask.payment_id,
        ask.order_number,
        ask.amount_fen,
    )
    assert record.amount_fen == 1000
    assert record.order_number.startswith("WH0001-20261124-")
    assert (ask.purpose, ask.expires_s) == ("p", 120)
    assert doing(at_fee) is Doing.ORDERING


def test_the_code_is_shown_and_the_wait_is_long_enough(offered):
    assert doing(offered) is Doing.AWAITING_PAYMENT
    assert offered.session.payment.code == CODE
    assert offered.session.payment.order_number == offered.last(RecordOrder).order_number


def test_paid_is_on_record_before_the_way_goes_on(offered):
    effects = post(offered, Paid)
    kinds = [type(effect) for effect in effects]
    assert kinds.index(MarkPayment) < kinds.index(PrintDocument)
    assert offered.session.step_id == "paper"
    answer = offered.session.answers["fee"].reveal()
    assert answer == {"order": offered.last(RecordOrder).order_number, "amount": "10.00"}


def test_paper_and_payment_end_in_one_write(offered):
    post(offered, Paid)
    post(offered, DocumentPrinted, 1)
    presented = offered.last(MarkIssue)
    assert (presented.state, presented.fulfils) == (IssueState.PRESENTED, offered.last(RecordOrder).payment_id)
    post(offered, ReceiptPrinted)
    offered.submit(None)
    assert offered.session.outcome is Outcome.COMPLETED
    assert marks(offered) == [PaymentState.PAID]
    assert offered.all(PrintClaim) == []


def test_a_second_notice_of_the_same_money_changes_nothing(offered):
    ticket = offered.session.ticket
    offered.post(Paid(ticket))
    before = offered.session
    assert offered.post(Paid(ticket)) == []
    assert offered.session == before


@pytest.mark.parametrize("late", [Paid, PaymentClosed])
def test_nothing_that_comes_after_the_end_counts(offered, late):
    ticket = offered.session.ticket
    post(offered, CallFailed, PlatformFault.OFFLINE)
    offered.post(Left())
    assert offered.session.ended
    assert offered.post(late(ticket)) == []


def test_time_over_is_said_and_another_try_is_another_order(offered):
    first = offered.last(RecordOrder)
    post(offered, PaymentClosed)
    assert trouble(offered) == Trouble("pay", "EXPIRED")
    assert marks(offered) == [PaymentState.EXPIRED]
    offered.post(Retried())
    second = offered.last(RecordOrder)
    assert second.payment_id != first.payment_id
    assert second.order_number != first.order_number
    assert offered.session.payment.code == ""
    assert doing(offered) is Doing.ORDERING


def test_cancelling_closes_first_and_takes_nobodys_word_before(offered):
    effects = offered.post(WentBack())
    assert [type(effect) for effect in effects if isinstance(effect, ClosePayment | MarkPayment)] == [ClosePayment]
    assert doing(offered) is Doing.CLOSING_ORDER
    assert offered.post(WentBack()) != [ClosePayment]
    assert len(offered.all(ClosePayment)) == 1
    post(offered, PaymentClosed)
    assert trouble(offered) == Trouble("pay", "CANCELLED")
    assert marks(offered) == [PaymentState.CANCELLED]
    assert back_target(offered.session).id == "preview"
    offered.post(WentBack())
    assert offered.session.step_id == "preview"


@pytest.mark.parametrize("wish", [WentBack(), Left()])
def test_paid_in_the_last_second_is_paid_and_gets_its_paper(offered, wish):
    offered.post(wish)
    post(offered, Paid)
    assert marks(offered) == [PaymentState.PAID]
    assert offered.session.step_id == "paper"
    assert not offered.session.leaving
    assert not offered.session.ended


def test_whoever_leaves_waits_until_nobody_can_pay_any_more(offered):
    offered.post(Left())
    assert not offered.session.ended
    post(offered, PaymentClosed)
    assert offered.session.outcome is Outcome.LEFT
    assert marks(offered) == [PaymentState.CANCELLED]
    assert offered.all(PrintClaim) == []


def test_leaving_while_it_is_ordered_waits_too(at_fee):
    at_fee.post(Left())
    assert not at_fee.session.ended
    assert len(at_fee.all(ClosePayment)) == 1
    post(at_fee, CallFailed, PlatformFault.TIMEOUT)
    assert at_fee.session.outcome is Outcome.LEFT
    assert marks(at_fee) == [PaymentState.CANCELLED]


def test_without_a_code_on_the_screen_nobody_has_paid(at_fee):
    post(at_fee, CallFailed, PlatformFault.TIMEOUT)
    assert trouble(at_fee) == Trouble("platform", "TIMEOUT")
    assert marks(at_fee) == [PaymentState.CANCELLED]


@pytest.mark.parametrize("wish", [None, WentBack()])
def test_when_nobody_can_be_asked_the_order_stays_and_is_asked_about_again(offered, wish):
    if wish is not None:
        offered.post(wish)
    post(offered, CallFailed, PlatformFault.OFFLINE)
    assert trouble(offered) == Trouble("pay", "UNKNOWN")
    assert marks(offered) == []
    assert back_target(offered.session) is None
    before = offered.session
    offered.post(WentBack())
    assert offered.session.state == before.state
    offered.post(Retried())
    assert doing(offered) is Doing.CLOSING_ORDER
    assert offered.last(ClosePayment).payment_id == offered.last(RecordOrder).payment_id
    assert len(offered.all(RecordOrder)) == 1
    post(offered, Paid)
    assert offered.session.step_id == "paper"


def test_whoever_leaves_while_nobody_can_be_asked_leaves_a_doubt_and_no_lie(offered):
    offered.post(Left())
    post(offered, CallFailed, PlatformFault.OFFLINE)
    assert offered.session.outcome is Outcome.LEFT
    assert marks(offered) == []


def test_a_network_that_is_away_is_said_and_forgotten_when_it_is_back(offered):
    post(offered, PaymentHeldUp, PlatformFault.OFFLINE)
    assert offered.session.state == Working(Doing.AWAITING_PAYMENT, Trouble("platform", "OFFLINE"))
    post(offered, PaymentHeldUp, None)
    assert offered.session.state == Working(Doing.AWAITING_PAYMENT)
    post(offered, PaymentHeldUp, PlatformFault.TIMEOUT)
    post(offered, Paid)
    assert offered.session.step_id == "paper"


@pytest.mark.parametrize("failed", ["event", "clock"])
def test_a_defect_while_paying_is_a_doubt(offered, failed):
    offered.post(WorkFailed(offered.session.ticket) if failed == "event" else TimerFired(Timer.WORK))
    assert trouble(offered) == Trouble("pay", "UNKNOWN")
    assert marks(offered) == []
    assert len(offered.all(CancelWork)) == (failed == "clock")


def test_after_paying_there_is_no_way_back(offered):
    post(offered, Paid)
    assert back_target(offered.session) is None


def test_money_without_paper_ends_with_a_slip(offered):
    post(offered, Paid)
    post(offered, DeviceFailed, Role.DOCUMENT_PRINTER, Fault.JOB_DOUBTFUL)
    effects = offered.post(Left())
    kinds = [type(effect) for effect in effects]
    assert kinds.index(CloseTransaction) < kinds.index(PrintClaim)
    slip = offered.last(PrintClaim)
    assert (slip.order_number, slip.amount_fen) == (offered.last(RecordOrder).order_number, 1000)


def test_an_amount_that_is_none_is_never_asked_for(play):
    document = play("pay").session.flow.model_dump()
    for amount in ("'0.00'", "'10'", "today", "'-1.00'"):
        steps = [{**step, "amount": amount} if step["kind"] == "pay" else step for step in document["steps"]]
        flow = Flow.model_validate({**document, "steps": steps})
        with pytest.raises(RuleError):
            Player(flow).go_to("fee")


EVENTS = {
    "offered": lambda s: PaymentOffered(s.ticket, CODE),
    "paid": lambda s: Paid(s.ticket),
    "closed": lambda s: PaymentClosed(s.ticket),
    "away": lambda s: PaymentHeldUp(s.ticket, PlatformFault.OFFLINE),
    "back_again": lambda s: PaymentHeldUp(s.ticket, None),
    "nobody": lambda s: CallFailed(s.ticket, PlatformFault.OFFLINE),
    "defect": lambda s: WorkFailed(s.ticket),
    "clock": lambda _s: TimerFired(Timer.WORK),
    "idle": lambda _s: TimerFired(Timer.IDLE_END),
    "back": lambda _s: WentBack(),
    "leave": lambda _s: Left(),
    "retry": lambda _s: Retried(),
    "printed": lambda s: DocumentPrinted(s.ticket, 1),
    "doubtful": lambda s: DeviceFailed(s.ticket, Role.DOCUMENT_PRINTER, Fault.JOB_DOUBTFUL),
    "receipt": lambda s: ReceiptPrinted(s.ticket),
}


def lives(player) -> dict[str, list[str]]:
    """Return what the ledger was told of each payment, in order."""
    told: dict[str, list[str]] = {}
    for effect in player.effects:
        match effect:
            case RecordOrder(payment_id=payment_id):
                assert payment_id not in told, "an id names one order"
                told[payment_id] = ["ordered"]
            case MarkPayment(payment_id=payment_id, state=state):
                told[payment_id].append(state.value)
            case MarkIssue(fulfils=str(payment_id)):
                told[payment_id].append("fulfilled")
    return told


LIVES = [["ordered", *more] for more in ([], ["paid"], ["paid", "fulfilled"], ["expired"], ["cancelled"])]


def check(player, names) -> None:
    told = list(lives(player).values())
    assert all(life in LIVES for life in told), names
    assert sum("paid" in life for life in told) <= 1, names
    assert all(life[-1] in {"expired", "cancelled"} for life in told[:-1]), names  # no second order beside an open one
    if player.session.ended:
        owed = any(life[-1] == "paid" for life in told)
        assert len(player.all(PrintClaim)) == owed, names
        assert player.session.outcome is not Outcome.COMPLETED or not owed, names
        assert not player.session.answers


FEATURE = flow_from(Path(__file__).parent / "features" / "pay.yaml")


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(sorted(EVENTS)), max_size=14))
def test_in_whatever_order_things_happen_each_order_has_one_true_life(names):
    player = Player(FEATURE).go_to("fee")
    for name in names:
        player.post(EVENTS[name](player.session))
        check(player, names)


def test_every_short_order_of_events_is_true():
    for names in itertools.product(EVENTS, repeat=3):
        player = Player(FEATURE).go_to("fee")
        player.post(PaymentOffered(player.session.ticket, CODE))
        for name in names:
            player.post(EVENTS[name](player.session))
        check(player, names)
        state = player.session.state
        assert player.session.ended or not isinstance(state, Troubled) or state.retry or trouble(player).source != "pay"


# on_fault


@pytest.fixture
def elsewhere(play):
    return play("pay_on_fault").go_to("fee")


@pytest.mark.parametrize("fault", list(PlatformFault))
def test_a_flow_may_lead_elsewhere_before_a_code_was_shown(elsewhere, fault):
    post(elsewhere, CallFailed, fault)
    assert marks(elsewhere) == [PaymentState.CANCELLED]
    assert elsewhere.session.step_id == "counter"


def test_a_flow_may_lead_elsewhere_when_the_time_to_pay_is_over(elsewhere):
    post(elsewhere, PaymentOffered, CODE)
    post(elsewhere, PaymentClosed)
    assert marks(elsewhere) == [PaymentState.EXPIRED]
    assert elsewhere.session.step_id == "counter"


def test_nothing_leads_away_from_an_order_of_which_nobody_knows(elsewhere):
    post(elsewhere, PaymentOffered, CODE)
    post(elsewhere, CallFailed, PlatformFault.TIMEOUT)
    assert elsewhere.session.state == Troubled(Trouble("pay", "UNKNOWN"), retry=True)
    assert (elsewhere.session.step_id, marks(elsewhere)) == ("fee", [])


def test_whoever_leaves_leaves_wherever_a_fault_would_lead(elsewhere):
    elsewhere.post(Left())
    post(elsewhere, CallFailed, PlatformFault.OFFLINE)
    assert elsewhere.session.outcome is Outcome.LEFT


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("pay.EXPIRED: {go_to: counter}", "pay.EXPIRED: {go_to: paper}", "'paper' behind it would come unpaid"),
        ("data: {}}", "data: {}, on_fault: {any: {go_to: paper}}}", "'preview': on_fault goes to 'paper', and 'paper'"),
        ("pay.EXPIRED", "pay.UNKNOWN", "pay has no fault 'UNKNOWN'"),
    ],
)
def test_no_fault_leads_to_what_is_not_paid_or_away_from_an_open_order(old, new, named):
    text = (Path(__file__).parent / "features/pay_on_fault.yaml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(ValidationError, match=named):
        Flow.model_validate(yaml.safe_load(text.replace(old, new)))


@pytest.mark.parametrize("target", ["counter", "fee"])
def test_a_fault_before_the_payment_may_lead_to_it_or_past_all_that_it_buys(target):
    document = yaml.safe_load((Path(__file__).parent / "features/pay_on_fault.yaml").read_text(encoding="utf-8"))
    card = {"id": "card", "kind": "identify", "title": "t", "on_fault": {"any": {"go_to": target}}}
    document["devices"].append("id_card")
    document["steps"].insert(2, card)
    assert Flow.model_validate(document).step("card").on_fault
    card["on_fault"] = {"any": {"go_to": "paper"}}
    with pytest.raises(ValidationError, match="'card': on_fault goes to 'paper', and 'paper' behind it"):
        Flow.model_validate(document)
