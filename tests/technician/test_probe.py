"""`kiosk device probe` at devices that really answer."""

import json
import signal
import subprocess
import sys
from contextlib import ExitStack

import pytest
import yaml

from drivers.cabinet.emulator import BoardEmulator
from drivers.code_scanner.emulator import ScannerEmulator
from drivers.document_camera.emulator import DocumentCameraEmulator
from drivers.document_printer.emulator import IppEvePrinter
from drivers.face_camera.emulator import FaceCameraEmulator
from drivers.faults import Role
from drivers.id_card.emulator import SamVEmulator
from drivers.receipt_printer.emulator import EscPosEmulator
from drivers.receipt_printer.serial_port import SerialPort
from drivers.social_card.emulator import VpcdReader
from drivers.ups.emulator import UpsEmulator
from drivers.wires import announce
from kiosk.desk.state import DEVICES_FILE, READY
from kiosk.devices.probing.wire import key, plain
from kiosk.devices.roll_call import RollBook
from kiosk.devices.running import running


@pytest.fixture(autouse=True)
def _announcements(tmp_path, monkeypatch):
    """What the machine itself announces is not looked at."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


@pytest.fixture
def lines(tmp_path):
    """A device of each role on a serial line, by role."""
    made = {
        Role.ID_CARD: SamVEmulator(tmp_path / "a"),
        Role.CODE_SCANNER: ScannerEmulator(tmp_path / "b"),
        Role.CABINET: BoardEmulator(tmp_path / "c"),
        Role.UPS: UpsEmulator(tmp_path / "d"),
    }
    for emulator in made.values():
        emulator.start()
    yield made
    for emulator in made.values():
        emulator.stop()


def test_announced_devices_are_found_by_speaking_to_them(kiosk, lines):
    wires = [f"serial:{emulator.url.partition(':')[2].partition('?')[0]}" for emulator in lines.values()]
    with announce("test", wires):
        answer = kiosk("device", "probe", "--json", "--only", *lines)
    assert answer.code == 0
    told = json.loads(answer.out)
    found = {one["address"]: [each["role"] for each in one["found"]] for one in told["wires"] if one["found"]}
    assert found == {wire: [role.value] for wire, role in zip(wires, lines, strict=True)}
    assert set(told["devices"]) == set(lines)
    assert "SAM-V" in next(one["found"][0]["name"] for one in told["wires"] if one["address"] == wires[0])
    assert f"Looked at {len(told['wires'])} wires in " in answer.err


def test_what_is_found_can_be_pasted_and_is_written_on_request(kiosk, lines, tmp_path, configured):
    file = configured(receipt_printer="tcp://127.0.0.1:9")
    reader, ups = f"{lines[Role.ID_CARD].url}?baud=115200", lines[Role.UPS].url
    at = ("--only", Role.ID_CARD, Role.UPS, "--at", reader, ups)
    shown = kiosk("device", "probe", *at).out
    assert yaml.safe_load(shown[shown.index("devices:") :]) == {"devices": {"id_card": reader, "ups": ups}}
    written = kiosk("device", "probe", *at, "--config", file, "--write", file)
    assert "+  ups: " in written.out
    assert set(yaml.safe_load(file.read_text("utf-8"))["devices"]) == {"receipt_printer", "id_card", "ups"}
    assert file.with_name(f"{file.name}.bak").exists()
    assert kiosk("device", "list", "--config", file).out.count("online") == 3  # two, and the legend
    assert "not touched" in kiosk("device", "probe", *at, "--config", file, "--write", file).out


def test_a_terminal_s_devices_are_its_own_while_it_runs(kiosk, lines, tmp_path, configured):
    reader = lines[Role.ID_CARD]
    file = configured(id_card=reader.url)
    with running(tmp_path / "state"):
        book = RollBook(tmp_path / "state", {Role.ID_CARD: reader.url})
        book.open()
        answer = kiosk("device", "probe", "--at", reader.url, "--config", file)
        book.close()
    assert answer.code == 1
    assert "busy: the running terminal" in answer.out
    assert "has it as id_card, starting" in " ".join(answer.out.split())


def test_nothing_found_is_said_so(kiosk, tmp_path):
    answer = kiosk("device", "probe", "--at", f"serial:{tmp_path}/none", "--write", tmp_path / "file.yaml")
    assert answer.code == 1
    assert "there is no such device" in answer.out
    assert "No device was found." in answer.out
    assert not (tmp_path / "file.yaml").exists()


def test_a_role_that_is_none_is_a_usage_error(kiosk, capsys):
    with pytest.raises(SystemExit) as caught:
        kiosk("device", "probe", "--only", "id_crad")
    assert caught.value.code == 2
    assert "did you mean 'id_card'" in capsys.readouterr().err


def test_an_address_that_is_none_is_a_usage_error(kiosk, capsys):
    with pytest.raises(SystemExit) as caught:
        kiosk("device", "probe", "--at", "seriel:/dev/ttyUSB0")
    assert caught.value.code == 2
    assert "did you mean 'serial'" in capsys.readouterr().err


def test_crooked_announcements_do_not_end_the_search(kiosk):
    crooked = ["http://[", "tcp://a:99999999", "ipp://", "usb:zz", "pcsc:?sock", "v4l2:", "modbus:", "?", "serial:/dev"]
    with announce("crooked", crooked):
        answer = kiosk("device", "probe", "--json", "--only", *Role)
    assert {one["address"] for one in json.loads(answer.out)["wires"]} >= {"http://[", "tcp://a:99999999", "?"}


@pytest.mark.journey
def test_ctrl_c_ends_it_soon_and_without_a_trace(lines):
    at = [f"serial:{emulator.url.partition(':')[2].partition('?')[0]}" for emulator in lines.values()]
    words = [sys.executable, "-m", "kiosk", "device", "probe", "--at", *at]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        assert program.stderr.readline() == "Looking at 4 wires\n"
        program.send_signal(signal.SIGINT)
        code = program.wait(timeout=120)
        assert (code, program.stderr.read() + program.stdout.read()) == (130, "")


@pytest.mark.journey
def test_every_device_of_a_terminal_is_found_by_itself(kiosk, tmp_path, configured):
    cameras = {Role.FACE_CAMERA: FaceCameraEmulator(), Role.DOCUMENT_CAMERA: DocumentCameraEmulator()}
    emulators = cameras | {
        Role.ID_CARD: SamVEmulator(tmp_path / "a"),
        Role.RECEIPT_PRINTER: EscPosEmulator(port=SerialPort(tmp_path / "b", baud=19200)),
        Role.DOCUMENT_PRINTER: IppEvePrinter(tmp_path / "printed"),
        Role.SOCIAL_CARD: VpcdReader(),
        Role.CODE_SCANNER: ScannerEmulator(tmp_path / "c"),
        Role.CABINET: BoardEmulator(tmp_path / "d"),
        Role.UPS: UpsEmulator(tmp_path / "e"),
    }
    file = configured()
    with ExitStack() as stack:
        for emulator in emulators.values():
            emulator.start()
            stack.callback(emulator.stop)
        wires = [plain(emulator.url) for emulator in emulators.values()]
        stack.enter_context(announce("test", sorted(wires)))  # the order tells nothing
        answer = kiosk("device", "probe", "--json", "--config", file, "--write", file)
        told = json.loads(answer.out)["devices"]
        assert set(told) == set(Role)
        assert {role: key(url) for role, url in told.items()} == {
            role: key(emulator.url) for role, emulator in emulators.items()
        }
        assert "?baud=19200" in told[Role.RECEIPT_PRINTER]
        listed = kiosk("device", "list", "--config", file, "--json")
    assert {one["role"]: one["state"] for one in json.loads(listed.out)["devices"]} == dict.fromkeys(Role, "online")


@pytest.mark.journey
def test_every_device_of_the_virtual_desk_is_found_by_itself(kiosk, tmp_path):
    words = [sys.executable, "-m", "kiosk", "desk", "--headless", "--directory", str(tmp_path / "desk")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as desk:
        try:
            assert desk.stdout.readline().startswith(READY)
            there = json.loads((tmp_path / "desk" / DEVICES_FILE).read_text("utf-8"))
            told = json.loads(kiosk("device", "probe", "--json").out)
        finally:
            desk.terminate()
            desk.communicate(timeout=120)
    found = [finding for wire in told["wires"] for finding in wire["found"]]
    for role, url in there.items():
        assert key(url) in {key(one["url"]) for one in found if one["role"] == role}, role
    assert len(there) >= len(Role) - 1, "all but the social card reader, where a machine has no pcscd"


def test_wires_of_no_use_to_who_was_asked_for_are_not_shown(kiosk):
    with announce("test", ["tcp://127.0.0.1:9", "ipp://127.0.0.1:9/ipp/print"]):
        answer = kiosk("device", "probe", "--only", "document_printer")
    assert "tcp://127.0.0.1:9" not in answer.out
    assert "not what was looked for" in answer.out
