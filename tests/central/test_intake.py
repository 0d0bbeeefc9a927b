import threading
from typing import Any

import pytest
from django.db import OperationalError, connection

from kiosk.central.alarms.models import Alarm
from kiosk.central.audit.models import AuditEvent
from kiosk.central.intake.models import DeadLetter, Issue, Payment, Received, Transaction
from kiosk.central.intake.service import replay
from kiosk.central.ratings.models import Rating
from kiosk.protocol.api import INTAKE, IntakeReply
from tests.central.conftest import SignedClient, joined

T = "01900000-0000-7000-8000-0000000000aa"
ISSUE_ID = "01900000-0000-7000-8000-0000000000bb"
TRANSACTION = {
    "kind": "transaction",
    "transaction_id": T,
    "service": "housing/fund",
    "flow_version": 2,
    "item_code": "442199806003",
    "outcome": "completed",
    "last_step": "end",
    "started_at": "2026-01-05T08:00:00Z",
    "ended_at": "2026-01-05T08:02:00Z",
}
ISSUE = {
    "kind": "issue",
    "issue_id": ISSUE_ID,
    "transaction_id": T,
    "service": "housing/fund",
    "flow_version": 2,
    "serial": "WH0001-20260105-00001",
    "verification_code": "K7QM-2XWD-9FTB",
    "document_title": "住房公积金缴存明细",
    "pages": 2,
    "digest": "0" * 64,
    "state": "printing",
    "sequence": 2,
}
RATING = {
    "kind": "rating",
    "transaction_id": T,
    "service": "housing/fund",
    "item_code": "442199806003",
    "satisfaction": 5,
    "reasons": [510],
}
PAYMENT = {
    "kind": "payment",
    "payment_id": "01900000-0000-7000-8000-0000000000cc",
    "transaction_id": T,
    "service": "housing/fund",
    "flow_version": 2,
    "order_number": "WH0001-P-7",
    "amount_fen": 1050,
    "state": "ordered",
    "sequence": 1,
}
ALARM = {"kind": "alarm", "source": "document_printer", "code": "PAPER_OUT", "technician_code": "P-12"}

RECORDS = (TRANSACTION, ISSUE, RATING)


def envelope(number: int, record: dict[str, Any], at: str = "2026-01-05T08:02:00Z") -> dict[str, Any]:
    return {"id": f"01900000-0000-7000-8000-{number:012d}", "occurred_at": at, "record": record}


def hand_in(client, *items, **said):
    reply = IntakeReply.model_validate_json(client.post(INTAKE, {"items": list(items)} | said).content)
    assert [result.id for result in reply.results] == [str(item.get("id", "")) for item in items]
    return [result.status for result in reply.results]


def test_each_kind_finds_its_place(terminal):
    items = [envelope(n, record) for n, record in enumerate((TRANSACTION, ISSUE, RATING, ALARM, PAYMENT))]
    assert hand_in(terminal, *items) == ["accepted"] * 5
    assert Transaction.objects.get().duration.total_seconds() == 120
    assert Issue.objects.get().state == "printing"
    assert Rating.objects.get().reason_words == "一窗受理一次办结"
    assert Alarm.objects.get().times == 1
    assert Payment.objects.get().amount_fen == 1050
    assert Received.objects.count() == 5


def test_where_the_time_went_is_kept_with_the_transaction(terminal):
    steps = [{"step": "notice", "visits": 2, "ms": 8000}, {"step": "form", "visits": 1, "ms": 12000}]
    assert hand_in(terminal, envelope(1, TRANSACTION | {"steps": steps})) == ["accepted"]
    kept = Transaction.objects.get()
    assert kept.steps == [["notice", 2, 8000], ["form", 1, 12000]]
    assert kept.heard_at > kept.ended_at


def test_a_copy_is_acknowledged_and_changes_nothing(terminal):
    assert hand_in(terminal, envelope(1, ALARM)) == ["accepted"]
    assert hand_in(terminal, envelope(1, ALARM), envelope(1, ALARM)) == ["duplicate", "duplicate"]
    assert Alarm.objects.get().times == 1


