"""Every page of the staff's site in a real browser: nothing of it is stopped by the policy that all pages come with."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey
_LEAVES = re.compile(r"/admin/logout/|/export/")  # nobody is logged in any more, or a file comes
_MOST_PAGES = 150
_WITHIN = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=")
_STOPPED = """document.addEventListener('securitypolicyviolation',
    event => console.error('stopped: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile))"""


def kind_of(link: str) -> str:
    """Return what pages have in common that differ by the record they show, or that Django draws for all alike."""
    path = re.sub(r"/(?!add|change|delete|history|admin)[^/]*\d[^/]*/", "/*/", urlsplit(link).path)
    alike = re.search(r"/(history|delete)/$", path)
    return alike[0] if alike else path


def made_a_place_and_a_code(page: Page) -> None:
    page.goto("/admin/fleet/place/add/")
    page.fill("#id_name", "政策大厅")
    page.select_option("#id_district", label="江岸区")
    page.get_by_role("button", name="保存", exact=True).click()
    page.goto("/admin/fleet/enrolmentcode/add/")
    page.locator("#id_place + .select2").click()
    page.locator(".select2-search__field").fill("政策大厅")
    page.locator(".select2-results__option--highlighted", has_text="政策大厅").click()
    page.locator(".datetimeshortcuts .date-icon").click()
    page.get_by_role("link", name="取消").first.click()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".enrolment-qr svg")).to_be_visible()


def test_no_page_breaks_the_policy_and_none_needs_it_loosened(sit_down: Callable[..., Page]) -> None:
    page = sit_down()
    page.add_init_script(_STOPPED)
    made_a_place_and_a_code(page)
    waiting, seen, within = ["/admin/", "/admin/rollout/rollout/add/", "/admin/password_change/"], set[str](), {}
    while waiting:
        link = waiting.pop(0)
        if kind_of(link) in seen or _LEAVES.search(link):
            continue
        seen.add(kind_of(link))
        answer = page.goto(link)
        assert answer is not None, link
        if answer.status != 200 or "html" not in answer.headers["content-type"]:
            continue
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        within[link] = _WITHIN.findall(answer.text())
        links = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href)")
        here = [urlsplit(one) for one in links if urlsplit(one).netloc == urlsplit(page.url).netloc]
        waiting += [one.path + (f"?{one.query}" if one.query else "") for one in here if one.path.startswith("/admin/")]
    assert 40 < len(seen) < _MOST_PAGES, sorted(seen)
    assert {link: found for link, found in within.items() if found} == {}


def test_the_public_page_keeps_its_own(sit_down: Callable[..., Page]) -> None:
    page = sit_down()
    page.add_init_script(_STOPPED)
    for link in ("/verify/", "/verify/WH0001-20260101-00001?code=AAAA-AAAA-AAAA"):
        answer = page.goto(link)
        assert answer is not None
        assert _WITHIN.findall(answer.text()) == []
        assert (
            page.locator("header .seal").evaluate("one => getComputedStyle(one).backgroundColor") != "rgba(0, 0, 0, 0)"
        )
