"""Pages on the screens that staff have: nothing sticks out, alarms and columns are seen without scrolling."""

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from kiosk.fleet_simulation.terminal import SimulatedTerminal
from tests.browser.conftest import WAIT_MS
from tests.browser.full_lists import fill
from tests.browser.test_story import approved

pytestmark = pytest.mark.journey
SCREENS = ((1366, 768), (1920, 1080), (390, 844))
OFFICE, _, PHONE = SCREENS
FULL = {
    "fleet/terminal",
    "alarms/alarm",
    "gateway/operationstate",
    "ratings/rating",
    "ratings/redress",
    "commands/command",
    "drafts/draft",
    "rulings/ruling",
    "intake/transaction",
    "intake/issue",
    "intake/payment",
    "intake/deadletter",
    "audit/auditevent",
}
"""Lists that must not be empty where it is measured whether lists fit."""
_CUT_OFF = """cells => cells.filter(cell => {
  const box = cell.getBoundingClientRect();
  return !cell.hasAttribute("data-empty") && !cell.matches(".action-checkbox")
    && (box.width < 1 || box.left < 0 || box.right > innerWidth || cell.scrollWidth > cell.clientWidth + 1);
}).map(cell => cell.className + ": " + cell.innerText)"""


def test_the_first_page_fits(sit_down: Callable[..., Page]) -> None:
    page = sit_down()
    for language in ("English", "中文"):
        page.get_by_role("button", name=language).click()
        expect(page.get_by_role("button", name=language)).to_have_count(0)
        expect(page.locator(".map .tile")).to_have_count(13)
        for width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth") == width
            for panel in (".panel.alarms", ".panel.tasks"):
                box = page.locator(panel).bounding_box()
                assert box is not None
                assert box["y"] + box["height"] <= height
    assert page.evaluate("document.querySelectorAll('script:not([src])').length") == 0


def in_each_language(page: Page) -> Iterator[str]:
    for language, other in (("English", "中文"), ("中文", "English")):
        page.goto("/admin/")
        page.get_by_role("button", name=language).click()
        expect(page.get_by_role("button", name=other)).to_be_visible()
        yield language


def lists(page: Page) -> list[str]:
    """Return the lists that the menu leads to."""
    page.goto("/admin/")
    links = page.locator("#nav-sidebar th a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    return [str(link) for link in links]


def test_each_list_shows_all_of_its_columns_in_the_office_and_on_a_phone(
    sit_down: Callable[..., Page], join: Callable[[str], SimulatedTerminal]
) -> None:
    page = sit_down()
    fill(page, approved(page, join, "东西湖区示范街道政务服务中心一楼大厅"))
    for _language in in_each_language(page):
        measured = set()
        for address in lists(page):
            page.set_viewport_size({"width": OFFICE[0], "height": OFFICE[1]})
            page.goto(address)
            if not page.locator("#result_list").count():  # it is empty, or no list at all
                continue
            measured.add(address.removeprefix("/admin/").rstrip("/"))
            table, room = (
                page.locator("#result_list").locator("..").evaluate("one => [one.scrollWidth, one.clientWidth]")
            )
            assert table <= room, address
            box = (
                page.locator("#changelist-filter").bounding_box()
                if page.locator("#changelist-filter").count()
                else None
            )
            assert box is None or box["x"] + box["width"] <= OFFICE[0], address
            page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
            assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0], address
            cut_off = page.locator("#result_list tbody :is(td, th)").evaluate_all(_CUT_OFF)
            assert cut_off == [], address
        assert measured >= FULL


def test_on_a_phone_a_terminal_is_seen_with_its_state_and_what_it_runs(
    sit_down: Callable[..., Page], join: Callable[[str], SimulatedTerminal]
) -> None:
    page = sit_down(width=PHONE[0], height=PHONE[1])
    terminal = approved(page, join, "汉阳区示范街道便民服务中心")
    page.goto(f"/admin/fleet/terminal/?q={terminal.identity.terminal_id}")
    begun = time.monotonic()
    while page.locator("td.field-reachable").inner_text() != "在线":  # heartbeats are written some at a time
        assert time.monotonic() < begun + WAIT_MS / 1000
        terminal.beat()
        page.wait_for_timeout(500)
        page.reload()
    card = page.locator("#result_list tbody tr")
    expect(card.locator("th")).to_have_text(terminal.identity.terminal_id)
    for field, label, told in (
        ("reachable", "联络", "在线"),
        ("admission", "准入状态", "已批准"),
        ("where", "安装地点", "汉阳区示范街道便民服务中心"),
        ("release", "发布序号", "0"),
        ("seen", "最近心跳", ":"),
    ):
        cell = card.locator(f"td.field-{field}")
        expect(cell).to_be_in_viewport()
        expect(cell).to_contain_text(told)
        assert cell.evaluate("one => getComputedStyle(one, '::before').content") == f'"{label}"'


def test_the_pilots_of_a_rollout_are_labelled_above_their_boxes(sit_down: Callable[..., Page]) -> None:
    page = sit_down()
    page.goto("/admin/rollout/rollout/add/")
    boxes, label = page.locator(".pilots .selector").bounding_box(), page.locator(".pilots > label").bounding_box()
    assert boxes is not None
    assert label is not None
    assert label["y"] + label["height"] <= boxes["y"]