def test_a_batch_is_one_transaction_and_few_questions(terminal, django_assert_num_queries):
    batch = [
        envelope(1, ISSUE | {"state": "reserved", "sequence": 1}),
        envelope(2, ISSUE),
        envelope(3, RATING),
        envelope(4, TRANSACTION),
    ]
    # signer; savepoint, known ids, receipts; issue 2, its next state 2, rating 2, transaction 2; release
    with django_assert_num_queries(13):
        assert hand_in(terminal, *batch) == ["accepted"] * 4
    with django_assert_num_queries(4):
        assert hand_in(terminal, *batch) == ["duplicate"] * 4


def test_an_id_twice_in_a_batch_is_one_item(terminal):
    assert hand_in(terminal, envelope(1, TRANSACTION), envelope(1, TRANSACTION)) == ["accepted", "duplicate"]
    assert Received.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_batch_that_two_requests_bring_at_once_is_taken_in_once():
    """As after a time-out, when the first is still at it."""
    signed = joined(1)
    start, told = threading.Barrier(2, timeout=10), []

    def bring():
        try:
            start.wait()
            client = SignedClient(signed.terminal_id, signed.private_key, signed.key_id)
            told.append(hand_in(client, *[envelope(number, RECORDS[number % 3]) for number in range(9)]))
        finally:
            connection.close()

    threads = [threading.Thread(target=bring) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(status for statuses in told for status in statuses) == ["accepted"] * 9 + ["duplicate"] * 9
    assert (Received.objects.count(), DeadLetter.objects.count()) == (9, 0)


def test_a_bad_item_in_the_middle_harms_no_other(terminal):
    bad = envelope(2, RATING | {"satisfaction": 9})
    assert hand_in(terminal, envelope(1, TRANSACTION), bad, envelope(3, ALARM)) == ["accepted", "rejected", "accepted"]
    letter = DeadLetter.objects.get()
    assert letter.raw == bad
    assert letter.error == "record.rating.satisfaction: literal_error"
    assert Transaction.objects.exists()
    assert Alarm.objects.exists()


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"id": 5},
        {"id": "x" * 300},
        envelope(1, {"kind": "invented"}),
        envelope(1, TRANSACTION | {"flow_version": 10**30}),
        envelope(1, TRANSACTION | {"flow_version": -1}),
    ],
)
def test_whatever_it_is_it_is_kept_once(terminal, item):
    assert hand_in(terminal, item) == ["rejected"]
    assert hand_in(terminal, item) == ["rejected"]
    assert DeadLetter.objects.get().raw == item


def test_more_than_a_hundred_items_are_refused_whole(terminal):
    response = terminal.post(INTAKE, {"items": [envelope(n, ALARM) for n in range(101)]})
    assert response.status_code == 400
    assert not Received.objects.exists()


def test_an_id_of_another_terminal_is_rejected(terminal, other_terminal):
    assert hand_in(terminal, envelope(1, TRANSACTION)) == ["accepted"]
    assert hand_in(other_terminal, envelope(1, TRANSACTION)) == ["rejected"]
    assert hand_in(other_terminal, envelope(2, TRANSACTION | {"outcome": "failed"})) == ["rejected"]
    assert Transaction.objects.get().outcome == "completed"


def test_a_transaction_that_ended_later_replaces_the_earlier_word(terminal):
    later = TRANSACTION | {"outcome": "interrupted", "ended_at": "2026-01-05T08:03:00Z"}
    assert hand_in(terminal, envelope(1, later), envelope(2, TRANSACTION)) == ["accepted", "accepted"]
    assert Transaction.objects.get().outcome == "interrupted"
    last = TRANSACTION | {"outcome": "failed", "ended_at": "2026-01-05T08:04:00Z"}
    hand_in(terminal, envelope(3, last))
    assert (Transaction.objects.get().outcome, Transaction.objects.get().duration.seconds) == ("failed", 240)


def test_an_issue_goes_forward_and_never_back(terminal):
    hand_in(terminal, envelope(1, ISSUE | {"state": "taken", "sequence": 4}))
    assert hand_in(terminal, envelope(2, ISSUE | {"state": "presented", "sequence": 3})) == ["accepted"]
    assert (Issue.objects.get().state, Issue.objects.get().sequence) == ("taken", 4)
    hand_in(terminal, envelope(3, ISSUE | {"state": "voided", "sequence": 5, "pages": 0}))
    assert (Issue.objects.get().state, Issue.objects.get().pages) == ("voided", 0)


