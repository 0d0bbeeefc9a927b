"""The program that a recogniser is measured in: what libraries print is no answer, and the first run is not timed."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


BOX = st.tuples(*[st.integers(0, 200)] * 2, *[st.integers(1, 50)] * 2)


@given(st.lists(BOX, min_size=1, max_size=5), st.integers(0, 4))
def test_who_stands_in_the_middle_is_meant(boxes, place) -> None:
    middle = (95, 45, 10, 10)
    others = [box for box in boxes if abs(box[0] + box[2] / 2 - 100) + abs(box[1] + box[3] / 2 - 50) > 0]
    place = min(place, len(others))
    assert nearest_to_middle([*others[:place], middle, *others[place:]], 200, 100) == place
