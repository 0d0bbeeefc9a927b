"""Figures of ratings outlive cases and ratings that leave the database."""

import json
import random
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from kiosk.central.accounts.scope import ALL, Scope
from kiosk.central.fleet.models import Place
from kiosk.central.intake.models import Transaction
from kiosk.central.ratings.defaulting import give_defaults
from kiosk.central.ratings.exporting import records
from kiosk.central.ratings.models import Rating, Redress
from kiosk.central.ratings.statistics import Asked, figures
from kiosk.central.reports import due
from kiosk.central.reports.kept import Dimension
from kiosk.central.reports.models import Due, Mark, ServiceRatings, TerminalRatings, TerminalUse, Use
from kiosk.central.retention import archive, moving, service
from kiosk.central.retention.models import Batch
from tests.central.test_rating_figures import END, FIRST_OF_MARCH, HOUSING, MARCH, TAX, city
from tests.central.test_ratings import case, ended, rate

__all__ = ["city"]
NOON = FIRST_OF_MARCH + timedelta(hours=12)
CASES_GO = END + timedelta(days=100)
RATINGS_GO = END + timedelta(days=440)
KEYS = {
    "department": ("housing", "tax"),
    "district": ("420102", "420106"),
    "service": ("housing/fund", "tax/proof"),
    "terminal": ("WH0001", "WH0002"),
}
TABLES = (Use, TerminalUse, ServiceRatings, TerminalRatings)


@pytest.fixture(autouse=True)
def _archive(settings, tmp_path):
    settings.ARCHIVE_DIR = tmp_path / "archive"


def march(by="department", scope=ALL, **narrowed):
    return figures(Asked(Dimension(by), MARCH, scope, **narrowed), END)


def archived(kind):
    return [json.loads(line) for path in archive.listed() if path.startswith(f"{kind}/") for line in archive.read(path)]


@pytest.mark.parametrize("by", KEYS)
def test_figures_stay_when_their_cases_leave(city, by):
    due.count_due(END)
    before = march(by)
    assert before == dict(zip(KEYS[by], (HOUSING, TAX), strict=True))
    service.work(CASES_GO)
    assert not Transaction.objects.exists()
    assert march(by) == before
    due.recount(MARCH.first, MARCH.last)
    due.count_due(CASES_GO)
    assert march(by) == before


@pytest.mark.parametrize("by", KEYS)
def test_figures_stay_when_the_ratings_leave_too(city, by):
    due.count_due(END)
    before = march(by)
    service.work(CASES_GO)
    service.work(RATINGS_GO)
    gone = {row["transaction_id"] for row in archived("ratings")}
    assert {case(1), case(4), case(6), case(7)} <= gone
    assert march(by) == before
    due.recount(MARCH.first, MARCH.last)
    due.count_due(RATINGS_GO)
    assert march(by) == before


def test_a_bad_rating_stays_with_what_was_done_about_it_and_the_one_after(city):
    due.count_due(END)
    service.work(CASES_GO)
    service.work(RATINGS_GO)
    stay = set(Rating.objects.values_list("transaction_id", "assess_number"))
    assert {(case(2), 1), (case(2), 2), (case(3), 1)} <= stay
    assert not Rating.objects.filter(transaction_id__in=(case(1), case(6))).exists()
    assert Redress.objects.count() == 2


def test_a_bad_rating_whose_redress_is_still_to_be_opened_stays(terminal):
    rate(terminal, at=NOON, now=NOON, satisfaction=1, reasons=[115])
    Redress.objects.all().delete()
    service.work(RATINGS_GO)
    assert Rating.objects.get().is_bad


def test_a_rating_does_not_leave_before_its_case(city):
    """The case would count as unrated, and be given a rating by default."""
    while moving.move("ratings", RATINGS_GO, 100):
        pass
    left = {row["transaction_id"] for row in archived("ratings")}
    assert left == {case(8), case(9)}, "which have no case"


def test_what_was_not_counted_yet_is_in_the_figures(city):
    due.count_due(timezone.now())
    ended(city[0], case(20), NOON).__class__.objects.update(heard_at=timezone.now())
    rate(city[0], at=NOON, now=timezone.now(), transaction_id=case(20))
    found = march()["housing"]
    assert (found.cases, found.rated, found.level_5) == (5, 4, 2)
    due.count_due(timezone.now())
    assert march()["housing"] == found


def test_the_day_of_a_default_that_gives_way_is_counted_anew(city):
    due.count_due(END)
    rate(city[0], at=NOON, now=END, transaction_id=case(4), satisfaction=3, reasons=[307])
    found = march()["housing"]
    assert (found.silent, found.level_3, found.rated) == (0, 1, 4)
    due.count_due(END)
    assert march()["housing"] == found
    assert sum(row.silent for row in ServiceRatings.objects.filter(service="housing/fund")) == 0


def test_a_case_that_comes_after_its_rating_is_a_rated_one(terminal):
    rate(terminal, at=NOON, now=NOON)
    due.count_due(NOON)
    assert march()["housing"].rated == 0
    ended(terminal, Rating.objects.get().transaction_id, NOON)
    Transaction.objects.update(heard_at=NOON)
    assert march()["housing"].rated == 1
    due.count_due(NOON)
    assert march()["housing"].rated == 1


