"""Announced wires: there while their program lives, gone with it, and nothing but addresses."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivers import wires
from drivers.wires import announce, announced

_PROGRAM = """
import sys
from drivers.wires import announce
announcement = announce("other", ["tcp://127.0.0.1:9100"])
print("announced", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr(wires, "MACHINE_FOLDER", tmp_path / "machine")
    return tmp_path / "kiosk" / "wires"


def test_what_is_announced_is_known_until_it_is_withdrawn() -> None:
    assert announced() == []
    with announce("desk", ["tcp://127.0.0.1:1", "serial:/dev/pts/7"]), announce("desk", ["tcp://127.0.0.1:1"]):
        assert announced() == ["tcp://127.0.0.1:1", "serial:/dev/pts/7"]
    assert announced() == []


def test_withdrawing_twice_is_allowed(folder: Path) -> None:
    announcement = announce("desk", ["tcp://127.0.0.1:1"])
    announcement.withdraw()
    announcement.withdraw()
    assert list(folder.iterdir()) == []


def test_a_program_that_was_killed_announces_nothing(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "announced\n"
        assert announced() == ["tcp://127.0.0.1:9100"]
        program.kill()
        program.wait()
        assert announced() == []
        assert list(folder.iterdir()) == [], "and its file is removed"


def test_the_machines_own_announcements_need_no_program(tmp_path: Path) -> None:
    (tmp_path / "machine").mkdir()
    (tmp_path / "machine" / "printers.json").write_text('{"addresses": ["ipp://10.0.0.7/ipp/print"]}', "utf-8")
    assert announced() == ["ipp://10.0.0.7/ipp/print"]


@pytest.mark.parametrize("name", ["", "../desk", "a/b", "a\n"])
def test_a_name_that_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot announce"):
        announce(name, [])


@pytest.mark.parametrize("address", ["", "tcp://x\n", "\x1b[2J", "x" * 1001])
def test_an_address_that_would_not_be_read_back_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="cannot announce"):
        announce("desk", [address])


def test_a_folder_that_others_may_write_is_not_believed(folder: Path) -> None:
    with announce("desk", ["tcp://127.0.0.1:1"]):
        folder.chmod(0o777)
        assert announced() == []
        with pytest.raises(PermissionError):
            announce("desk", [])


_VALUES = st.recursive(st.none() | st.text() | st.integers(), st.lists)


@given(st.binary(max_size=200) | _VALUES.map(json.dumps).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_file_that_is_no_announcement_is_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "machine").mkdir(exist_ok=True)
    (tmp_path / "machine" / "broken.json").write_bytes(content)
    assert announced() == []


@pytest.mark.parametrize("content", ['{"addresses": "tcp"}', "[" * 60000, '{"addresses": [7, "a\\nb", null]}', ""])
def test_a_crooked_announcement_is_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "machine").mkdir()
    (tmp_path / "machine" / "crooked.json").write_text(content, "utf-8")
    assert announced() == []
