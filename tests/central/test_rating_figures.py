"""What ratings come to, and what is exported: figures against cases counted by hand."""

import argparse
import csv
import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from kiosk.central import cli as central_cli
from kiosk.central.accounts.scope import ALL, Scope
from kiosk.central.audit.models import AuditEvent
from kiosk.central.fleet.models import Place, Terminal
from kiosk.central.publishing.models import Submission
from kiosk.central.ratings import cli, national, redressing
from kiosk.central.ratings.defaulting import give_defaults
from kiosk.central.ratings.exporting import as_csv, as_json, records
from kiosk.central.ratings.models import Rating, Redress
from kiosk.central.ratings.period import Period, PeriodError, period_of, usual_periods
from kiosk.central.ratings.rules import rules
from kiosk.central.ratings.statistics import Asked, Figures, figures, total
from kiosk.central.reports.kept import Dimension
from tests.central.conftest import joined
from tests.central.test_ratings import case, ended, rate
from tests.central.test_redress import member

ITEM = "11420100MB1A2B3C4D4422099001001"
FIRST_OF_MARCH = datetime(2026, 2, 28, 16, tzinfo=UTC)  # midnight in China
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
END = datetime(2026, 3, 31, 10, tzinfo=UTC)


@pytest.fixture
def city(db):
    """Two terminals in two districts; what they did in March, and something outside of it.

    WH0001, housing: rated 5, 2 and 1, one silent, one left. WH0002, tax: rated 4, one silent. 2 is closed in time and
    rated 4 again; 1 is overdue.
    """
    first, second = joined(1), joined(2)
    for client, district in ((first, "420102"), (second, "420106")):
        place = Place.objects.create(name=f"{district} 大厅", district_id=district)
        Terminal.objects.filter(pk=client.terminal_id).update(place=place)
    at = FIRST_OF_MARCH + timedelta(hours=12)
    for number in range(1, 5):
        ended(first, case(number), at)
    ended(first, case(5), at, outcome="left")
    for number in (6, 7):
        ended(second, case(number), at).__class__.objects.filter(pk=case(number)).update(service="tax/proof")
    for number, level, reason in ((1, 5, 510), (2, 2, 213), (3, 1, 115)):
        said = {"satisfaction": level, "reasons": [reason], "item_code": ITEM}
        rate(first, at=at, now=at, transaction_id=case(number), **said)
    rate(second, at=at, now=at, transaction_id=case(6), service="tax/proof", satisfaction=4, reasons=[408])
    rate(second, at=FIRST_OF_MARCH - timedelta(seconds=1), now=at, transaction_id=case(8), service="tax/proof")
    rate(second, at=MARCH.until, now=MARCH.until, transaction_id=case(9), service="tax/proof")
    assert give_defaults(at + timedelta(days=8)) == 2
    redress = Redress.objects.get(rating__satisfaction=2)
    officer = member("lin")
    said = {"who": "lin", "now": at + timedelta(hours=1)}
    redressing.assign(redress, officer, **said)
    redressing.reply(redress, "已整改", **said)
    redressing.call_back(redress, Redress.Way.PHONE, Redress.Result.SATISFIED, "", **said)
    redressing.re_rate(redress, 4, [408], **said)
    return first, second


HOUSING = Figures(
    cases=4, rated=3, level_5=1, level_2=1, level_1=1, silent=1, silent_good=1, counted=3, counted_good=1,
    second=1, second_good=1, opened=2, closed=1, in_time=1, overdue=1,
)  # fmt: skip
TAX = Figures(cases=2, rated=1, level_4=1, silent=1, silent_good=1, counted=1, counted_good=1)


@pytest.mark.parametrize(
    ("by", "housing", "tax"),
    [
        ("department", "housing", "tax"),
        ("district", "420102", "420106"),
        ("service", "housing/fund", "tax/proof"),
        ("terminal", "WH0001", "WH0002"),
    ],
)
def test_figures_by_each_dimension(city, by, housing, tax):
    found = figures(Asked(Dimension(by), MARCH, ALL), END)
    assert found == {housing: HOUSING, tax: TAX}
    assert total(found.values()).cases == 6


def test_shares():
    assert HOUSING.satisfaction == pytest.approx(1 / 3)
    assert HOUSING.satisfaction_with_silent == pytest.approx(2 / 4)
    assert HOUSING.participation == pytest.approx(3 / 4)
    assert HOUSING.active_good == pytest.approx(1 / 4)
    assert HOUSING.handled_in_time == pytest.approx(1 / 2)
    assert HOUSING.second_satisfaction == 1
    assert {Figures().satisfaction, Figures().participation, Figures().handled_in_time} == {None}


