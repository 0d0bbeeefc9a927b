"""The first page on the screens that staff have: nothing sticks out, alarms are seen without scrolling."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

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
