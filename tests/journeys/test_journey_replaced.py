"""A broken machine is replaced by a new one at the same place: codes at the glass, fingerprints on both sides."""

import pytest
from kit.glass import Glass
from kit.journey import to_home
from kit.town import Town
from PySide6.QtGui import QGuiApplication

from drivers.faults import Role
from kiosk.desk.client import DeskClient
from kiosk.settings import Settings

pytestmark = pytest.mark.journey
_KEYS = "SELECT public_key, ended_at IS NULL FROM fleet_terminalkey WHERE terminal_id = ? ORDER BY id"


def new_machine(town: Town) -> Settings:
    """The settings as the technician copied them from the broken machine, without a code."""
    settings = town.settings()
    platform = settings.platform.model_copy(update={"enrolment_code": ""})
    return settings.model_copy(update={"state_dir": town.place / "new-machine", "platform": platform})


def test_a_new_machine_takes_the_place_of_a_broken_one(town: Town, desk: DeskClient, qapp: QGuiApplication) -> None:
    with Glass(town.settings()) as old:
        to_home(old)
        number = old.terminal.identity.terminal_id
    code = town.central.enrolment_code("--replaces", number)

    with Glass(new_machine(town)) as new:
        new.see("joining", timeout_s=30)
        new.touch(*(f"key_{sign}" for sign in "ABCDEFGHJKMN"), "enter_code")
        new.until(lambda: "登记码不对" in new.words, "to be told that the code is wrong")

        new.until(lambda: "扫码窗口" in new.words, "the scanner to read")
        desk.act(Role.CODE_SCANNER, "scan", text=code)
        new.until(lambda: f"接替原 {number}" in new.words, "to be told whose place it takes", 30)
        desk.act(Role.CODE_SCANNER, "take_away")
        identity = new.terminal.identity
        assert identity.fingerprint in new.words
        assert identity.terminal_id == number
        assert identity.machine == 1
        assert [counts for _, counts in town.central.rows(_KEYS, number)] == [0, 1]

        town.central.approve(number)
        to_home(new)

    with Glass(town.settings()) as old:
        old.see("out_of_service", timeout_s=30)
        old.until(lambda: "已停止使用" in old.words, "the old machine to say that it is shut out")
