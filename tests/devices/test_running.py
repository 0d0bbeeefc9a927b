"""One terminal for a state folder, and whether there is one."""

import subprocess
import sys

import pytest
from kit.patience import until

from kiosk.devices.running import LOCK_FILE, RunsAlready, runner, running

_TERMINAL = """
import sys
from pathlib import Path
from kiosk.devices.running import running
with running(Path(sys.argv[1])):
    print("running", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def terminal(tmp_path):
    words = [sys.executable, "-c", _TERMINAL, str(tmp_path)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout.readline() == "running\n"
        yield program
        program.kill()


def test_a_second_terminal_is_refused_in_a_sentence_that_names_the_first(terminal, tmp_path):
    with (
        pytest.raises(RunsAlready, match=f"process {terminal.pid}.*{tmp_path}.*state_dir of its own"),
        running(tmp_path),
    ):
        pytest.fail("two terminals over one folder")


def test_whoever_looks_learns_the_process_and_disturbs_nobody(terminal, tmp_path):
    assert [runner(tmp_path) for _ in range(3)] == [terminal.pid] * 3


def test_a_terminal_that_was_killed_runs_no_more(terminal, tmp_path):
    terminal.kill()
    terminal.wait()
    assert runner(tmp_path) is None
    with running(tmp_path):
        assert runner(tmp_path)
    assert runner(tmp_path) is None


def test_nothing_runs_over_a_folder_that_is_not_there(tmp_path):
    assert runner(tmp_path / "none") is None


def test_a_lock_file_that_tells_nothing_is_a_terminal_all_the_same(tmp_path):
    with running(tmp_path):
        (tmp_path / LOCK_FILE).write_text("-7", "utf-8")
        until(lambda: runner(tmp_path) == 0)
