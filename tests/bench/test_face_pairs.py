"""All pairs of a folder of people, one person's and strangers', each once."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.bench.face_pairs import pairs, people

UNIT = st.lists(st.floats(-1, 1), min_size=3, max_size=3).map(np.array).filter(lambda v: np.linalg.norm(v) > 0.1)
NUMBERS = st.lists(
    st.tuples(st.sampled_from("abc"), st.one_of(st.none(), UNIT.map(lambda v: list(v / np.linalg.norm(v))))),
    min_size=1,
    max_size=12,
).filter(lambda each: any(values is not None for _, values in each))


@given(NUMBERS)
def test_each_pair_of_found_faces_is_scored_once(numbers) -> None:
    scored = pairs(numbers)
    found = [(who, np.array(values)) for who, values in numbers if values is not None]
    both = [(one[0] == other[0], float(one[1] @ other[1])) for one, other in combinations(found, 2)]
    assert sorted(scored.same) == pytest.approx(sorted(score for same, score in both if same))
    assert sorted(scored.strangers) == pytest.approx(sorted(score for same, score in both if not same))


def put(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"")


def test_folders_are_people(tmp_path: Path) -> None:
    put(tmp_path, "b/2.jpg", "b/1.JPG", "a/1.png", "README", "a/notes.txt", "nobody/notes.txt")
    assert {who: [file.name for file in files] for who, files in people(tmp_path).items()} == {
        "a": ["1.png"],
        "b": ["1.JPG", "2.jpg"],
    }


@pytest.mark.parametrize("names", [(), ("a/1.jpg", "a/2.jpg"), ("a/1.jpg", "b/1.jpg")])
def test_one_person_or_no_second_picture_is_nothing_to_compare(tmp_path: Path, names: tuple[str, ...]) -> None:
    put(tmp_path, *names)
    with pytest.raises(ValueError, match="at least two people, one of them with two pictures"):
        people(tmp_path)
