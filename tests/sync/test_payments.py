"""The till at work: what central says, when, and what the session hears of it; and the settling of what was left."""

import queue
import threading

import pytest
from kit.ledger_walk import ITEM, SERVICE, open_ledger, record_id, records

from kiosk.engine.effects import AskPayment
from kiosk.engine.events import CallFailed, Paid, PaymentClosed, PaymentHeldUp, PaymentOffered
from kiosk.engine.trouble import PlatformFault
from kiosk.protocol.api import PaymentView
from kiosk.protocol.records import Outcome, PaymentState
from kiosk.sync.errors import PlatformOffline, PlatformRefused, PlatformTimeout
from kiosk.sync.link import Link
from kiosk.sync.payments import Pace, PlatformPayments
from kiosk.sync.settling import PaymentSettler

PAYMENT = record_id(1)
CODE = "https://pay.example.invalid/1"
OPEN, PAID, CLOSED = (PaymentView(state=state, code=CODE) for state in ("open", "paid", "closed"))
QUICK = Pace(every_s=0.01, slowest_s=0.02, closing_s=0.3)
SOON_S = 20


class Central:
    """Answers what it is told to; `always` once that is used up."""

    def __init__(self, *answers, always=OPEN, on_close=CLOSED):
        self.answers, self.always, self.on_close = list(answers), always, on_close
        self.asked: list[str] = []
        self.lock = threading.Lock()

    def _answer(self, what, answer):
        with self.lock:
            self.asked.append(what)
            if answer is None:
                answer = self.answers.pop(0) if self.answers else self.always
        if isinstance(answer, Exception):
            raise answer
        return answer

    def order_payment(self, order):
        assert order.amount_fen == 1000
        return self._answer("order", None)

    def payment(self, _payment_id):
        return self._answer("state", None)

    def close_payment(self, _payment_id):
        return self._answer("close", self.on_close)


@pytest.fixture
def link():
    link = Link()
    link.set(online=True)
    return link


class Till:
    def __init__(self, central, link):
        self.events: queue.Queue = queue.Queue()
        self.looks = 0
        self.payments = PlatformPayments(central, link, self._look, QUICK)

    def _look(self):
        self.looks += 1

    def ask(self, expires_s=60.0, ticket="t/1"):
        order = AskPayment(ticket, PAYMENT, "WH0001-20261124-ABCDEFGH", 1000, "purpose", expires_s)
        self.payments.ask(
            order, transaction_id=record_id(2), service=SERVICE, description="档案查询", post=self.events.put
        )

    def close(self, ticket="t/1"):
        self.payments.close(ticket, PAYMENT, post=self.events.put)

    def next(self):
        return self.events.get(timeout=SOON_S)


@pytest.fixture
def till(link):
    made = []

    def make(central):
        made.append(Till(central, link))
        return made[-1]

    yield make
    for one in made:
        one.payments.close_all()


def test_it_is_offered_then_paid(till):
    one = till(Central(OPEN, OPEN, OPEN, PAID))
    one.ask()
    assert one.next() == PaymentOffered("t/1", CODE)
    assert one.next() == Paid("t/1")


def test_a_network_that_goes_and_comes_is_told_and_stops_nothing(till, link):
    one = till(Central(OPEN, PlatformTimeout("x"), PlatformOffline("x"), OPEN, PAID))
    one.ask()
    told = [one.next() for _ in range(5)]
    assert told == [
        PaymentOffered("t/1", CODE),
        PaymentHeldUp("t/1", PlatformFault.TIMEOUT),
        PaymentHeldUp("t/1", PlatformFault.OFFLINE),
        PaymentHeldUp("t/1", None),
        Paid("t/1"),
    ]
    assert link.online


@pytest.mark.parametrize(("on_close", "end"), [(CLOSED, PaymentClosed("t/1")), (PAID, Paid("t/1"))])
def test_when_the_time_is_over_it_is_closed_and_the_payment_system_has_the_last_word(till, on_close, end):
    central = Central(on_close=on_close)
    one = till(central)
    one.ask(expires_s=0.1)
    assert one.next() == PaymentOffered("t/1", CODE)
    assert one.next() == end
    assert central.asked[-1] == "close"


