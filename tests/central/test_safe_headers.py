"""What browsers are told, of every kind of answer, in one place; and that nginx neither repeats nor contradicts it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

import kiosk.central
from kiosk.central.safe_headers import POLICY

HOUSE = Path(__file__).parents[2]
HERE = Path(kiosk.central.__file__).parent
VERIFICATION = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
ANSWERS = {
    "/admin/": POLICY,
    "/admin/login/": POLICY,
    "/admin/fleet/terminal/": POLICY,
    "/admin/no-such-page/": POLICY,
    "/static/central/site.css": POLICY,
    "/api/v1/openapi.json": POLICY,
    "/nowhere": POLICY,
    "/verify/": VERIFICATION,
    "/verify/WH0001-20260101-00001?code=K7QM-2XWD-9FTB": VERIFICATION,
}


@pytest.mark.parametrize(("url", "policy"), ANSWERS.items())
def test_every_answer_says_what_browsers_may_do_with_it(admin_client: Client, url: str, policy: str) -> None:
    answer = admin_client.get(url)
    told = {name: answer.headers.get(name) for name in EXPECTED}
    assert told == EXPECTED | ({"Referrer-Policy": "no-referrer"} if policy == VERIFICATION else {})
    assert answer.headers["Content-Security-Policy"] == policy
    answer.close()


EXPECTED = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), display-capture=()"
    ),
}


def test_no_policy_lets_a_page_run_what_is_written_in_it() -> None:
    for policy in (POLICY, VERIFICATION):
        assert "default-src 'none'" in policy
        assert not re.search(r"unsafe|\*|https?:|data:|blob:", policy)
        assert {"base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"} <= set(policy.split("; "))


def written_in_pages() -> Iterator[str]:
    """Yield what a browser would not run: styles and scripts within a template, an SVG, or what code writes."""
    within = re.compile(
        r"<style|\sstyle=\\?[\"']|<script(?![^>]*\ssrc=)|\son[a-z]+=\\?[\"']|javascript:", re.IGNORECASE
    )
    for kind in ("*.html", "*.svg", "*.py"):
        for file in HERE.rglob(kind):
            for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
                if within.search(line):
                    yield f"{file.relative_to(HOUSE)}:{number}: {line.strip()[:80]}: move it to a file below static/"


def test_nothing_is_written_in_a_page() -> None:
    assert list(written_in_pages()) == []


def test_nginx_repeats_nothing_that_django_says() -> None:
    """`add_header` outside the locations that nginx answers by itself would come beside Django's own."""
    text = (HOUSE / "config/central/nginx.conf").read_text("utf-8")
    own = re.search(r"location /flows/ \{.*?\n    \}\n", text, re.DOTALL)
    assert own is not None
    assert "add_header" not in text.replace(own[0], "")
    blocks = re.findall(r"\{([^{}]*add_header[^{}]*)", own[0])
    assert len(blocks) == 2, "an inner add_header hides those of the outer block"
    for name in ("Strict-Transport-Security", "X-Content-Type-Options", "Cache-Control"):
        assert all(name in block for block in blocks)
