"""Pages on the screens that staff have: nothing sticks out, alarms and columns are seen without scrolling."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kiosk.fleet_simulation.terminal import SimulatedTerminal
from tests.browser.test_story import approved

pytestmark = pytest.mark.journey
SCREENS = ((1366, 768), (1920, 1080), (390, 844))


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


def test_the_list_of_terminals_shows_all_of_its_columns(
    sit_down: Callable[..., Page], join: Callable[[str], SimulatedTerminal]
) -> None:
    page = sit_down()
    approved(page, join, "东西湖区示范街道政务服务中心一楼大厅")
    for language, other in (("English", "中文"), ("中文", "English")):
        page.goto("/admin/fleet/terminal/")
        page.get_by_role("button", name=language).click()
        expect(page.get_by_role("button", name=other)).to_be_visible()
        table, room = page.locator(".results").evaluate("one => [one.scrollWidth, one.clientWidth]")
        assert table <= room
        box = page.locator("#changelist-filter").bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= SCREENS[0][0]
