"""A program that is asked by JSON lines: what it answers, and what is told when it does not."""

import sys
from pathlib import Path

import pytest

from kiosk.bench.dialogue import Dialogue, DialogueError

ECHO = """
import json, sys
print(json.dumps({"ready": "echo"}), flush=True)
for line in sys.stdin:
    said = json.loads(line)
    if said == {"end": True}:
        sys.exit("had enough")
    if said == {"mumble": True}:
        print("mumble", flush=True)
    elif said != {"silent": True}:
        print(json.dumps({"heard": said}), flush=True)
"""


def echo(folder: Path, program: str = ECHO, **more: float) -> Dialogue:
    return Dialogue([sys.executable, "-c", program], log=folder / "log", environment={}, **more)


def test_each_question_is_answered_however_long(tmp_path: Path) -> None:
    with echo(tmp_path) as asked:
        assert asked.ask({"one": 1}) == {"heard": {"one": 1}}
        long = {"words": "词" * 100_000}
        assert asked.ask(long) == {"heard": long}


def test_its_end_is_waited_for(tmp_path: Path) -> None:
    ended = tmp_path / "ended"
    with echo(tmp_path, f"{ECHO}open({str(ended)!r}, 'w').close()"):
        assert not ended.exists()
    assert ended.exists()


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ({"end": True}, "it ended: had enough"),
        ({"mumble": True}, "it said b'mumble'"),
        ({"silent": True}, "it is silent"),
    ],
)
def test_what_went_wrong_is_told(tmp_path: Path, question: dict[str, bool], told: str) -> None:
    with echo(tmp_path) as asked, pytest.raises(DialogueError, match=told):
        asked.ask(question, answers_s=0.2 if "silent" in question else 30)


def test_who_has_ended_cannot_be_asked(tmp_path: Path) -> None:
    with echo(tmp_path) as asked:
        for question in ({"end": True}, {"one": 1}):
            with pytest.raises(DialogueError, match="it ended: had enough"):
                asked.ask(question)


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("raise SystemExit('no such module')", "it ended: no such module"),
        ("import sys; sys.stdin.read()", "it is silent"),
    ],
)
def test_a_program_that_does_not_start(tmp_path: Path, program: str, told: str) -> None:
    with pytest.raises(DialogueError, match=told):
        echo(tmp_path, program, starts_s=0.2 if "stdin" in program else 30)


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DialogueError, match="No such file"):
        Dialogue([str(tmp_path / "none")], log=tmp_path / "log", environment={})