def test_a_default_counts_where_the_rules_say_so(city):
    Rating.objects.filter(source="default").update(counts=True)
    found = figures(Asked(Dimension.DEPARTMENT, MARCH, ALL), END)["housing"]
    assert (found.counted, found.counted_good) == (4, 2)
    assert found.satisfaction == found.satisfaction_with_silent


def test_figures_hold_what_the_reader_is_responsible_for_and_asked_for(city):
    def departments(scope=ALL, **narrowed):
        return set(figures(Asked(Dimension.DEPARTMENT, MARCH, scope, **narrowed), END))

    assert departments(Scope(frozenset({"420102"}))) == {"housing"}
    assert departments(Scope(None, frozenset({"tax"}))) == {"tax"}
    assert departments(department="tax") == {"tax"}
    assert departments(district="420106") == {"tax"}
    assert departments(Scope(frozenset({"420102"})), district="420106") == set()


def test_what_was_closed_late_is_not_in_time(city):
    Redress.objects.filter(state="closed").update(closed_at=END, due_at=END - timedelta(seconds=1))
    found = figures(Asked(Dimension.DEPARTMENT, MARCH, ALL), END)["housing"]
    assert (found.closed, found.in_time, found.overdue) == (1, 0, 1)


def test_places_without_a_district_have_a_row(city):
    Place.objects.update(district=None)
    assert set(figures(Asked(Dimension.DISTRICT, MARCH, ALL), END)) == {""}


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("", "", ("2026-03-01", "2026-03-17")),
        ("2026-01-05", "", ("2026-01-05", "2026-03-17")),
        ("2026-05-05", "", ("2026-05-05", "2026-05-05")),
        ("2026-01-05", "2026-01-06", ("2026-01-05", "2026-01-06")),
    ],
)
def test_periods(first, last, said):
    period = period_of(first, last, date(2026, 3, 17))
    assert (f"{period.first}", f"{period.last}") == said


@pytest.mark.parametrize(("first", "last"), [("x", ""), ("2026-02-30", ""), ("2026-03-02", "2026-03-01")])
def test_what_is_no_period_is_told(first, last):
    with pytest.raises(PeriodError):
        period_of(first, last, date(2026, 3, 17))


def test_usual_periods():
    told = {words: (f"{one.first}", f"{one.last}") for words, one in usual_periods(date(2026, 3, 1))}
    assert told == {
        "最近 7 天": ("2026-02-23", "2026-03-01"),
        "本月": ("2026-03-01", "2026-03-01"),
        "上月": ("2026-02-01", "2026-02-28"),
        "本季度": ("2026-01-01", "2026-03-01"),
        "本年": ("2026-01-01", "2026-03-01"),
    }


def test_the_page_and_its_table(admin_client, city):
    page = reverse("admin:ratings_figures")
    text = admin_client.get(page, {"by": "district", "first": "2026-03-01", "last": "2026-03-31"}).content.decode()
    for words in ("按行政区", "江岸区", "武昌区", "33.3%", "66.7%", "50.0%", "合计"):
        assert words in text
    asked = {"by": "department", "first": "2026-03-01", "last": "2026-03-31", "form": "csv"}
    answer = admin_client.get(page, asked)
    lines = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert [line["按部门"] for line in lines] == ["武汉示范住房公积金管理中心", "tax", "合计"]
    assert (lines[0]["满意率"], lines[0]["办结件数"], lines[1]["整改后满意率"]) == ("0.3333", "4", "")
    assert admin_client.get(page, {"first": "x"}).status_code == 400
    assert (
        "这段时间没有办件和评价"
        in admin_client.get(page, {"first": "2020-01-01", "last": "2020-01-02"}).content.decode()
    )


def test_figures_are_for_those_who_may_see_ratings(client, city):
    client.force_login(member("technician", role="维修技术员"))
    assert client.get(reverse("admin:ratings_figures")).status_code == 403
    client.force_login(member("clerk", role="窗口人员", districts=("420106",)))
    text = client.get(reverse("admin:ratings_figures"), {"first": "2026-03-01", "last": "2026-03-31"}).content.decode()
    assert '<th scope="row">tax</th>' in text
    assert '<th scope="row">武汉示范住房公积金管理中心</th>' not in text
    assert "JSON" not in text
    assert client.get(reverse("admin:ratings_export", args=["json"])).status_code == 403


