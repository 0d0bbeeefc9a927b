"""`kiosk device list`: from the devices themselves, and from a terminal that holds them."""

import json

import pytest

from drivers.faults import Fault, Role, Threshold
from drivers.id_card.emulator import SamVEmulator
from drivers.receipt_printer.emulator import EscPosEmulator
from drivers.status import DeviceState, DeviceStatus
from kiosk.devices.roll_call import RollBook
from kiosk.devices.running import running
from kiosk.technician.layout import one_line, table, width


@pytest.fixture
def reader(tmp_path):
    emulator = SamVEmulator(tmp_path / "reader")
    emulator.start()
    yield emulator
    emulator.stop()


@pytest.fixture
def printer():
    emulator = EscPosEmulator()
    emulator.start()
    yield emulator
    emulator.stop()


def test_devices_that_are_ready_are_online(kiosk, configured, reader, printer):
    answer = kiosk("device", "list", "--config", configured(id_card=reader.url, receipt_printer=printer.url))
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[0] == "From the devices themselves:"
    assert lines[2].split() == ["ROLE", "ADDRESS", "STATE", "SINCE"]
    assert lines[3].split()[:1] + lines[3].split()[-2:] == ["id_card", "online", "now"]
    assert max(map(width, lines)) <= 120


def test_what_ails_is_told_with_its_code_and_its_remedy(kiosk, configured, reader, printer):
    printer.set_fault(Fault.PAPER_OUT)
    reader.unplug()
    file = configured(id_card=reader.url, receipt_printer=printer.url)
    answer = kiosk("device", "list", "--config", file)
    assert answer.code == 1
    assert "! RP020 PAPER_OUT: Load paper." in answer.out
    assert "! IC001 OFFLINE: Check the cable" in answer.out
    told = json.loads(kiosk("device", "list", "--config", file, "--json").out)
    assert told["terminal"] is None
    ills = {device["role"]: [ill["code"] for ill in device["ailments"]] for device in told["devices"]}
    assert ills == {"id_card": ["IC001"], "receipt_printer": ["RP020"]}


def test_a_running_terminal_is_asked_instead_of_the_devices(kiosk, configured, printer, tmp_path):
    file = configured(receipt_printer=printer.url)
    with running(tmp_path / "state"):
        book = RollBook(tmp_path / "state", {Role.RECEIPT_PRINTER: printer.url})
        low = frozenset({Threshold.PAPER_LOW})
        assert "just starting" in kiosk("device", "list", "--config", file).out
        book.open()
        book.told(DeviceStatus(Role.RECEIPT_PRINTER, DeviceState.ONLINE, thresholds=low))
        answer = kiosk("device", "list", "--config", file)
        book.close()
    assert answer.code == 0
    assert answer.out.startswith("From the running terminal (process ")
    assert "~ RP080 PAPER_LOW: Bring paper on the next visit." in answer.out


def test_a_detail_from_a_device_cannot_steer_the_screen(kiosk, configured, tmp_path):
    file = configured(receipt_printer="tcp://printer")
    with running(tmp_path / "state"):
        book = RollBook(tmp_path / "state", {Role.RECEIPT_PRINTER: "tcp://printer"})
        detail = "a\x1b[2J\u202eb\nc" + "x" * 5000
        book.told(DeviceStatus(Role.RECEIPT_PRINTER, DeviceState.OFFLINE, detail=detail))
        out = kiosk("device", "list", "--config", file).out
        book.close()
    assert not {"\x1b", "\u202e"} & set(out)
    assert len(out) < 2000


def test_settings_that_are_wrong_are_told_whole(kiosk, configured):
    file = configured(id_crad="serial:/dev/none", receipt_printer="tpc://printer", cabinet="modbus:/dev/none?unti=1")
    answer = kiosk("device", "list", "--config", file)
    assert answer.code == 2
    assert answer.err.startswith("3 to mend in the settings\n")
    for words in ("id_card", "tcp", "unit"):
        assert f"did you mean {words!r}" in answer.err
    assert f"{file}:" in answer.err


def test_addresses_that_drivers_cannot_use_are_told_together(kiosk, configured):
    answer = kiosk("device", "list", "--config", configured(code_scanner="serial:/dev/none?dialect=klingon"))
    assert answer.code == 2
    assert "devices.code_scanner" in answer.err


def test_a_table_keeps_every_character_within_its_columns():
    rows = [("role", "address"), ("id_card", "serial:" + "x" * 200), ("ups", "中文" * 30)]
    blocks = table(rows, within=80)
    assert all(width(line) <= 80 for block in blocks for line in block)
    assert "".join(line[9:].strip() for line in blocks[1]) == rows[1][1]


def test_one_line_is_one_line():
    assert one_line("a\r\n\tb\x00c\u2066d") == "a b c d"
    assert len(one_line("x" * 999, 50)) == 50