@pytest.mark.parametrize("change", [{"serial": "WH0001-20260105-00009"}, {"verification_code": "AAAA-AAAA-AAAA"}])
def test_serial_and_code_of_an_issue_never_change(terminal, change):
    hand_in(terminal, envelope(1, ISSUE))
    assert hand_in(terminal, envelope(2, ISSUE | change | {"sequence": 3})) == ["rejected"]
    assert Issue.objects.get().sequence == 2


def test_a_serial_that_is_taken_is_rejected(terminal):
    hand_in(terminal, envelope(1, ISSUE))
    assert hand_in(terminal, envelope(2, ISSUE | {"issue_id": T}), envelope(3, ALARM)) == ["rejected", "accepted"]
    assert Issue.objects.count() == 1


def test_a_transaction_is_rated_once(terminal):
    hand_in(terminal, envelope(1, RATING))
    assert hand_in(terminal, envelope(2, RATING | {"satisfaction": 1, "reasons": [115]})) == ["rejected"]
    assert Rating.objects.get().satisfaction == 5


def test_an_alarm_counts_up_until_it_is_over(terminal):
    hand_in(terminal, envelope(1, ALARM, "2026-01-05T08:00:00Z"), envelope(2, ALARM, "2026-01-05T08:05:00Z"))
    assert Alarm.objects.get().times == 2
    hand_in(terminal, envelope(3, ALARM | {"cleared": True}, "2026-01-05T08:10:00Z"))
    assert Alarm.objects.get().cleared_at is not None
    hand_in(terminal, envelope(4, ALARM, "2026-01-05T09:00:00Z"))
    assert Alarm.objects.filter(cleared_at__isnull=True).count() == 1


@pytest.mark.parametrize("code", ["ISSUE_DOUBTFUL", "PAYMENT_DOUBTFUL", "REFUND_DUE"])
def test_alarms_about_two_things_stand_beside_each_other(terminal, code):
    """The second must not write its number over the first's: somebody is to look for each."""
    about = {"kind": "alarm", "source": "ledger", "code": code}
    hand_in(terminal, envelope(1, about | {"detail": "first"}), envelope(2, about | {"detail": "second"}))
    hand_in(terminal, envelope(3, about | {"detail": "second"}))
    assert dict(Alarm.objects.values_list("detail", "times")) == {"first": 1, "second": 2}


def test_an_alarm_that_came_after_its_end_is_over(terminal):
    hand_in(terminal, envelope(1, ALARM, "2026-01-05T08:00:00Z"))
    hand_in(terminal, envelope(2, ALARM | {"cleared": True}, "2026-01-05T08:10:00Z"))
    hand_in(terminal, envelope(3, ALARM, "2026-01-05T08:05:00Z"))
    assert not Alarm.objects.filter(cleared_at__isnull=True).exists()


def test_a_clock_that_was_set_back_hides_no_alarm(terminal):
    """By the machine's clock the new word is hours older than the last; by central's, which it knows, it is later."""
    set_back_s = 8 * 3600
    hand_in(terminal, envelope(1, ALARM, "2026-01-05T09:00:00Z"))
    over = envelope(2, ALARM | {"cleared": True}, "2026-01-05T01:00:10Z")
    hand_in(terminal, over, clock_offset_s=set_back_s)
    assert Alarm.objects.get().cleared_at is not None
    hand_in(terminal, envelope(3, ALARM, "2026-01-05T01:00:20Z"), clock_offset_s=set_back_s)
    assert Alarm.objects.filter(cleared_at=None).count() == 1


def test_an_end_that_came_late_leaves_a_newer_alarm_open(terminal):
    hand_in(terminal, envelope(1, ALARM, "2026-01-05T09:00:00Z"))
    hand_in(terminal, envelope(2, ALARM | {"cleared": True}, "2026-01-05T08:10:00Z"))
    assert Alarm.objects.get().cleared_at is None


