"""What happens at a device reaches the shell, the log and the outbox: cabinet and mains, on their real wires."""

import logging
from hashlib import sha256

import pytest
from kit.packages import real_flow_files

from drivers.cabinet.board_map import Contact
from drivers.cabinet.emulator import BoardEmulator
from drivers.faults import Fault, Role
from drivers.lights import Flash, Light
from drivers.ups.emulator import UpsEmulator
from kiosk.app.terminal import TerminalApp
from kiosk.engine.trouble import of_device
from kiosk.protocol.package import pack, unpack
from kiosk.protocol.records import AlarmRecord
from kiosk.protocol.release import Release, ReleasedFlow, flow_target
from kiosk.settings import Settings
from kiosk.sync.flow_store import FlowStore

NOWHERE = 9  # the discard port: nobody answers


@pytest.fixture
def ups(tmp_path):
    emulator = UpsEmulator(tmp_path / "ups")
    emulator.start()
    yield emulator
    emulator.stop()


@pytest.fixture
def board(tmp_path):
    emulator = BoardEmulator(tmp_path / "board")
    emulator.start()
    yield emulator
    emulator.stop()


@pytest.fixture
def terminal(qapp, tmp_path, ups, board):
    state = tmp_path / "state"
    _keep_flows(state / "flows")
    settings = {
        "state_dir": state,
        "devices": {"ups": ups.url, "cabinet": board.url, "id_card": f"serial:{tmp_path}/none", "poll_s": 0.1},
        "platform": {
            "url": f"http://127.0.0.1:{NOWHERE}",
            "public_url": "https://example.invalid",
            "trusted_root": tmp_path / "root.json",
            "enrolment_code": "NOBODY-ASKS",
        },
        "screen": {"full_screen": False},
    }
    made = TerminalApp(Settings.model_validate(settings))
    made.start()
    yield made
    made.stop()


def _keep_flows(directory):
    """Lay a flow where a terminal keeps verified ones."""
    store, data = FlowStore(directory), pack(real_flow_files())
    store.keep(data)
    flow = unpack(data).flow
    target = flow_target(flow.service, flow.version)
    released = ReleasedFlow(version=flow.version, target=target, sha256=sha256(data).hexdigest())
    store.stage(Release(release_seq=1, flows={flow.service: released}))


def alarms(terminal):
    records = [envelope.record for envelope in terminal.ledger.pending(1000)]
    return [(one.source, one.code, one.cleared) for one in records if isinstance(one, AlarmRecord)]


def test_cut_mains_stop_the_terminal_until_they_are_back(terminal, ups, qtbot, caplog):
    caplog.set_level(logging.INFO, "kiosk.devices.host")
    qtbot.waitUntil(lambda: terminal.hands.statuses()[Role.UPS].ready, timeout=10_000)
    ups.cut_mains()
    qtbot.waitUntil(lambda: terminal.front.out_of_service == of_device(Role.UPS, Fault.ON_BATTERY), timeout=10_000)
    qtbot.waitUntil(lambda: terminal.shell.model.screen == "out_of_service", timeout=10_000)
    ups.restore_mains()
    qtbot.waitUntil(lambda: terminal.shell.model.screen != "out_of_service", timeout=10_000)
    told = [alarm for alarm in alarms(terminal) if alarm[0] == Role.UPS]
    assert told == [("ups", "ON_BATTERY", False), ("ups", "ON_BATTERY", True)]
    assert caplog.text.count("online ON_BATTERY") == 1


def test_an_open_door_is_told_and_the_lights_obey(terminal, board, qtbot):
    qtbot.waitUntil(lambda: terminal.hands.statuses()[Role.CABINET].ready, timeout=10_000)
    board.set_contact(Contact.DOOR_OPEN, on=True)
    qtbot.waitUntil(lambda: terminal.front.out_of_service == of_device(Role.CABINET, Fault.DOOR_OPEN), timeout=10_000)
    assert ("cabinet", "DOOR_OPEN", False) in alarms(terminal)
    board.set_contact(Contact.DOOR_OPEN, on=False)
    terminal.hands.light({Light.CARD_READER: Flash.MEDIUM})
    qtbot.waitUntil(lambda: board.light(Light.CARD_READER)[0] is Flash.MEDIUM, timeout=10_000)
    board.unplug()
    qtbot.waitUntil(lambda: not terminal.hands.statuses()[Role.CABINET].ready, timeout=10_000)
    board.replug()
    qtbot.waitUntil(lambda: board.light(Light.CARD_READER)[0] is Flash.MEDIUM, timeout=10_000)


def test_a_service_is_not_listed_where_the_printer_it_needs_was_never_installed(terminal):
    assert terminal.store.flows()
    assert list(terminal.front.services()) == []
