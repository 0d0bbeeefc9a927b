"""From a place to a halted rollout, as staff click it: real pages, a real terminal's code, real keys at home."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from kit.central_process import HOUSE
from kit.city import zipped
from kit.flows import sound_flow_files
from playwright.sync_api import Page, expect

from kiosk.fleet_simulation.terminal import SimulatedTerminal
from kiosk.sync.heart import Membership
from tests.browser.conftest import WAIT_MS, Platform
from tests.browser.people import make_staff

pytestmark = [pytest.mark.journey, pytest.mark.long]
SIGNER, PASSWORD = "qianshu", "Shi-fan-2026-miyao"


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


def approved(page: Page, join: Callable[[str], SimulatedTerminal], place: str) -> SimulatedTerminal:
    terminal = join(code_for_a_new_place(page, place))
    page.goto("/admin/")
    page.get_by_role("link", name="待批准终端").click()
    expect(page.locator("#result_list tr", has_text=place)).to_contain_text(terminal.identity.fingerprint)
    act(page, "批准所选终端（已核对指纹）", place)
    expect(page.locator(".messagelist")).to_contain_text("已批准 1 台")
    terminal.beat()
    return terminal


def test_a_terminal_joins_is_compared_approved_and_revoked(sit_down, join):
    page = sit_down()
    terminal = approved(page, join, "示范街道政务服务大厅")
    page.goto("/admin/")
    tile, begun = page.locator(".tile", has_text="江岸区"), time.monotonic()
    while "在线" not in tile.inner_text():  # heartbeats are written some at a time
        assert time.monotonic() < begun + WAIT_MS / 1000
        terminal.beat()
        page.wait_for_timeout(500)
        page.goto("/admin/")
    tile.locator("a.name").click()
    act(page, "吊销所选终端", "示范街道政务服务大厅")
    expect(page.locator(".messagelist")).to_contain_text("已吊销 1 台")
    terminal.beat()
    assert terminal.standing.membership == Membership.REVOKED
    page.goto("/admin/")
    expect(page.locator(".changes")).to_contain_text(f"吊销终端 {terminal.identity.terminal_id}")


def own_token(page: Page, file: Path) -> Path:
    page.goto("/admin/publishing/apitoken/add/")
    page.fill("#id_label", "办公室")
    page.get_by_role("button", name="创建").click()
    file.touch(mode=0o600)
    file.write_text(page.locator(".secret").inner_text())
    return file


def signed_at_home(platform: Platform, submission: str, token: Path) -> str:
    """Run the real command on the officer's machine, where both keys that are wanted lie; return what it says."""
    keys = token.parent / "keys"
    for name in ("clerk", "publisher"):
        shutil.copytree(platform.city.home(name).directory, keys, dirs_exist_ok=True)
    line = [sys.executable, "-m", "kiosk", "central", "sign", submission, "--server", platform.url]
    line += ["--token", str(token), "--keys", str(keys), "--trusted-root", str(platform.city.root)]
    line += ["--report-suffices", "--yes"]
    done = subprocess.run(line, cwd=HOUSE, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def steer(page: Page, button: str, reason: str) -> None:
    page.get_by_role("link", name=button).click()
    page.fill("[name=reason]", reason)
    page.get_by_role("button", name=button).click()


def test_a_flow_is_handed_in_examined_signed_rolled_out_and_stopped(sit_down, join, platform, tmp_path):
    page = sit_down()
    terminal = approved(page, join, "二号大厅")
    package = tmp_path / "flow.zip"
    package.write_bytes(zipped({f"housing/fund/{name}": content for name, content in sound_flow_files().items()}))
    page.goto("/admin/publishing/submission/upload/")
    page.set_input_files("#flows", package)
    page.get_by_role("button", name="上传并检查").click()
    expect(page.locator(".submission-state:not(.uploaded, .examining)")).to_have_text("待签署", timeout=120_000)
    expect(page.locator("ol.steps")).to_contain_text("全路径遍历")
    number = page.url.split("/submission/")[1].split("/")[0]

    make_staff(page, SIGNER, PASSWORD, "发布员")
    officer = sit_down(SIGNER, PASSWORD)
    expect(officer.locator(".tasks")).to_contain_text("待签署事项")
    assert "published in release 1" in signed_at_home(platform, number, own_token(officer, tmp_path / "token"))
    officer.goto(f"/admin/publishing/submission/{number}/change/")
    expect(officer.locator(".submission-state")).to_have_text("已签署发布")

    officer.goto("/admin/rollout/rollout/add/")
    officer.select_option("#id_pilots_from", terminal.identity.terminal_id)
    officer.locator("#id_pilots_add, #id_pilots_add_link").first.click()
    officer.get_by_role("button", name="保存计划").click()
    expect(officer.locator(".standing")).to_contain_text("待开始")
    steer(officer, "开始推送", "窗口已知会")
    expect(officer.locator(".standing")).to_contain_text("推送中")
    assert terminal.store.release_seq == 0
    terminal.beat()
    terminal.update()
    terminal.beat()
    assert terminal.store.release_seq == 1
    watched = time.monotonic()
    while "已启用 1" not in officer.locator(".legend").inner_text():
        assert time.monotonic() < watched + WAIT_MS / 1000
        terminal.beat()  # whoever is silent counts as offline
        officer.wait_for_timeout(1000)
    steer(officer, "紧急停止", "居民投诉")
    expect(officer.locator(".standing")).to_contain_text("已停止")
    expect(officer.locator(".rollout")).to_contain_text("居民投诉")
    page.goto("/admin/")
    for words in ("签署发布", "计划推送", "开始推送", "停止推送", "批准终端"):
        expect(page.locator(".changes")).to_contain_text(words)
