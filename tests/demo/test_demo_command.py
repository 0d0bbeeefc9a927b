"""What the `kiosk` command and ./run say before anything is started."""

import subprocess
import sys
from pathlib import Path

import pytest

from drivers.faults import Role
from kiosk.__main__ import COMMANDS, main
from kiosk.walk.faults import OF_THE_WHOLE_TERMINAL

HOUSE = Path(__file__).parents[2]


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert all(name in told for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"usage: kiosk {command}" in capsys.readouterr().out


def test_help_imports_neither_qt_nor_django() -> None:
    code = (
        "import contextlib, sys\n"
        "from kiosk.__main__ import main\n"
        "for words in (['--help'], ['demo', '--help'], ['desk', '--help'], ['walk', '--help']):\n"
        "    with contextlib.suppress(SystemExit):\n"
        "        main(words)\n"
        "assert not {'PySide6', 'django'} & set(sys.modules), 'too much'\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=HOUSE, check=True, capture_output=True, timeout=30)


def test_without_a_display_the_next_command_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert main(["demo"]) == 1
    told = capsys.readouterr().err
    assert "no display" in told
    assert "./run --headless --walk housing/provident-fund-statement --out out" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--walk", "x/y"], "there is archives/housing-archive-proof, changsha-social-security/pension-proof"),
        (["--walk", "statement"], "write department/service"),
        (["--person", "13"], "write 1 to 12"),
        (["--person", "one"], "write 1 to 12"),
        (["--size", "big"], "write 1080x1920 or 1920x1080"),
        (["--fault", "PAPER_OUT"], "write ROLE:FAULT@MOMENT"),
        (["--fault", "cabinet:DOOR_OPEN@print"], "at 'print' the terminal uses document_printer and ups, not cabinet"),
        (["--fault", "ups:OVERLOAD@print"], "at 'print' residents meet ON_BATTERY, BATTERY_LOW of ups"),
        (["--fault", "cabinet:PAPER_OUT@home"], "residents meet DOOR_OPEN, TAMPERED"),
        (["--lang", "fr"], "invalid choice"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["demo", *words])
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


def test_settings_that_are_missing_are_told_without_a_trace(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["walk", "a/b", "--desk", "http://127.0.0.1:9", "--config", "no-such-file.yaml"]) == 2
    assert "no-such-file.yaml" in capsys.readouterr().err


def test_run_explains_itself_before_anything_is_set_up(tmp_path: Path) -> None:
    script = tmp_path / "run"  # on its own: nothing is there that it could need
    script.write_bytes((HOUSE / "run").read_bytes())
    told = subprocess.run(["bash", str(script), "--help"], capture_output=True, text=True, check=True, timeout=10)
    for word in ("--headless", "--walk", "--out", "--person", "--fault", "--lang", "--elder", "--size", "record.json"):
        assert word in told.stdout


def test_run_names_every_fault_that_the_desk_offers(capsys: pytest.CaptureFixture[str]) -> None:
    from kiosk.desk.stations.all import STATIONS

    told = (HOUSE / "run").read_text("utf-8")
    for station in (STATIONS[role] for role in (Role.ID_CARD, Role.DOCUMENT_PRINTER, Role.RECEIPT_PRINTER)):
        line = next(line for line in told.splitlines() if line.strip().startswith(f"{station.role} "))
        assert line.split()[2:] == [fault.value for fault in station.offers]
    for role, faults in OF_THE_WHOLE_TERMINAL.items():
        line = next(line for line in told.splitlines() if line.strip().startswith(f"{role} "))
        assert line.split()[2:] == list(faults)
        assert set(faults) <= set(STATIONS[role].offers)
