"""The technician's commands beside a terminal that really runs."""

import json
import subprocess
import sys

import pytest
from kit.patience import until

from drivers.faults import Fault
from drivers.id_card.emulator import SamVEmulator
from drivers.receipt_printer.emulator import EscPosEmulator

pytestmark = pytest.mark.journey


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


@pytest.fixture
def file(configured, reader, printer):
    return configured(poll_s=0.2, id_card=reader.url, receipt_printer=printer.url)


def terminal_words(file):
    return [sys.executable, "-m", "kiosk", "terminal", "--headless", "--config", str(file)]


@pytest.fixture
def terminal(file):
    words = terminal_words(file)
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as program:
        assert program.stdout.readline() == "terminal ready\n"
        yield program
        program.kill()


def test_its_devices_are_told_by_it_and_left_to_it(terminal, kiosk, file, reader, printer):
    def listed():
        told = json.loads(kiosk("device", "list", "--config", file, "--json").out)
        assert told["terminal"] == terminal.pid
        return {one["role"]: one for one in told["devices"]}

    until(lambda: all(one["ready"] for one in listed().values()), timeout_s=30)
    printer.set_fault(Fault.PAPER_OUT)
    until(lambda: listed()["receipt_printer"]["faults"] == ["PAPER_OUT"], timeout_s=30)
    assert listed()["id_card"]["since"] < listed()["receipt_printer"]["since"]
    probe = json.loads(kiosk("device", "probe", "--config", file, "--at", reader.url, printer.url, "--json").out)
    assert [one["barred"].split(",")[0] for one in probe["wires"]] == [
        f"busy: the running terminal (process {terminal.pid}) has it as {role}"
        for role in ("id_card", "receipt_printer")
    ]
    assert kiosk("device", "test", "id_card", "--config", file, "--yes").code == 2
    terminal.terminate()
    assert terminal.wait(timeout=120) == 0
    assert json.loads(kiosk("device", "list", "--config", file, "--json").out)["terminal"] is None
    assert not (file.parent / "state" / "devices.json").exists()


def test_a_second_terminal_over_the_same_folder_does_not_start(terminal, file):
    second = subprocess.run(terminal_words(file), capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 1
    assert second.stderr.startswith(
        f"The terminal cannot start: another one (process {terminal.pid}) runs with the state"
    )
    assert "Traceback" not in second.stderr
    assert terminal.poll() is None


def test_a_terminal_that_was_killed_holds_nothing(terminal, kiosk, file):
    terminal.kill()
    terminal.wait()
    assert json.loads(kiosk("device", "list", "--config", file, "--json").out)["terminal"] is None
