"""The platform as a process and a real browser: Debian's Chromium, in Chinese, which may complain of nothing."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from kit.central_process import Process
from kit.city import City
from kit.migrated import migrated
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from kiosk.fleet_simulation.terminal import SimulatedTerminal
from kiosk.settings import Platform as Settings

CHROMIUM = Path("/usr/bin/chromium")
WAIT_MS = 30_000
PICTURES = Path(os.environ.get("KIOSK_TEST_PICTURES") or "test-pictures")


@dataclass(frozen=True)
class Platform:
    """`city` holds the keys of the people; `data` is the platform's folder."""

    url: str
    data: Path
    city: City

    @property
    def password(self) -> str:
        return (self.data / "admin-password").read_text().strip()


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """One for each file: what one story leaves behind is nobody's else."""
    home = tmp_path_factory.mktemp("platform")
    city = City(home / "city")
    process = Process(
        migrated(home / "data"), "--demo", KIOSK_CENTRAL_FLOWS=city.served, KIOSK_CENTRAL_KEYS=city.server_keys
    )
    yield Platform(process.url, home / "data", city)
    code, rest = process.stop()
    assert code == 0
    assert [line for line in rest if "kiosk.central.audit.heads" not in line] == ["ended"]  # said every now and then


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One for each file: while Playwright has its loop in this thread, Django lets nobody ask the database here."""
    if not CHROMIUM.exists():
        pytest.skip("apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def sit_down(platform: Platform, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Log somebody in on an office screen; a second call is a second person. Pictures of all are kept on failure."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(name: str = "admin", password: str = "", width: int = 1366, height: int = 768) -> Page:
        size = {"width": width, "height": height}
        context = chromium.new_context(viewport=size, locale="zh-CN", base_url=platform.url)  # type: ignore[arg-type]
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("response", lambda got: complaints.append(f"{got.status} {got.url}") if got.status >= 500 else None)
        page.goto("/admin/")
        page.fill("#id_username", name)
        page.fill("#id_password", password or platform.password)
        page.get_by_role("button", name="登录").or_(page.locator("[type=submit][value=登录]")).click()
        page.wait_for_selector(".overview")
        return page

    failed = request.session.testsfailed
    yield open_page
    if request.session.testsfailed > failed or complaints:
        PICTURES.mkdir(exist_ok=True)
        for number, context in enumerate(contexts):
            context.pages[0].screenshot(path=PICTURES / f"{request.node.name}-{number}.png", full_page=True)
    for context in contexts:
        context.close()
    assert complaints == []


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
