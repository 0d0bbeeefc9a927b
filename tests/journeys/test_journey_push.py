"""Flows come to a terminal that is running: between two residents, and only as they were signed."""

import shutil
from pathlib import Path

import pytest
from kit.glass import Glass
from kit.journey import leave, to_card, to_home
from kit.town import SERVICE, Town, copied_flows

from kiosk.desk.client import DeskClient

pytestmark = pytest.mark.journey
TITLE = "住房公积金缴存明细打印"
ARRIVES_S = 60.0
"""One heartbeat of the demo (3 s at most), the fetching, and a busy machine."""


@pytest.fixture(scope="module")
def flows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied_flows(tmp_path_factory.mktemp("flows"))


def retitle(flows: Path, title: str) -> None:
    """Write another title into the Chinese texts, as an author does."""
    file = flows / SERVICE / "texts.zh.yaml"
    lines = file.read_text("utf-8").splitlines()
    assert lines[0].startswith("title: ")
    file.write_text("\n".join([f"title: {title}", *lines[1:], ""]), "utf-8")


def version(glass: Glass) -> int:
    return glass.terminal.store.versions()[SERVICE]


def test_a_text_that_was_changed_shows_on_the_home_screen(glass: Glass, town: Town, flows: Path) -> None:
    to_home(glass)
    assert TITLE in glass.words
    before = version(glass)
    retitle(flows, "公积金明细（新）")
    town.central.publish(flows)
    glass.until(lambda: "公积金明细（新）" in glass.words, "the new title at home", ARRIVES_S)
    assert glass.here.screen == "home"
    assert TITLE not in glass.words
    assert version(glass) == before + 1
    glass.touch("back")
    glass.see("attract")
    assert "公积金明细（新）" in glass.words


def test_a_session_keeps_the_flow_it_began_with(glass: Glass, desk: DeskClient, town: Town, flows: Path) -> None:
    retitle(flows, "甲版")
    town.central.publish(flows)
    glass.until(lambda: "甲版" in glass.words, "the title before", ARRIVES_S)
    to_card(glass)
    transaction, before = glass.transaction_id, version(glass)
    retitle(flows, "乙版")
    town.central.publish(flows)
    glass.until(lambda: glass.terminal.store.staged_seq, "the next release to be staged", ARRIVES_S)
    assert "甲版" in glass.words
    desk.place(1)
    glass.see("form")
    assert "甲版" in glass.words
    assert "乙版" not in glass.words
    assert version(glass) == before
    leave(glass, desk)
    glass.until(lambda: "乙版" in glass.words, "the new title after the session", 1.0)
    assert version(glass) == before + 1
    glass.until(lambda: not glass.terminal.ledger.outbox_left(), "the outbox to empty")
    known = "SELECT flow_version, outcome FROM intake_transaction WHERE transaction_id = ?"
    assert town.central.row(known, transaction) == (before, "left")


def test_a_package_that_was_tampered_with_is_refused_until_a_good_one_comes(
    glass: Glass, desk: DeskClient, town: Town, flows: Path
) -> None:
    to_home(glass)
    retitle(flows, "丙版")
    town.central.publish(flows)
    glass.until(lambda: "丙版" in glass.words, "the title before", ARRIVES_S)
    before = version(glass)
    workshop = Path(shutil.copytree(town.central.served, town.place / "workshop"))  # where the publisher works
    _publish(town, flows, workshop, title="丁版")
    _deploy(workshop, town.central.served, damaged=f"{before + 1}.flow")
    glass.until(lambda: "PACKAGE_REFUSED" in town.central.open_alarms(), "the alarm at central", ARRIVES_S)
    (detail,) = town.central.row("SELECT detail FROM alarms_alarm WHERE code = 'PACKAGE_REFUSED'")
    assert f"{before + 1}.flow" in detail
    to_card(glass)  # and the old one goes on serving
    assert "丙版" in glass.words
    assert version(glass) == before
    leave(glass, desk)
    assert version(glass) == before

    _publish(town, flows, workshop, title="戊版")
    _deploy(workshop, town.central.served)
    glass.until(lambda: "戊版" in glass.words, "the good package", ARRIVES_S)
    glass.until(lambda: "PACKAGE_REFUSED" not in town.central.open_alarms(), "the alarm to be cleared")
    assert version(glass) == before + 2


def _publish(town: Town, flows: Path, repository: Path, *, title: str) -> None:
    retitle(flows, title)
    town.central.publish(flows, repository=repository)


def _deploy(workshop: Path, served: Path, *, damaged: str = "\0") -> None:
    """Copy a publication to where terminals fetch it; one byte is changed on the way in files that end so."""
    # The timestamp last: once a terminal has seen it, all the rest must be there.
    shutil.copytree(workshop, served, dirs_exist_ok=True, ignore=shutil.ignore_patterns("timestamp.json"))
    for file in served.rglob("*.flow"):
        if file.name.endswith(damaged):
            content = bytearray(file.read_bytes())
            content[len(content) // 2] ^= 1
            file.write_bytes(content)
    shutil.copy2(workshop / "metadata" / "timestamp.json", served / "metadata" / "timestamp.json")
