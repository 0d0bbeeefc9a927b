"""The program that a recogniser is measured in: what libraries print is no answer, and the first run is not timed."""

import sys
from pathlib import Path

import pytest

from kiosk.bench.dialogue import Dialogue, DialogueError
from kiosk.bench.face_program import nearest_to_middle
from kiosk.demo.program import HOUSE

CHATTERBOX = """
from kiosk.bench.face_program import serve
class Chatterbox:
    def __init__(self):
        print("I am loaded", flush=True)
    def take(self, frame, reference):
        print("I take", frame, reference, flush=True)
        runs = []
        def count():
            print("I count", flush=True)
            runs.append(1)
            if len(runs) > 2:
                raise ValueError("enough")
        return {"count": count}
serve("chatterbox", Chatterbox)
"""


@pytest.fixture
def chatterbox(tmp_path: Path):
    command, environment = [sys.executable, "-c", CHATTERBOX], {"PYTHONPATH": str(HOUSE)}
    with Dialogue(command, log=tmp_path / "log", environment=environment) as asked:
        yield asked


def test_what_is_timed_has_run_once_before(chatterbox: Dialogue) -> None:
    assert chatterbox.ask({"take": ["frame.png", "portrait.png"]}) == {"tasks": ["count"]}
    assert chatterbox.ask({"time": "count", "picture": 5})["ms"] > 0
    assert chatterbox.ask({"memory": True})["rss_mb"] > 5
    with pytest.raises(DialogueError, match="ValueError: enough"):
        chatterbox.ask({"time": "count", "picture": 0})


@pytest.mark.parametrize("question", [{"embed": "a.png"}, {"sing": True}])
def test_what_it_cannot_do_ends_it(chatterbox: Dialogue, question: dict[str, object]) -> None:
    with pytest.raises(DialogueError, match="no question"):
        chatterbox.ask(question)


@pytest.mark.parametrize("other", [(95, 50, 10, 60), (95, -10, 10, 60), (100, 45, 80, 10), (20, 45, 80, 10)])
def test_who_stands_in_the_middle_is_meant(other: tuple[float, float, float, float]) -> None:
    middle = (60.0, 40.0, 80.0, 20.0)
    assert nearest_to_middle([middle, other], 200, 100) == 0
    assert nearest_to_middle([other, middle], 200, 100) == 1