def test_the_tables_are_used_where_they_hold_a_day(city):
    due.count_due(END)
    Use.objects.filter(service="tax/proof").update(completed=40)
    TerminalRatings.objects.filter(terminal="WH0002", level_4=1).update(level_4=30)
    assert march()["tax"].cases == 40
    assert march("terminal")["WH0002"].level_4 == 30


@pytest.mark.no_cover  # goes through the same lines over and over
@pytest.mark.parametrize("seed", range(6))
def test_however_it_arrives_and_whenever_it_is_counted_the_tables_say_what_the_rows_say(city, seed):
    chance, now = random.Random(seed), END
    for number in range(30, 80):
        client, at = chance.choice(city), NOON + timedelta(hours=chance.randrange(24 * 25))
        now += timedelta(minutes=chance.randrange(60))
        for act in chance.sample((_a_case, _a_rating), 2):
            act(client, number, at, now, chance)
            if chance.random() < 0.2:
                due.count_due(now)
        if chance.random() < 0.1:
            give_defaults(now)
    said = {by: march(by) for by in KEYS}
    for model in (*TABLES, Mark, Due):
        model.objects.all().delete()
    assert said == {by: march(by) for by in KEYS}


def _a_case(client, number, at, now, chance):
    ended(client, case(number), at, outcome=chance.choice(("completed", "completed", "left")))
    service_ = "tax/proof" if client.terminal_id == "WH0002" else "housing/fund"
    Transaction.objects.filter(pk=case(number)).update(heard_at=now, service=service_)


def _a_rating(client, number, at, now, chance):
    level, reason = chance.choice(((5, 510), (4, 408), (2, 213)))
    of = "tax/proof" if client.terminal_id == "WH0002" else "housing/fund"
    said = {"satisfaction": level, "reasons": [reason], "service": of, "transaction_id": case(number)}
    if chance.random() < 0.7:
        rate(client, at=at + timedelta(hours=chance.randrange(10)), now=now, **said)


def test_kept_figures_hold_what_the_reader_is_responsible_for_and_asked_for(city):
    due.count_due(END)
    service.work(CASES_GO)
    for by, (housing, tax) in KEYS.items():
        assert set(march(by, Scope(frozenset({"420102"})))) == {housing}
        assert set(march(by, Scope(None, frozenset({"tax"})))) == {tax}
        assert set(march(by, department="tax")) == {tax}
        assert set(march(by, district="420106")) == {tax}
        assert march(by, Scope(frozenset({"420102"})), district="420106") == {}


def test_what_comes_when_its_day_has_left_takes_nothing_away(city):
    """As in all reports: a terminal that was away for longer than cases are kept."""
    due.count_due(END)
    before = march()
    service.work(CASES_GO)
    ended(city[0], case(50), NOON)
    Transaction.objects.update(heard_at=CASES_GO)
    assert march() == before
    due.count_due(CASES_GO)
    assert march() == before


def test_a_service_without_a_department_is_its_own(terminal):
    ended(terminal, case(1), NOON)
    Transaction.objects.update(service="old")
    assert march()["old"].cases == 1
    due.count_due(END)
    assert march()["old"].cases == march("terminal")["WH0001"].cases == 1


def test_the_export_says_the_same_when_the_case_has_left(city):
    before = list(records(MARCH, ALL))
    service.work(CASES_GO)
    assert not Transaction.objects.exists()
    assert list(records(MARCH, ALL)) == before
    assert before[0]["proStatus"] == "3"


def test_cases_that_are_deleted_and_not_archived_are_remembered_as_well(city):
    moving.drop("transactions", CASES_GO, 100)
    assert Rating.objects.get(transaction_id=case(1)).finished
    assert Rating.objects.get(transaction_id=case(1)).ended_at == NOON


def test_days_from_before_there_were_these_tables_are_counted_and_what_has_left_is_not_lost(city):
    long_ago = datetime(2026, 2, 1, 4, tzinfo=UTC)
    due.count_due(END)
    kept = Use.objects.filter(service="tax/proof").first()
    Use.objects.create(**{**_columns(kept), "day": long_ago.date(), "completed": 9})
    Batch.objects.create(kind="transactions", deed=Batch.Deed.ARCHIVED, day=long_ago.date(), rows=9)
    for model in (TerminalUse, ServiceRatings, TerminalRatings, Due):
        model.objects.all().delete()
    import_module("kiosk.central.reports.migrations.0003_days_due").make_due(apps, None)
    due.count_due(END)
    assert march() == {"housing": HOUSING, "tax": TAX}
    assert march("terminal") == {"WH0001": HOUSING, "WH0002": TAX}
    assert Use.objects.get(day=long_ago.date()).completed == 9


def _columns(row):
    return {field.name: getattr(row, field.name) for field in row._meta.concrete_fields if not field.primary_key}


def test_places_without_a_district_are_kept(city):
    Place.objects.update(district=None)
    due.count_due(END)
    service.work(CASES_GO)
    assert march("district") == {"": HOUSING + TAX}
