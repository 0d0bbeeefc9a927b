"""A technician at the command line, and terminals' settings in files."""

from dataclasses import dataclass

import pytest
import yaml

from kiosk.__main__ import main


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str


@pytest.fixture
def kiosk(capsys):
    """Calls `kiosk …` in this process."""

    def call(*words):
        capsys.readouterr()
        code = main([str(word) for word in words])
        told = capsys.readouterr()
        return Answer(code, told.out, told.err)

    return call


@pytest.fixture
def configured(tmp_path):
    """Writes a terminal's settings with these devices and returns their file."""

    def write(**devices):
        content = {
            "state_dir": str(tmp_path / "state"),
            "devices": devices,
            "platform": {"url": "http://none", "public_url": "http://none", "trusted_root": str(tmp_path / "root")},
        }
        file = tmp_path / "terminal.yaml"
        file.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
        return file

    return write


@pytest.fixture
def plugged():
    """Starts an emulator until the test's end."""
    started = []

    def plug(emulator):
        emulator.start()
        started.append(emulator)
        return emulator

    yield plug
    for emulator in started:
        emulator.stop()