def test_a_dead_letter_is_replayed_once_it_fits(terminal):
    hand_in(terminal, envelope(1, RATING), envelope(2, RATING | {"satisfaction": 4, "reasons": [408]}))
    letter = DeadLetter.objects.get()
    assert not replay(letter, "staff")
    assert DeadLetter.objects.get().replays == 1
    Rating.objects.all().delete()
    assert replay(letter, "staff")
    assert Rating.objects.get().satisfaction == 4
    letter.refresh_from_db()
    assert letter.resolved_at is not None
    assert list(AuditEvent.objects.order_by("id").values_list("action", "detail")) == [
        ("dead_letter.replay", "this transaction is already rated"),
        ("dead_letter.replay", "accepted"),
    ]


def test_an_issue_has_its_copies_and_what_is_known_of_those_in_doubt(terminal):
    before = {key: value for key, value in ISSUE.items() if key not in {"copies", "sheets_out"}}
    hand_in(terminal, envelope(1, before))
    assert (Issue.objects.get().copies, Issue.objects.get().sheets_out) == (1, None)
    hand_in(terminal, envelope(2, ISSUE | {"sequence": 3, "state": "doubtful", "copies": 3, "sheets_out": 4}))
    assert (Issue.objects.get().copies, Issue.objects.get().sheets_out) == (3, 4)


def test_no_document_has_more_copies_than_are_printed(terminal):
    assert hand_in(terminal, envelope(1, ISSUE | {"copies": 6})) == ["rejected"]


def test_a_payment_goes_by_its_sequence_and_not_by_arrival(terminal):
    paid, due = ({"state": state, "sequence": number} for state, number in (("paid", 2), ("refund_due", 3)))
    assert (
        hand_in(terminal, envelope(1, PAYMENT), envelope(2, PAYMENT | due), envelope(3, PAYMENT | paid))
        == ["accepted"] * 3
    )
    assert (Payment.objects.get().state, Payment.objects.get().sequence) == ("refund_due", 3)


@pytest.mark.parametrize("change", [{"amount_fen": 1051}, {"order_number": "other"}, {"transaction_id": ISSUE_ID}])
def test_what_a_payment_is_for_never_changes(terminal, change):
    assert hand_in(terminal, envelope(1, PAYMENT), envelope(2, PAYMENT | {"sequence": 2} | change)) == [
        "accepted",
        "rejected",
    ]
    assert Payment.objects.get().amount_fen == 1050


def test_one_order_is_never_two_payments(terminal, other_terminal):
    assert hand_in(terminal, envelope(1, PAYMENT)) == ["accepted"]
    assert hand_in(terminal, envelope(2, PAYMENT | {"payment_id": ISSUE_ID})) == ["rejected"]
    assert hand_in(other_terminal, envelope(3, PAYMENT | {"sequence": 2})) == ["rejected"]
    assert Payment.objects.count() == 1


@pytest.mark.parametrize("amount", [0, -5, 10.5, "1050", True])
def test_an_amount_is_a_whole_number_of_fen(terminal, amount):
    assert hand_in(terminal, envelope(1, PAYMENT | {"amount_fen": amount})) == ["rejected"]


@pytest.mark.parametrize("moment", ["0000-01-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z"])
def test_a_moment_that_no_calendar_has_is_a_dead_letter(terminal, moment):
    bad = envelope(1, TRANSACTION | {"started_at": moment})
    assert hand_in(terminal, bad, envelope(2, RATING)) == ["rejected", "accepted"]


def test_a_defect_of_central_costs_one_item_and_not_the_outbox(terminal, monkeypatch):
    def breaks(*_anything):
        raise KeyError("420106199001011234")

    monkeypatch.setattr("kiosk.central.intake.service.place", breaks)
    assert hand_in(terminal, envelope(1, TRANSACTION)) == ["rejected"]
    monkeypatch.undo()
    letter = DeadLetter.objects.get()
    assert letter.error == "central: KeyError"
    assert replay(letter, "staff")
    assert Transaction.objects.exists()


def test_trouble_of_the_database_leaves_the_item_with_the_terminal(terminal, monkeypatch):
    def locked(*_anything):
        raise OperationalError("database is locked")

    monkeypatch.setattr("kiosk.central.intake.service.place", locked)
    with pytest.raises(OperationalError):
        terminal.post(INTAKE, {"items": [envelope(1, TRANSACTION)]})
    assert not DeadLetter.objects.exists()
