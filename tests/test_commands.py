"""The `kiosk` command: every name leads to its module, and no module is imported that nobody asked for."""

import subprocess
import sys

import pytest

from kiosk.__main__ import COMMANDS, main

EVERY = [(name,) for name, command in COMMANDS.items() if not command.below]
EVERY += [(name, below) for name, command in COMMANDS.items() for below in command.below]


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_every_command_is_there_and_says_what_it_does(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: kiosk {' '.join(words)} ")


@pytest.mark.parametrize("words", [[], ["flow"]], ids=["kiosk", "flow"])
def test_help_names_every_command(words, capsys):
    with pytest.raises(SystemExit):
        main([*words, "--help"])
    told = capsys.readouterr().out
    assert all(f" {name} " in told for name in (COMMANDS[words[0]].below if words else COMMANDS))


@pytest.mark.parametrize("words", [["flow", "dance"], ["flow"], ["dance"], []], ids=" ".join)
def test_a_command_that_is_none_is_refused(words):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2


def test_exploring_imports_no_screens():
    script = "import sys; from kiosk.__main__ import main; main(['flow', 'explore', '/dev/null']); print(*sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120
    ).stdout
    assert "kiosk.explorer.walk" in said
    assert "PySide6" not in said
    assert "kiosk.authoring.check_cli" not in said
