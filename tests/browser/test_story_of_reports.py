"""Somebody asks how much a department was used, looks, and takes the figures away: in Chinese, by clicks."""

import csv
import io
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from kiosk.fleet_simulation.terminal import SimulatedTerminal
from kiosk.protocol.records import Envelope, TransactionRecord
from tests.browser.conftest import WAIT_MS
from tests.browser.people import make_staff
from tests.browser.test_story import PASSWORD, approved
from tests.browser.test_story_of_a_rating import fits

pytestmark = pytest.mark.journey
NOON = datetime.now(ZoneInfo("Asia/Shanghai")).replace(hour=12, minute=0, second=0, microsecond=0)
CARD, HALL = "culture/library-card", "sports/hall"
CASES = (  # service, days ago, outcome
    *((CARD, 3, "completed"),) * 3,
    (CARD, 3, "left"),
    (CARD, 2, "completed"),
    *((CARD, 20, "completed"),) * 4,
    *((HALL, 3, "completed"),) * 2,
)


def case(number: int, service: str, days: int, outcome: str) -> Envelope:
    ended = (NOON - timedelta(days=days)).astimezone(UTC)
    record = TransactionRecord.model_validate(
        {
            "kind": "transaction",
            "transaction_id": f"01900000-0000-7000-8000-00000000c1{number:02}",
            "service": service,
            "flow_version": 1,
            "item_code": "000114001000",
            "outcome": outcome,
            "last_step": "end",
            "started_at": f"{ended - timedelta(seconds=90):%Y-%m-%dT%H:%M:%SZ}",
            "ended_at": f"{ended:%Y-%m-%dT%H:%M:%SZ}",
        }
    )
    at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return Envelope(id=f"01900000-0000-7000-8000-00000000c2{number:02}", occurred_at=at, record=record)


def hand_in(terminal: SimulatedTerminal) -> None:
    reply = terminal.client.intake([case(number, *said) for number, said in enumerate(CASES)])
    assert {result.status for result in reply.results} == {"accepted"}


def asked_for(page: Page, **choices: str) -> None:
    for name, choice in choices.items():
        field = page.locator(f"form.asked [name={name}]")
        field.fill(choice) if name in ("since", "until") else field.select_option(choice)
    page.get_by_role("button", name="查看").click()


def counted(page: Page) -> None:
    """Look until the platform's job has counted what was handed in."""
    begun = time.monotonic()
    while page.locator("form.asked [name=department] option[value=culture]").count() == 0:
        assert time.monotonic() < begun + WAIT_MS / 1000, "nothing was counted"
        page.wait_for_timeout(500)
        page.reload()


def taken(page: Page, link: str) -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name=link, exact=True).click()
    return download.value.path()


def test_somebody_looks_at_a_departments_figures_and_takes_them_away(sit_down, join):
    administrator = sit_down()
    hand_in(approved(administrator, join, "五号大厅"))
    make_staff(administrator, "tongji", PASSWORD, "区运维员")

    page = sit_down("tongji", PASSWORD)
    page.goto("/admin/reports/use/")
    counted(page)
    since, until = f"{NOON - timedelta(days=3):%Y-%m-%d}", f"{NOON - timedelta(days=1):%Y-%m-%d}"
    asked_for(page, since=since, until=until, department="culture")
    expect(page.locator(".about")).to_contain_text(f"{since} – {until}")
    expect(page.locator(".summary div", has_text="办件数").first).to_contain_text("5")

    panel = page.locator("section.panel.days")
    expect(panel.get_by_role("img", name="使用量走势")).to_be_visible()
    columns = panel.locator("svg.columns g title").all_text_contents()
    assert len(columns) == 3
    heights = [float(bar.get_attribute("height")) for bar in panel.locator("svg.columns rect.solid").all()]
    assert heights[0] > heights[1] > heights[2] == 0, "three were done, then one, then none"
    panel.locator("summary").click()
    expect(panel.locator("table tbody tr")).to_have_count(3)
    assert [cell.inner_text() for cell in panel.locator("table tbody tr").first.locator("td").all()[:3]] == [
        since,
        "4",
        "3",
    ]
    services = page.locator("section.panel.services")
    expect(services.locator("svg.bars")).to_contain_text(CARD)
    expect(services).not_to_contain_text(HALL)
    fits(page)

    rows = list(csv.reader(io.StringIO(taken(page, "各事项使用量 CSV").read_text("utf-8-sig"))))
    assert rows[0][:4] == ["事项", "事项代码", "办件数", "办结"]
    assert [row[:4] for row in rows[1:]] == [[CARD, CARD, "5", "4"]]
    book = openpyxl.load_workbook(io.BytesIO(taken(page, "导出全部 XLSX").read_bytes()))
    sheet = book["各事项使用量"]
    assert [cell.value for cell in sheet[3][:4]] == [CARD, CARD, 5, 4]
    assert (sheet.max_row, since in sheet["A1"].value, until in sheet["A1"].value) == (3, True, True)
    assert [row[1].value for row in book["使用量走势"].iter_rows(min_row=3)] == [4, 1, 0]

    asked_for(page, department="", service=HALL)
    expect(page.locator(".summary div", has_text="办件数").first).to_contain_text("2")
    asked_for(page, since=until, until=since)
    expect(page.locator(".errornote")).to_contain_text("结束日期早于开始日期")
