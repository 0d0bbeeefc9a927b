"""Payments: whatever is called and wherever it is cut, no money is lost, counted twice, or without result or claim."""

import itertools
import shutil
from collections import Counter
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule
from kit.ledger_walk import ITEM, SERVICE, TRANSACTION, open_ledger, record_id, records

from kiosk.ledger.errors import LedgerError, SealBroken
from kiosk.protocol.records import Outcome, PaymentState

PAYMENT, ORDER, FEN = record_id(30), "T0001-P-1", 1050
ALLOWED = {
    ("ordered", "paid"),
    ("ordered", "expired"),
    ("ordered", "cancelled"),
    ("expired", "paid"),
    ("cancelled", "paid"),
    ("paid", "fulfilled"),
    ("paid", "refund_due"),
    ("refund_due", "refunded"),
}
WALKS = {
    PaymentState.ORDERED: (),
    PaymentState.PAID: (PaymentState.PAID,),
    PaymentState.FULFILLED: (PaymentState.PAID, PaymentState.FULFILLED),
    PaymentState.REFUND_DUE: (PaymentState.PAID, PaymentState.REFUND_DUE),
    PaymentState.REFUNDED: (PaymentState.PAID, PaymentState.REFUND_DUE, PaymentState.REFUNDED),
    PaymentState.EXPIRED: (PaymentState.EXPIRED,),
    PaymentState.CANCELLED: (PaymentState.CANCELLED,),
}


def pay_to(ledger, state: PaymentState) -> None:
    ledger.open_transaction(TRANSACTION, SERVICE, 3, ITEM)
    ledger.order_payment(PAYMENT, TRANSACTION, ORDER, FEN)
    for step in WALKS[state]:
        ledger.mark_payment(PAYMENT, step)


def payments(ledger) -> list:
    return [record for record in records(ledger) if record.kind == "payment"]


def alarms(ledger) -> list:
    return [(record.code, record.detail) for record in records(ledger) if record.kind == "alarm"]


@pytest.mark.parametrize(("state", "following"), list(itertools.product(PaymentState, PaymentState)))
def test_each_step_is_taken_or_refused_as_the_life_says(ledger, state, following):
    pay_to(ledger, state)
    before = ledger.pending(99)
    if (state, following) in ALLOWED:
        assert ledger.mark_payment(PAYMENT, following) is following
        told = payments(ledger)
        assert [record.sequence for record in told] == list(range(1, len(WALKS[state]) + 3))
        assert {(record.order_number, record.amount_fen, record.service) for record in told} == {(ORDER, FEN, SERVICE)}
    else:
        with pytest.raises(LedgerError, match=f"is {state}: it cannot become {following}"):
            ledger.mark_payment(PAYMENT, following)
        assert ledger.pending(99) == before


LEFT = {PaymentState.PAID: ("refund_due", "REFUND_DUE"), PaymentState.ORDERED: ("ordered", "PAYMENT_DOUBTFUL")}
CUT = LEFT | {state: (state, "PAYMENT_DOUBTFUL") for state in (PaymentState.EXPIRED, PaymentState.CANCELLED)}
"""Whoever scanned the code in its last second may have paid, and the process that would have heard of it is gone."""


@pytest.mark.parametrize("end", ["close", "recover"])
@pytest.mark.parametrize("state", list(PaymentState))
def test_an_end_leaves_no_money_without_result_or_claim(ledger, state, end):
    pay_to(ledger, state)
    had = alarms(ledger)
    if end == "close":
        ledger.close_transaction(TRANSACTION, Outcome.FAILED, "pay")
    else:
        recovery = ledger.recover()
        assert bool(recovery.claims) is (state is PaymentState.PAID)
        assert bool(recovery.unknown_orders) is (CUT.get(state, ("", ""))[1] == "PAYMENT_DOUBTFUL")
    final, code = (LEFT if end == "close" else CUT).get(state, (state, None))
    assert payments(ledger)[-1].state == final
    assert alarms(ledger)[len(had) :] == ([(code, ORDER)] if code else [])
    told = ledger.pending(99)
    ledger.recover()
    assert ledger.pending(99) == told


