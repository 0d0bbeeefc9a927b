"""The first page on the screens that staff have: nothing sticks out, alarms are seen without scrolling."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080), (390, 844)])
def test_the_first_page_fits(sit_down: Callable[..., Page], width: int, height: int) -> None:
    page = sit_down(width=width, height=height)
    for language in ("English", "中文"):
        page.get_by_role("button", name=language).click()
        expect(page.locator(".map .tile")).to_have_count(13)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        for panel in (".alarms", ".tasks"):
            box = page.locator(panel).bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= height
    assert page.evaluate("document.querySelectorAll('script:not([src])').length") == 0
