"""Programs of the demo: ready, ended too early, slow, and never left behind."""

from pathlib import Path

import pytest

from kiosk.demo.program import Program, ProgramError


def test_a_program_that_is_ready_says_so(tmp_path: Path) -> None:
    desk = Program("desk", ["desk", "--headless", "--directory", str(tmp_path / "desk")], tmp_path)
    desk.start()
    try:
        assert desk.wait_ready("Desk ready at ", 20).startswith("http://127.0.0.1:")
        assert desk.poll() is None
    finally:
        desk.stop()
        desk.stop()
    assert desk.poll() == 0


def test_a_program_that_ends_too_early_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    program = Program("desk", ["desk", "--no-such-option"], tmp_path)
    program.start()
    with pytest.raises(ProgramError, match=r"(?s)ended with exit code 2 before it was ready.*--no-such-option"):
        program.wait_ready("Desk ready at ", 20)
    with pytest.raises(ProgramError, match="ended with exit code 2"):
        program.finish(5)


def test_a_program_that_is_slow_is_told(tmp_path: Path) -> None:
    program = Program("desk", ["desk", "--headless", "--directory", str(tmp_path / "desk")], tmp_path)
    program.start()
    try:
        with pytest.raises(ProgramError, match="was not ready after 0 s"):
            program.wait_ready("Tea is ready", 0.1)
        with pytest.raises(ProgramError, match="had not ended after 0 s"):
            program.wait(0.1)
    finally:
        program.stop()


def test_what_a_program_says_meanwhile_is_heard_line_by_line(tmp_path: Path) -> None:
    program, heard = Program("desk", ["desk", "--help"], tmp_path), list[str]()
    program.start()
    program.finish(20, sign="usage: ", heard=heard.append)
    assert heard == [line for line in program.log.read_text("utf-8").splitlines() if line.startswith("usage: ")]
    assert heard