@pytest.mark.parametrize("state", [PaymentState.ORDERED, PaymentState.EXPIRED, PaymentState.CANCELLED])
def test_money_that_comes_when_nobody_is_there_any_more_is_a_claim_at_once(ledger, state):
    pay_to(ledger, state)
    ledger.close_transaction(TRANSACTION, Outcome.TIMED_OUT, "pay")
    assert ledger.mark_payment(PAYMENT, PaymentState.PAID) is PaymentState.REFUND_DUE
    assert [record.state for record in payments(ledger)][-2:] == ["paid", "refund_due"]
    assert alarms(ledger)[-1] == ("REFUND_DUE", ORDER)


def test_the_same_order_twice_is_once_and_another_under_its_name_is_refused(ledger):
    pay_to(ledger, PaymentState.ORDERED)
    ledger.order_payment(PAYMENT, TRANSACTION, ORDER, FEN)
    assert len(payments(ledger)) == 1
    for payment, order, fen in ((PAYMENT, ORDER, FEN + 1), (PAYMENT, "other", FEN), (record_id(31), ORDER, FEN)):
        with pytest.raises(LedgerError):
            ledger.order_payment(payment, TRANSACTION, order, fen)
    assert len(payments(ledger)) == 1


@pytest.mark.parametrize(("order", "fen"), [(ORDER, 0), (ORDER, -1), (ORDER, 10.5), (ORDER, "7"), ("a b", 5), ("", 5)])
def test_an_amount_is_a_whole_number_of_fen_and_an_order_has_a_number(ledger, order, fen):
    ledger.open_transaction(TRANSACTION, SERVICE, 3, ITEM)
    with pytest.raises(LedgerError, match="no order"):
        ledger.order_payment(PAYMENT, TRANSACTION, order, fen)
    assert records(ledger) == []


def test_nothing_is_ordered_for_a_transaction_that_is_not_open(ledger):
    with pytest.raises(LedgerError, match="not open"):
        ledger.order_payment(PAYMENT, TRANSACTION, ORDER, FEN)
    with pytest.raises(LedgerError, match="never ordered"):
        ledger.mark_payment(PAYMENT, PaymentState.PAID)


@pytest.mark.parametrize(
    ("state", "code"), [(PaymentState.PAID, "REFUND_DUE"), (PaymentState.ORDERED, "PAYMENT_DOUBTFUL")]
)
def test_a_damaged_row_is_a_claim_all_the_same(ledger, state, code):
    pay_to(ledger, state)
    with ledger._database.writing() as connection:
        connection.execute("UPDATE payments SET record = x'00'")
    with pytest.raises(SealBroken):
        ledger.mark_payment(PAYMENT, PaymentState.PAID)
    assert ledger.recover().unreadable == (PAYMENT,)
    assert (code, ORDER) in alarms(ledger)
    told = ledger.pending(99)
    ledger.recover()
    assert ledger.pending(99) == told


@pytest.mark.parametrize("state", list(PaymentState))
def test_what_is_open_is_not_forgotten(ledger, clock, state):
    pay_to(ledger, state)
    ledger.close_transaction(TRANSACTION, Outcome.LEFT, "pay")
    ledger.acknowledge([envelope.id for envelope in ledger.pending(99)])
    clock.go(days=400)
    ledger.acknowledge([])
    with ledger._database.reading() as connection:
        left = connection.execute("SELECT count(*) FROM payments").fetchone()[0]
    assert left == (state is PaymentState.ORDERED)


@pytest.mark.parametrize("state", list(PaymentState))
def test_what_others_must_still_say_something_of_is_found_once_the_session_has_ended(ledger, state):
    pay_to(ledger, state)
    assert ledger.unsettled_payments() == []
    ledger.close_transaction(TRANSACTION, Outcome.FAILED, "pay")
    left = {PaymentState.ORDERED: "ordered", PaymentState.PAID: "refund_due", PaymentState.REFUND_DUE: "refund_due"}
    found = [(one.payment_id, one.state) for one in ledger.unsettled_payments()]
    assert found == ([(PAYMENT, left[state])] if state in left else [])


def test_a_row_that_cannot_be_read_hides_no_other(ledger):
    pay_to(ledger, PaymentState.ORDERED)
    ledger.order_payment(record_id(31), TRANSACTION, "T0001-P-2", FEN)
    ledger.close_transaction(TRANSACTION, Outcome.FAILED, "pay")
    with ledger._database.writing() as connection:
        connection.execute("UPDATE payments SET record = x'00' WHERE payment_id = ?", (PAYMENT,))
    assert [one.order_number for one in ledger.unsettled_payments()] == ["T0001-P-2"]


