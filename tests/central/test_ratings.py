"""Ratings as they arrive, are copied, contradict each other, or never come at all."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from django.utils import timezone

from kiosk.central.audit.models import AuditEvent
from kiosk.central.intake.models import DeadLetter, Transaction
from kiosk.central.intake.views import transaction_view
from kiosk.central.ratings.defaulting import give_defaults
from kiosk.central.ratings.jobs import JOBS
from kiosk.central.ratings.models import Rating, Redress, RedressEvent
from kiosk.central.ratings.rules import rules
from kiosk.central.ratings.service import RatingRefused, open_missing, take_in
from kiosk.central.ratings.wording import LEVEL_NAMES, REASON_NAMES
from kiosk.protocol.rating import LEVELS, REASONS, Satisfaction
from kiosk.protocol.records import RatingRecord
from tests.central.test_intake import RATING, TRANSACTION, T, envelope, hand_in

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, ten o'clock
BAD = RATING | {"satisfaction": 1, "reasons": [115]}


def rate(client, at=NOW, now=NOW, **said):
    take_in(client.terminal, RatingRecord(**RATING | said), at, now)


def ended(client, transaction_id, ended_at, outcome="completed"):
    said = TRANSACTION | {"transaction_id": transaction_id, "outcome": outcome}
    fields = {name: said[name] for name in ("service", "flow_version", "item_code", "outcome", "last_step")}
    moments = {"started_at": ended_at - timedelta(minutes=2), "ended_at": ended_at}
    return Transaction.objects.create(transaction_id=transaction_id, terminal=client.terminal, **fields, **moments)


def case(number):
    return f"01900000-0000-7000-8000-{number:012d}"


def test_a_good_rating_asks_for_nothing(terminal):
    rate(terminal)
    rating = Rating.objects.get()
    assert (rating.source, rating.counts, rating.pf, rating.assess_number) == ("resident", True, 5, 1)
    assert not Redress.objects.exists()


@pytest.mark.parametrize(("level", "reason"), [(1, 115), (2, 213)])
def test_a_bad_one_opens_its_redress_with_a_deadline(terminal, level, reason):
    """Whoever knew nothing could do nothing: the time runs from when the platform hears of it."""
    rate(terminal, at=NOW - timedelta(days=9), satisfaction=level, reasons=[reason])
    redress = Redress.objects.get()
    assert (redress.state, redress.terminal_id, redress.service) == ("open", "WH0001", "housing/fund")
    assert redress.opened_at == NOW
    assert redress.due_at == rules().due_at("housing/fund", level, NOW)
    assert redress.events.get().kind == RedressEvent.Kind.OPENED
    assert AuditEvent.objects.get(action="redress.open").object_id == str(redress.pk)


@pytest.mark.parametrize("said", [RATING, BAD])
def test_a_copy_in_another_envelope_is_acknowledged_and_changes_nothing(terminal, said):
    assert hand_in(terminal, envelope(1, said), envelope(2, said)) == ["accepted", "accepted"]
    assert Rating.objects.count() == 1
    assert Redress.objects.count() == (1 if said is BAD else 0)
    assert not DeadLetter.objects.exists()


@pytest.mark.parametrize(
    "other", [{"satisfaction": 4, "reasons": [408]}, {"reasons": [511]}, {"service": "tax/proof"}, {"pf": 3}]
)
def test_another_rating_of_the_same_case_is_refused(terminal, other):
    rate(terminal)
    with pytest.raises(RatingRefused, match="already rated"):
        rate(terminal, **other)
    assert Rating.objects.get().reasons == [510]


def test_another_terminal_does_not_rate_this_ones_case(terminal, other_terminal):
    rate(terminal)
    with pytest.raises(RatingRefused, match="already rated"):
        rate(other_terminal)


@pytest.mark.parametrize(
    ("said", "told"), [({"assess_number": 3}, "number"), ({"pf": 7}, "pf 7"), ({"pf": 0}, "channel")]
)
def test_what_is_no_residents_rating_is_refused(terminal, said, told):
    with pytest.raises(RatingRefused, match=told):
        rate(terminal, **said)
    assert not Rating.objects.exists()


def test_a_second_rating_stands_beside_the_first_and_in_the_history(terminal):
    rate(terminal, satisfaction=1, reasons=[115])
    rate(terminal, assess_number=2)
    assert sorted(Rating.objects.values_list("assess_number", "satisfaction")) == [(1, 1), (2, 5)]
    redress = Redress.objects.get()
    assert redress.second_rating.satisfaction == 5
    assert [(event.kind, event.told) for event in redress.events.all()] == [("opened", ""), ("re_rated", "非常满意")]


def test_a_clock_that_is_ahead_rates_now(terminal):
    rate(terminal, at=NOW + timedelta(hours=5))
    assert Rating.objects.get().rated_at == NOW


def test_bad_ratings_from_before_there_was_redress_are_opened_once(terminal):
    for number, level in enumerate((1, 2, 3, 5)):
        Rating.objects.create(
            transaction_id=case(number),
            terminal=terminal.terminal,
            service="housing/fund",
            satisfaction=level,
            rated_at=NOW - timedelta(days=40),
        )
    assert open_missing(NOW) == 2
    assert open_missing(NOW) == 0
    assert set(Redress.objects.values_list("rating__satisfaction", "opened_at")) == {(1, NOW), (2, NOW)}


def test_silence_counts_as_a_default_rating_and_only_where_it_should(terminal):
    rule = rules().default_rating
    due = NOW - timedelta(days=rule.after_days)
    ended(terminal, case(1), due)
    ended(terminal, case(2), due + timedelta(seconds=1))
    ended(terminal, case(3), due - timedelta(days=rule.within_days))
    ended(terminal, case(4), due, outcome="left")
    ended(terminal, case(5), due)
    rate(terminal, transaction_id=case(5))
    assert give_defaults(NOW) == 1
    given = Rating.objects.get(source="default")
    assert (given.transaction_id, given.satisfaction, given.pf) == (case(1), rule.satisfaction, 7)
    assert (given.counts, given.assess_number, given.item_code) == (rule.counts, 1, TRANSACTION["item_code"])
    assert Rating.objects.get(transaction_id=case(5)).source == "resident"
    assert give_defaults(NOW) == 0
    assert AuditEvent.objects.get(action="rating.default").detail == "1"


def test_many_silent_cases_are_rated_in_one_go(terminal, monkeypatch):
    monkeypatch.setattr("kiosk.central.ratings.defaulting._AT_ONCE", 3)
    for number in range(7):
        ended(terminal, case(number), NOW - timedelta(days=10))
    assert give_defaults(NOW) == 7
    assert Rating.objects.count() == 7


def test_a_residents_late_word_takes_the_place_of_the_default(terminal):
    """A terminal that was offline for a week hands in what a resident said before the default was given."""
    ended(terminal, T, NOW - timedelta(days=8))
    give_defaults(NOW)
    assert transaction_view(terminal.terminal, T).rating is None
    later = NOW + timedelta(days=1)
    rate(terminal, at=NOW - timedelta(days=8), now=later, satisfaction=2, reasons=[213])
    rating = Rating.objects.get()
    assert (rating.source, rating.satisfaction, rating.reasons, rating.pf) == ("resident", 2, [213], 5)
    assert (rating.counts, rating.received_at, rating.rated_at) == (True, later, NOW - timedelta(days=8))
    assert Redress.objects.get().opened_at == later
    assert transaction_view(terminal.terminal, T).rating.satisfaction == 2
    with pytest.raises(RatingRefused):
        rate(terminal)


def test_the_jobs_do_both(terminal):
    now = timezone.now()
    ended(terminal, T, now - timedelta(days=10))
    Rating.objects.create(
        transaction_id=case(1), terminal=terminal.terminal, service="tax/proof", satisfaction=1, rated_at=now
    )
    for job in JOBS:
        job.work()
    assert Rating.objects.filter(source="default").count() == 1
    assert Redress.objects.get().service == "tax/proof"


def test_staff_read_the_national_words():
    assert {level: str(words) for level, words in LEVEL_NAMES.items()} == LEVELS
    listed = {code: words for level in REASONS.values() for code, words in level.items()}
    assert {code: str(words) for code, words in REASON_NAMES.items()} == listed
    assert set(LEVEL_NAMES) == set(get_args(Satisfaction))
