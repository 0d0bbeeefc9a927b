"""From a place to a halted rollout, as staff click it: real pages, a real terminal's code, real keys at home."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kit.central_process import HOUSE
from kit.city import zipped
from kit.flows import flow_files
from playwright.sync_api import Page, expect

from kiosk.fleet_simulation.terminal import SimulatedTerminal
from kiosk.protocol.signing import fingerprint, public_key_of
from kiosk.settings import Platform as Settings
from tests.browser.conftest import WAIT_MS, Platform

pytestmark = pytest.mark.journey
SIGNER, PASSWORD = "qianshu", "Shi-fan-2026-miyao"


@pytest.fixture
def join(platform: Platform, tmp_path: Path) -> Iterator[Callable[[str], SimulatedTerminal]]:
    """A terminal of real client code that types this code in and beats once."""
    made: list[SimulatedTerminal] = []

    def new(code: str) -> SimulatedTerminal:
        settings = Settings(
            url=platform.url, public_url=platform.url, trusted_root=platform.city.root, enrolment_code=code
        )
        made.append(SimulatedTerminal(tmp_path / f"terminal-{len(made)}", settings))
        made[-1].beat()
        return made[-1]

    yield new
    for terminal in made:
        terminal.close()


def code_for_a_new_place(page: Page, name: str) -> str:
    page.goto("/admin/fleet/place/add/")
    page.fill("#id_name", name)
    page.select_option("#id_district", label="江岸区")
    page.get_by_role("button", name="保存", exact=True).click()
    page.goto("/admin/fleet/enrolmentcode/add/")
    page.locator("#id_place + .select2").click()
    page.locator(".select2-search__field").fill(name)
    page.locator(".select2-results__option--highlighted", has_text=name).click()
    page.get_by_role("button", name="保存", exact=True).click()
    return page.locator(".enrolment-code").inner_text()


def act(page: Page, action: str, row: str) -> None:
    page.locator("#result_list tr", has_text=row).locator("input.action-select").check()
    page.select_option("select[name=action]", label=action)
    page.get_by_role("button", name="执行").click()


def shown_fingerprint(terminal: SimulatedTerminal) -> str:
    return fingerprint(public_key_of(terminal.identity.private_key))


def approved(page: Page, join: Callable[[str], SimulatedTerminal], place: str) -> SimulatedTerminal:
    terminal = join(code_for_a_new_place(page, place))
    page.goto("/admin/")
    page.get_by_role("link", name="待批准终端").click()
    expect(page.locator("#result_list tr", has_text=place)).to_contain_text(shown_fingerprint(terminal))
    act(page, "批准所选终端（已核对指纹）", place)
    expect(page.locator(".messagelist")).to_contain_text("已批准 1 台")
    terminal.beat()
    return terminal


def test_a_terminal_joins_is_compared_approved_and_revoked(sit_down, join):
    page = sit_down()
    terminal = approved(page, join, "示范街道政务服务大厅")
    page.goto("/admin/")
    tile = page.locator(".tile", has_text="江岸区")
    expect(tile).to_contain_text("在线")
    tile.locator("a.name").click()
    act(page, "吊销所选终端", "示范街道政务服务大厅")
    expect(page.locator(".messagelist")).to_contain_text("已吊销 1 台")
    terminal.beat()
    assert terminal.standing.state == "revoked"
    page.goto("/admin/")
    expect(page.locator(".changes")).to_contain_text("吊销终端 WH0001")
