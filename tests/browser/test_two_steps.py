"""Two-step verification as an administrator meets it: set up, asked for at the next log-in, the phone lost."""

import base64
import time
from collections.abc import Callable

import pytest
from django_otp.oath import totp
from playwright.sync_api import Page, expect

from tests.browser.conftest import WAIT_MS
from tests.browser.people import make_staff

pytestmark = pytest.mark.journey
NAME, PASSWORD = "anquan", "Liang-bu-2026-yanzheng"
NEXT = 1
"""The code of the half minute to come is taken, too: no test waits for it."""


def log_in(page: Page) -> None:
    page.goto("/admin/")
    page.fill("#id_username", NAME)
    page.fill("#id_password", PASSWORD)
    page.locator("[type=submit][value=登录]").click()


def log_out(page: Page) -> None:
    page.get_by_role("button", name="注销").click()
    page.goto("/admin/")
    expect(page.locator("#id_password")).to_be_visible()


def enter(page: Page, code: str) -> None:
    page.fill("#code", code)
    page.get_by_role("button", name="核对验证码").click()


def enter_until_on(page: Page, address: str, code: str) -> None:
    """Whoever wanted a page is on it after the code. For a second or two after a wrong one, right ones are refused."""
    deadline = time.monotonic() + WAIT_MS / 1000
    while page.locator("#code").count():
        assert time.monotonic() < deadline, "a right code is refused"
        enter(page, code)
        page.wait_for_load_state()
    assert page.url.endswith(address)


def test_a_phone_is_set_up_asked_for_and_lost(sit_down: Callable[..., Page]) -> None:
    make_staff(sit_down(), NAME, PASSWORD, "管理员")
    page = sit_down(NAME, PASSWORD)
    page.get_by_role("link", name="两步验证").click()
    picture = page.locator(".qr svg")
    for width, height in ((390, 844), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        box = picture.bounding_box()
        assert box is not None
        assert box["width"] >= 200, "a phone's camera has to read it"
    key = base64.b32decode(page.locator(".secret-key").inner_text().replace(" ", ""))
    enter(page, f"{totp(key):06}")
    words = page.locator(".words code").all_inner_texts()
    assert len(set(words)) == 10
    page.get_by_role("link", name="已保存，进入平台").click()
    expect(page.locator(".overview")).to_be_visible()

    log_out(page)
    log_in(page)
    expect(picture).to_have_count(0)
    page.goto("/admin/fleet/terminal/")
    expect(page.locator("#code")).to_be_visible()
    enter(page, "000000")
    expect(page.get_by_role("alert")).to_contain_text("验证码不正确")
    enter_until_on(page, "/admin/fleet/terminal/", f"{totp(key, drift=NEXT):06}")

    log_out(page)
    log_in(page)
    enter_until_on(page, "/admin/", words[0])
    log_out(page)
    log_in(page)
    enter(page, words[0])
    expect(page.get_by_role("alert")).to_contain_text("已使用")