def test_the_export_speaks_the_national_names(city):
    Submission.objects.create(
        service="housing/fund", version=1, written_version=1, title="缴存证明", sha256="0" * 64, size=1,
        author=member("author"),
    )  # fmt: skip
    found = list(records(MARCH, ALL))
    assert all(list(record) == list(national.FIELDS) for record in found)
    by_case = {(record["projectNo"], record["assessNumber"]): record for record in found}
    bad = by_case[case(2), "1"]
    assert {name: value for name, value in bad.items() if value} == {
        "areaCode": "420102",
        "areaName": "江岸区",
        "deptCode": "11420100MB1A2B3C4D",
        "taskCode": ITEM,
        "taskName": "缴存证明",
        "projectNo": case(2),
        "proStatus": "3",
        "proDepart": "武汉示范住房公积金管理中心",
        "pf": "5",
        "acceptDate": "2026-03-01 11:58:00",
        "serviceTime": "2026-03-01 12:00:00",
        "taskType": "20",
        "satisfaction": "2",
        "evalDetail": "213",
        "assessTime": "2026-03-01 12:00:00",
        "assessNumber": "1",
        "resultDate": "2026-03-01 12:00:00",
        "rectification": "1",
    }
    again = by_case[case(2), "2"]
    assert (again["satisfaction"], again["pf"], again["rectification"]) == ("4", "2", "")
    assert by_case[case(3), "1"]["rectification"] == "0"
    default = by_case[case(4), "1"]
    assert (default["pf"], default["satisfaction"], default["evalDetail"]) == ("7", "3", "")
    unended = by_case[case(8), "1"]
    assert (unended["proStatus"], unended["resultDate"], unended["proDepart"]) == ("2", "", "tax")
    assert (case(9), "1") not in by_case


def test_what_the_site_wants_stands_in_fields_that_nothing_is_known_for(city, monkeypatch):
    export = rules().export.model_copy(update={"constants": {"userPageType": "111", "dataSource": "K"}})
    site = rules().model_copy(update={"export": export})
    monkeypatch.setattr("kiosk.central.ratings.exporting.rules", lambda: site)
    assert {(one["userPageType"], one["dataSource"], one["appStatus"]) for one in records(MARCH, ALL)} == {
        ("111", "K", "")
    }


def test_the_export_as_json_and_csv_holds_the_same(city):
    found = json.loads("".join(as_json(records(MARCH, ALL))))
    assert len(found) == 8
    lines = "".join(as_csv(records(MARCH, ALL)))
    assert list(csv.DictReader(io.StringIO(lines.removeprefix("\ufeff")))) == found
    assert json.loads("".join(as_json([]))) == []


def test_the_export_keeps_to_the_readers_own_and_is_recorded(client, city):
    client.force_login(member("zhang", departments="tax"))
    answer = client.get(reverse("admin:ratings_export", args=["json"]), {"first": "2026-03-01", "last": "2026-03-31"})
    assert {one["proDepart"] for one in json.loads(b"".join(answer))} == {"tax"}
    event = AuditEvent.objects.get(action="rating.export")
    assert (event.who, event.detail) == ("zhang", "json 2026-03-01 2026-03-31")
    assert client.get(reverse("admin:ratings_export", args=["xml"])).status_code == 404
    assert client.get(reverse("admin:ratings_export", args=["csv"]), {"last": "x"}).status_code == 400


def typed(*words):
    parser = argparse.ArgumentParser()
    cli.add_commands(parser.add_subparsers(), central_cli._command)  # as `kiosk central` hangs it
    args = parser.parse_args(["ratings", "export", *map(str, words)])
    return args.run(args)


def test_the_command_writes_what_the_button_gives(city, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(cli, "set_up", lambda _place: None)
    file = tmp_path / "ratings.json"
    assert typed(file, "--first", "2026-03-01", "--last", "2026-03-31") == 0
    assert json.loads(file.read_text("utf-8")) == list(records(MARCH, ALL))
    assert typed(file, "--csv", "--first", "2026-03-01") == 0
    lines = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
    assert tuple(lines[0]) == national.FIELDS
    assert len(lines) == 1 + 6, "five of residents, the second of one of them; those by default came later"
    assert [one.name for one in tmp_path.iterdir()] == ["ratings.json"]
    capsys.readouterr()
    assert typed(file, "--first", "2026-03-02", "--last", "2026-03-01") == 1
    assert "give the earlier day first" in capsys.readouterr().err
    assert typed(tmp_path / "none" / "x.json", "--first", "2026-03-01") == 1
    assert "No such file" in capsys.readouterr().err
