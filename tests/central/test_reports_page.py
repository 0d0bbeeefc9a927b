"""The page of reports: what it says, to whom, in which files, and at which cost."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import openpyxl
import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from kit.packages import real_package

from kiosk.central.accounts import roles
from kiosk.central.accounts.models import Duty
from kiosk.central.alarms.models import PaperStock
from kiosk.central.audit.models import AuditEvent
from kiosk.central.fleet.models import LastState, Terminal
from kiosk.central.reports import charts, due
from kiosk.central.reports.export import csv_of, file_name, harmless, xlsx_of
from kiosk.central.reports.models import FlowWords
from kiosk.central.reports.page import Report, report_of
from kiosk.central.reports.tables import Column, Kind, Table, duration, percent
from kiosk.central.reports.words import words_of
from tests.central.test_reports_counting import JIANGAN, NOON, WUCHANG, Clock, alarm, arrives, case, clock, fleet

__all__ = ["clock", "fleet"]
PAGE = "/admin/reports/use/"
MARCH = {"since": "2026-03-01", "until": "2026-03-10"}
WALKED = (("notice", 1, 5_000), ("card", 1, 9_000), ("form", 2, 40_000))


def steps(number: int) -> list[dict[str, object]]:
    return [{"step": step, "visits": visits, "ms": ms} for step, visits, ms in WALKED[:number]]


@pytest.fixture
def counted(fleet: list[Terminal], clock: Clock) -> list[Terminal]:
    """Ten cases: six at the provident fund in one district, four at the tax office in another; some gave up."""
    Terminal.objects.update(enrolled_at=datetime(2026, 1, 1, tzinfo=UTC))
    for terminal in fleet:
        LastState.objects.create(
            terminal=terminal,
            seen_at=NOON,
            interval_s=60,
            software="1",
            engine=1,
            screen_since=NOON,
            devices={"ups": "online", "document_printer": "online"},
        )
    for number in range(6):
        done = number < 4
        said = {"outcome": "completed" if done else "left", "last_step": "form" if done else "card"}
        arrives(fleet[0], number, case(number, NOON, steps=steps(3 if done else 2), **said))
    for number in range(6, 10):
        said = {"service": "tax/proof", "outcome": "failed", "last_step": "notice"}
        arrives(fleet[2], number, case(number, NOON - timedelta(days=1, hours=2), steps=steps(1), **said))
    alarm(fleet[0], ("ups", "OFFLINE"), 2, 8)
    due.count_due(clock.at)
    return fleet


def administrator() -> User:
    return User.objects.create_superuser("boss")


def officer(districts: tuple[str, ...] = (), departments: str = "", role: str = roles.OPERATOR) -> User:
    user = User.objects.create_user(f"officer{User.objects.count()}", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    Duty.objects.create(user=user, departments=departments).districts.set(districts)
    return User.objects.get(pk=user.pk)


def rows(report: Report, name: str) -> list[tuple]:
    figure = report.figure(name)
    assert figure is not None
    return [row for row in figure.table.rows if any(isinstance(cell, int | float) and cell for cell in row)]


def test_the_figures_are_those_of_the_records(counted):
    report = report_of(administrator(), MARCH)
    assert report.summary[0] == ("办件数", "10")
    assert [row[:4] for row in rows(report, "services")] == [
        ("housing/fund", "housing/fund", 6, 4),
        ("tax/proof", "tax/proof", 4, 0),
    ]
    assert [row[:3] for row in rows(report, "districts")] == [("江岸区", 6, 4), ("武昌区", 4, 0)]
    assert [row[:3] for row in rows(report, "days")] == [("2026-03-09", 4, 0), ("2026-03-10", 6, 4)]
    hours = {row[0]: row[1:25] for row in rows(report, "hours")}
    assert {day: {hour: count for hour, count in enumerate(row) if count} for day, row in hours.items()} == {
        "一": {10: 4},
        "二": {12: 6},
    }
    assert report.until == NOON


def test_the_funnel_says_where_residents_gave_up_and_how_long_they_stayed(counted):
    report = report_of(administrator(), MARCH)
    assert [row[1:7] for row in rows(report, "funnel")] == [
        ("notice", "notice", 6, 1.0, 0, 0.0),
        ("card", "card", 6, 1.0, 2, 2 / 6),
        ("form", "form", 4, 4 / 6, 0, 0.0),
    ]
    (notice, card, form) = [row[4:7] for row in rows(report, "step-times")]
    assert 4 <= notice[0] <= 6
    assert 8 <= card[0] <= 11
    assert 40 <= form[0] <= form[1] <= 60
    assert form[2] == 2.0


def test_a_flows_own_words_and_order_name_its_steps(counted):
    package = real_package()
    flow = package.flow
    known = words_of(package)
    known.service, known.version = "housing/fund", 2
    known.steps = [[step, {"zh": f"{step} 一步", "en": step}] for step in ("form", "card", "notice")]
    known.save()
    report = report_of(administrator(), MARCH)
    assert [row[2] for row in rows(report, "funnel")] == ["form", "card", "notice"]
    assert rows(report, "funnel")[0][1] == "form 一步"
    assert rows(report, "services")[0][0] == package.text("zh", flow.title)
    with override("en"):
        assert rows(report_of(User.objects.get(), MARCH), "services")[0][0] == package.text("en", flow.title)


def test_availability_is_what_outages_left_of_the_time(counted):
    report = report_of(administrator(), {"since": "2026-03-10", "until": "2026-03-10"})
    devices = {row[0]: row[1:] for row in report.figure("devices").table.rows}
    assert devices["不间断电源"] == (4, 1 - 6 / 48, 6 * 3600)
    assert devices["文件打印机"] == (4, 1.0, 0)
    worst = report.figure("terminals").table.rows[0]
    assert worst[:5] == ("WH0001", "大厅 1", 1.0, "不间断电源", 0.5)


def test_paper_is_told_as_the_watch_found_it(counted):
    PaperStock.objects.create(terminal=counted[0], left=100, usual_per_day=40, ends_at=None, at=NOON)
    PaperStock.objects.create(
        terminal=counted[2], left=20, usual_per_day=40, ends_at=NOON + timedelta(hours=3), at=NOON
    )
    table = report_of(administrator(), MARCH).figure("paper").table
    assert table.rows == (
        ("WH0003", "大厅 3", 20, 40.0, 0.5, "15:00"),
        ("WH0001", "大厅 1", 100, 40.0, 2.5, None),
    )


@pytest.mark.parametrize(
    ("wanted", "cases"),
    [
        ({}, 10),
        ({"district": JIANGAN}, 6),
        ({"department": "tax"}, 4),
        ({"service": "tax/proof"}, 4),
        ({"service": "tax/proof", "department": "housing"}, 6),
        ({"district": WUCHANG, "service": "housing/fund"}, 0),
        ({"since": "2026-03-10"}, 6),
        ({"until": "2026-03-09"}, 4),
        ({"district": "999999"}, 10),
    ],
)
def test_whoever_asks_for_a_part_gets_that_part(counted, wanted, cases):
    assert report_of(administrator(), MARCH | wanted).summary[0][1] == str(cases)


@pytest.mark.parametrize(
    ("districts", "departments", "cases", "terminals"),
    [((JIANGAN,), "", 6, 2), ((WUCHANG,), "housing", 0, 1), ((), "tax", 4, 4), ((JIANGAN, WUCHANG), "", 10, 3)],
)
def test_everybody_sees_only_what_their_duty_covers(counted, districts, departments, cases, terminals):
    """Also where they ask for more by hand: what the form does not offer does not count."""
    user = officer(districts, departments)
    for wanted in (MARCH, MARCH | {"district": JIANGAN if WUCHANG in districts else WUCHANG}):
        report = report_of(user, wanted)
        assert int(report.summary[0][1]) <= cases
        assert len(report.figure("terminals").table.rows) <= terminals
    report = report_of(user, MARCH)
    assert report.summary[0][1] == str(cases)
    assert len(report.figure("terminals").table.rows) == terminals


def test_a_form_that_is_wrong_says_so_and_shows_the_usual(admin_client, counted):
    for wanted, words in (
        ("since=2026-03-10&until=2026-03-01", "结束日期早于开始日期"),
        ("since=2020-01-01&until=2026-03-01", "所选时间超过 400 天"),
    ):
        text = admin_client.get(f"{PAGE}?{wanted}").content.decode()
        assert words in text
        assert 'aria-current="true"' in text, "the usual thirty days"
    assert admin_client.get(f"{PAGE}?since=x&version=y&district=%00&service=%27").status_code == 200


def test_a_role_that_may_not_read_reports_reads_none(client, counted):
    client.force_login(officer(role=roles.CLERK))
    assert client.get(PAGE).status_code == 403
    assert client.get(f"{PAGE}export/services.csv").status_code == 403


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_chart_stands_with_its_table_and_its_files(admin_client, counted, language):
    admin_client.cookies["django_language"] = language
    text = admin_client.get(PAGE, MARCH).content.decode()
    assert text.count('role="img"') == 8, "all but paper, of which nothing is known"
    assert text.count('<div class="scroll"') == 8
    assert not re.search(r"<script(?![^>]*src=\"/static/admin)", text), "nothing here needs a script"
    files = re.findall(r'href="(/admin/reports/use/export/[^"]+)"', text)
    assert len(files) == 19
    for link in files:
        assert admin_client.get(link.replace("&amp;", "&")).status_code == 200, link


def test_a_platform_without_any_case_has_a_page(admin_client, db):
    text = admin_client.get(PAGE).content.decode()
    assert text.count("所选范围内没有数据") >= 8


def test_csv_opens_in_excel_and_says_the_same(admin_client, counted):
    response = admin_client.get(f"{PAGE}export/services.csv", MARCH)
    assert response.content.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert table[0][:4] == ["事项", "事项代码", "办件数", "办结"]
    assert table[1] == ["housing/fund", "housing/fund", "6", "4", "0.6667", "2", "0", "0", "0", "90.0"]
    name = response.headers["Content-Disposition"]
    assert "filename*=utf-8''" in name
    assert "2026-03-01_2026-03-10" in name
    event = AuditEvent.objects.get(action="reports.export")
    assert (event.who, event.detail) == ("admin", "各事项使用量_2026-03-01_2026-03-10_全市.csv")


def test_a_workbook_has_a_sheet_for_each_table_and_numbers_stay_numbers(admin_client, counted):
    response = admin_client.get(f"{PAGE}export/all.xlsx", MARCH)
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == [
        "使用量走势",
        "各时段使用量",
        "各事项使用量",
        "各区使用量",
        "各步骤办理与放弃",
        "各步骤用时",
        "设备可用率",
        "各终端可用率",
        "纸张预测",
    ]
    sheet = book["各事项使用量"]
    assert sheet["A1"].value == "各事项使用量 2026-03-01–2026-03-10 全市"
    assert (sheet["C3"].value, sheet["E3"].value, sheet["E3"].number_format) == (6, 0.6667, "0.0%")


def test_there_is_no_file_of_what_is_no_table(admin_client, db):
    for name in ("nothing.csv", "all.csv", "services.pdf"):
        assert admin_client.get(f"{PAGE}export/{name}").status_code == 404


WICKED = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", '=HYPERLINK("http://x")')


def test_no_word_in_a_file_is_a_formula():
    table = Table("t", "=题", (Column("-a"), Column("n", Kind.COUNT)), tuple((words, -1) for words in WICKED))
    for row in list(csv.reader(io.StringIO(csv_of(table).decode("utf-8-sig"), newline="")))[1:]:
        assert row[0].startswith("'")
        assert row[1] == "-1"
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_of([table], ""))).worksheets[0]
    assert [cell.data_type for cell in sheet["A"]] == ["s"] * (len(WICKED) + 2)
    assert {cell.value for cell in sheet["B"][2:]} == {-1}


def test_words_that_are_none_stay_as_they_are():
    assert [harmless(words) for words in ("江岸区", "a-b", "3=3", "")] == ["江岸区", "a-b", "3=3", ""]
    table = Table("t", "a/b:[c]", (Column("a"),), ((None,), ("x\x0by",)))
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of([table], "")))
    assert [cell.value for cell in book.worksheets[0]["A"]][2:] == [None, "xy"]


def test_a_files_name_is_one_on_every_system():
    assert file_name("各区", "2026-03-01", 'a/b\\c:"d"\n', ending="csv") == "各区_2026-03-01_a_b_c_d.csv"
    assert len(file_name("长" * 300, ending="xlsx")) == 125


@pytest.mark.django_db
@pytest.mark.parametrize("number", [3, 40])
def test_the_page_costs_the_same_for_any_number_of_rows(fleet, clock, number):
    user = officer((JIANGAN, WUCHANG), role=roles.OPERATOR)
    user.user_permissions.set(Permission.objects.all())
    for one in range(number):
        at = NOON - timedelta(days=one % 9, hours=one)
        arrives(fleet[one % 3], one, case(one, at, service=f"d{one}/s{one}", steps=steps(3)))
    due.count_due(clock.at)
    with CaptureQueriesContext(connection) as asked:
        report_of(User.objects.get(pk=user.pk), MARCH)
    assert len(asked) - 1 <= 16, [query["sql"] for query in asked]


def test_labels_of_a_time_axis_never_meet():
    """On the narrowest screen a label takes less than a sixth of the width."""
    for number in (1, 2, 7, 13, 31, 45, 366):
        drawn = charts.columns("", [(f"2026-{nr:02}", nr, 0) for nr in range(number)])
        places = [place for _name, place, _anchor in drawn.ticks]
        assert all(later - earlier > 16 for earlier, later in pairwise(places)), number
        assert all(column.x >= 0 and column.x + column.width <= 100.001 for column in drawn.columns)


def test_bars_and_cells_are_in_proportion():
    drawn = charts.bars("", [("a", "", (("solid", 3), ("hatch", 1))), ("b", "", (("solid", 2),))])
    assert [[part.width for part in bar.parts] for bar in drawn.bars] == [[75.0, 25.0], [50.0]]
    heat = charts.heat("", ["一"], ["0", "1"], [[0, 8]])
    assert [(cell.shade, cell.words) for cell in heat.cells] == [(0.0, ""), (1.0, "8")]
    assert charts.bars("", [("a", "", (("solid", 0),))]).bars[0].parts == ()
    assert charts.shortened("住房公积金缴存明细打印和其他很长的名称") == "住房公积金缴存明细打印和其他很长…"


def test_figures_are_told_in_words():
    assert (percent(1), percent(0.99999), percent(0.5)) == ("100.0 %", "99.9 %", "50.0 %")
    assert [duration(seconds) for seconds in (0.25, 42, 200, 7260)] == ["0.2 秒", "42 秒", "3 分 20 秒", "2 小时 1 分"]


def test_periods_and_versions_lead_to_themselves(admin_client, counted):
    report = report_of(administrator(), MARCH)
    for _words, query, _shown in report.periods(timezone.localdate()):
        assert admin_client.get(f"{PAGE}?{query}").status_code == 200
    ((version, query, shown),) = report.versions()
    assert (version, shown) == (2, True)
    assert FlowWords.objects.count() == 0
    assert admin_client.get(f"{PAGE}?{query}").status_code == 200
