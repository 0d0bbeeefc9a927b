"""The program that a recogniser is measured in: what libraries print is no answer, and the first run is not timed."""

import sys
from pathlib import Path

import pytest

from kiosk.bench.dialogue import Dialogue, DialogueError
from kiosk.bench.face_program import nearest_to_middle
from kiosk.demo.program import HOUSE

CHATTER @ pytest.mark.parametrize("other", [(95, 50, 10, 60), (95, -10, 10, 60), (100, 45, 80, 10), (20, 45, 80, 10)])


def test_who_stands_in_the_middle_is_meant(other: tuple[float, float, float, float]) -> None:
    middle = (60.0, 40.0, 80.0, 20.0)
    assert nearest_to_middle([middle, other], 200, 100) == 0
    assert nearest_to_middle([other, middle], 200, 100) == 1