@pytest.mark.parametrize(("on_close", "end"), [(CLOSED, PaymentClosed("t/1")), (PAID, Paid("t/1"))])
def test_closing_does_not_wait_for_the_time(till, on_close, end):
    one = till(Central(on_close=on_close))
    one.ask(expires_s=600)
    assert one.next() == PaymentOffered("t/1", CODE)
    one.close()
    assert one.next() == end


@pytest.mark.parametrize(
    ("trouble", "fault"),
    [
        (PlatformOffline("x"), PlatformFault.OFFLINE),
        (PlatformRefused(503, "x"), PlatformFault.REFUSED),
        (OPEN, PlatformFault.DEPARTMENT_DOWN),
    ],
)
def test_whoever_cannot_find_out_says_so_after_a_bounded_while(till, trouble, fault):
    central = Central(on_close=trouble)
    one = till(central)
    one.ask(expires_s=0.05)
    assert one.next() == PaymentOffered("t/1", CODE)
    assert one.next() == CallFailed("t/1", fault)
    assert central.asked.count("close") > 1


def test_an_order_that_is_not_taken_is_told(till):
    one = till(Central(PlatformTimeout("x")))
    one.ask()
    assert one.next() == CallFailed("t/1", PlatformFault.TIMEOUT)


def test_offline_is_told_at_once_and_looked_after(till, link):
    link.set(online=False)
    central = Central()
    one = till(central)
    one.ask()
    assert one.next() == CallFailed("t/1", PlatformFault.OFFLINE)
    assert (central.asked, one.looks) == ([], 1)


def test_an_older_order_can_be_closed_under_a_new_ticket(till):
    one = till(Central(on_close=PAID))
    one.close("t/2")
    assert one.next() == Paid("t/2")


def test_after_a_cancel_nothing_is_said_and_nothing_closed(till):
    central = Central()
    one = till(central)
    one.ask()
    assert one.next() == PaymentOffered("t/1", CODE)
    one.payments.cancel("t/1")
    one.payments._threads.shutdown(wait=True)
    assert one.events.empty()
    assert "close" not in central.asked


# What ended sessions left


@pytest.fixture
def ledger(tmp_path):
    ledger = open_ledger(tmp_path)
    ledger.open_transaction(record_id(2), SERVICE, 3, ITEM)
    ledger.order_payment(PAYMENT, record_id(2), "P-1", 1000)
    yield ledger
    ledger.close()


def states(ledger):
    return [one.state.value for one in records(ledger) if one.kind == "payment"]


def settle(ledger, central):
    told = []
    wait_s = PaymentSettler(ledger, central, lambda: told.append(1)).work()
    return len(told), wait_s


@pytest.mark.parametrize(
    ("said", "life"),
    [
        ("closed", ["ordered", "cancelled"]),
        ("paid", ["ordered", "paid", "refund_due"]),
        ("refunding", ["ordered", "paid", "refund_due"]),
        ("refunded", ["ordered", "paid", "refund_due", "refunded"]),
        ("open", ["ordered"]),
    ],
)
def test_an_order_of_which_nobody_knew_becomes_what_central_says(ledger, said, life):
    ledger.recover()
    settle(ledger, Central(on_close=PaymentView(state=said)))
    assert states(ledger) == life
    claims = [one.detail for one in records(ledger) if one.kind == "alarm" and one.code == "REFUND_DUE"]
    assert claims == (["P-1"] if "refund_due" in life else [])


def test_money_given_back_is_noted_and_then_nothing_is_asked(ledger):
    ledger.mark_payment(PAYMENT, PaymentState.PAID)
    ledger.close_transaction(record_id(2), Outcome.FAILED, "paper")
    central = Central(PaymentView(state="paid"), PaymentView(state="refunding"), PaymentView(state="refunded"))
    assert [settle(ledger, central)[0] for _ in range(4)] == [0, 0, 1, 0]
    assert states(ledger) == ["ordered", "paid", "refund_due", "refunded"]
    assert central.asked == ["state"] * 3


def test_a_running_session_is_left_alone(ledger):
    central = Central()
    settle(ledger, central)
    assert central.asked == []


def test_without_central_it_is_tried_again_sooner(ledger):
    ledger.recover()
    told, wait_s = settle(ledger, Central(on_close=PlatformOffline("x")))
    assert told == 0
    assert 0 < wait_s < 60
    assert states(ledger) == ["ordered"]