class Till(RuleBasedStateMachine):
    """Residents, a payment system that answers when it likes, cuts of the power, and a central that hears all."""

    payment = Bundle("payment")

    def __init__(self) -> None:
        super().__init__()
        self.numbers = itertools.count(100)
        self.folders = [Path(mkdtemp(prefix="till-"))]
        self.ledger = open_ledger(self.folders[-1])
        self.open: set[str] = set()
        self.promised: dict[str, PaymentState] = {}
        self.heard: dict[str, object] = {}

    @rule(target=payment, fen=st.integers(1, 10**10))
    def order(self, fen):
        transaction, payment = record_id(next(self.numbers)), record_id(next(self.numbers))
        self.ledger.open_transaction(transaction, SERVICE, 3, ITEM)
        self.ledger.order_payment(payment, transaction, f"P-{next(self.numbers)}", fen)
        self.open.add(transaction)
        self.promised[payment] = PaymentState.ORDERED
        return payment

    @rule(payment=payment, state=st.sampled_from(PaymentState))
    def mark(self, payment, state):
        try:
            self.promised[payment] = self.ledger.mark_payment(payment, state)
        except LedgerError:
            assert (self.promised[payment], state) not in ALLOWED

    @rule(data=st.data(), outcome=st.sampled_from(Outcome))
    def close(self, data, outcome):
        if self.open:
            transaction = data.draw(st.sampled_from(sorted(self.open)))
            self.ledger.close_transaction(transaction, outcome, "pay")
            self.open.discard(transaction)
            self._follow_claims()

    @rule()
    def cut(self):
        """What a kill leaves is what was written: the files as they are, without a close."""
        self.folders.append(Path(mkdtemp(prefix="till-")))
        for file in self.folders[-2].iterdir():
            if not file.name.endswith("-shm"):
                shutil.copy(file, self.folders[-1])
        self.ledger.close()
        self.ledger = open_ledger(self.folders[-1])
        self.ledger.recover()
        self.open.clear()
        self._follow_claims()

    @rule(limit=st.integers(1, 5), acknowledged=st.booleans())
    def send(self, limit, acknowledged):
        envelopes = self.ledger.pending(limit)
        self._hear(envelopes)
        if acknowledged:
            self.ledger.acknowledge([envelope.id for envelope in envelopes])

    @invariant()
    def central_will_hear_of_every_payment_once_a_state(self):
        told = [one for one in self._all_told() if one.kind == "payment"]
        assert max(Counter((one.payment_id, one.sequence) for one in told).values(), default=1) == 1
        last = {one.payment_id: one.state for one in sorted(told, key=lambda one: one.sequence)}
        assert last == self.promised
        assert all(
            (before.state.value, after.state.value) in ALLOWED
            for before, after in itertools.pairwise(sorted(told, key=lambda one: (one.payment_id, one.sequence)))
            if before.payment_id == after.payment_id
        )

    def teardown(self):
        self.cut()
        told = self._all_told()
        claims = Counter(one.detail for one in told if one.kind == "alarm" and one.code == "REFUND_DUE")
        due = Counter(one.order_number for one in told if one.kind == "payment" and one.state == "refund_due")
        assert claims == due
        for payment, state in self.promised.items():
            paid = [one for one in told if one.kind == "payment" and one.payment_id == payment and one.state == "paid"]
            assert len(paid) == (state in {"fulfilled", "refund_due", "refunded"})
        self.ledger.close()
        for folder in self.folders:
            shutil.rmtree(folder)

    def _hear(self, envelopes) -> None:
        for envelope in envelopes:
            self.heard.setdefault(envelope.id, envelope.record)

    def _all_told(self) -> list:
        self._hear(self.ledger.pending(10_000))
        return list(self.heard.values())

    def _follow_claims(self) -> None:
        """Money without a result has become a claim, as promised."""
        running = {
            one.payment_id for one in self._all_told() if one.kind == "payment" and one.transaction_id in self.open
        }
        for payment, state in self.promised.items():
            if state is PaymentState.PAID and payment not in running:
                self.promised[payment] = PaymentState.REFUND_DUE


Till.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestTill = Till.TestCase
