"""`kiosk device test ROLE` as a person and a program call it."""

import io
import json
import signal
import subprocess
import sys

import pytest
from kit.patience import until

from drivers.cabinet.emulator import BoardEmulator
from drivers.faults import Fault
from drivers.id_card.emulator import SamVEmulator
from drivers.lights import Flash, Light
from drivers.receipt_printer.emulator import EscPosEmulator
from kiosk.desk.cards import load_persons, text_block
from kiosk.devices.running import running
from kiosk.technician.selftest.masking import masked_number

PERSON = load_persons()[0]


@pytest.mark.parametrize("words", [[], ["--json"]])
def test_nothing_of_the_card_that_lies_there_is_written(kiosk, configured, plugged, tmp_path, words):
    reader = plugged(SamVEmulator(tmp_path / "reader"))
    reader.place(text_block(PERSON))
    answer = kiosk(
        "device", "test", "id_card", "--config", configured(id_card=reader.url), "--yes", "--within", "1", *words
    )
    written = answer.out + answer.err
    assert masked_number(PERSON.number) in written
    values = [
        PERSON.name,
        PERSON.number,
        PERSON.address,
        PERSON.birth,
        PERSON.issuer,
        PERSON.valid_from,
        PERSON.valid_to,
    ]
    assert [value for value in values if value in written] == []


def test_a_program_asks_without_a_technician(kiosk, configured, plugged):
    printer = plugged(EscPosEmulator())
    answer = kiosk(
        "device", "test", "receipt_printer", "--config", configured(receipt_printer=printer.url), "--yes", "--json"
    )
    assert answer.code == 0
    told = json.loads(answer.out)
    assert (told["role"], told["url"], told["passed"]) == ("receipt_printer", printer.url, True)
    assert told["steps"][1]["words"].endswith("; nobody looked")


def test_a_person_reads_a_verdict_with_codes(kiosk, configured, plugged, monkeypatch):
    printer = plugged(EscPosEmulator())
    monkeypatch.setattr("sys.stdin", io.StringIO("\nwell\ny\n"))
    file = configured(receipt_printer=printer.url)
    answer = kiosk("device", "test", "receipt_printer", "--config", file)
    assert answer.code == 0
    assert "can the code be read?" in " ".join(answer.out.split())
    assert answer.out.rstrip().endswith("receipt_printer: passed")
    printer.set_fault(Fault.COVER_OPEN)
    answer = kiosk("device", "test", "receipt_printer", "--config", file, "--yes")
    assert answer.code == 1
    assert "RP022 COVER_OPEN: Close the cover." in answer.out
    assert answer.out.rstrip().endswith("receipt_printer: FAILED, RP022")


def test_what_a_running_terminal_has_is_not_tested(kiosk, configured, tmp_path):
    file = configured(ups="serial:/dev/none")
    with running(tmp_path / "state"):
        answer = kiosk("device", "test", "ups", "--config", file, "--yes")
    assert answer.code == 2
    assert "stop the terminal first" in answer.err


def test_what_is_not_configured_is_said_with_what_is(kiosk, configured):
    answer = kiosk("device", "test", "ups", "--config", configured(cabinet="modbus:/dev/none"), "--yes")
    assert answer.code == 2
    assert "devices.ups: is not configured; configured are cabinet" in answer.err


def test_a_frame_is_never_written_over_a_file(kiosk, configured, tmp_path):
    (tmp_path / "mine.png").write_text("mine", "utf-8")
    file = configured(face_camera="v4l2:/dev/video0")
    answer = kiosk("device", "test", "face_camera", "--config", file, "--frame", tmp_path / "mine.png")
    assert answer.code == 2
    assert (tmp_path / "mine.png").read_text("utf-8") == "mine"


def test_only_cameras_have_frames(kiosk, configured, tmp_path):
    answer = kiosk(
        "device", "test", "ups", "--config", configured(ups="serial:/dev/none"), "--frame", tmp_path / "x.png"
    )
    assert answer.code == 2
    assert "--frame is for face_camera and document_camera" in answer.err


@pytest.mark.journey
def test_ctrl_c_ends_it_and_puts_the_light_out(configured, plugged, tmp_path):
    board = plugged(BoardEmulator(tmp_path / "board"))
    words = [sys.executable, "-m", "kiosk", "device", "test", "cabinet", "--config", str(configured(cabinet=board.url))]
    words += ["--within", "0.1"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        until(lambda: board.light(Light.CARD_READER)[0] is Flash.MEDIUM, timeout_s=60)
        program.send_signal(signal.SIGINT)
        assert program.wait(timeout=120) == 130
        assert program.stderr.read() == b""
    assert board.light(Light.CARD_READER)[0] is Flash.OFF
