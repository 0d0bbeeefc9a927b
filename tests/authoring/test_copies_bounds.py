"""How many copies a flow may come to print: what its own limits show is told, and no more than that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.packages import real_flow_files

from kiosk.authoring.checking import problems_in
from kiosk.authoring.copies import bounds_of
from kiosk.engine.cel import parse
from kiosk.engine.rules import evaluate

FORM = """  - id: wish
    kind: form
    title: card.title
    fields:
      - {{id: copies, kind: number, label: card.title, min: {least}, max: {most}}}

  - id: preview
"""


def files(copies: str, least: int = 1, most: int = 3, when: str = "") -> dict[str, bytes]:
    found = dict(real_flow_files())
    text = found["flow.yaml"].decode().replace("engine: 1\n", "engine: 3\n")
    text = text.replace("  - id: preview\n", FORM.format(least=least, most=most), 1)
    text = text.replace("document: preview\n", f"document: preview\n    copies: {copies}\n{when}", 1)
    return {**found, "flow.yaml": text.encode()}


def told(*args: object, **named: object) -> list[tuple[str, str]]:
    return [(one.code, one.message) for one in problems_in(files(*args, **named))]


@pytest.mark.parametrize("copies", ["wish.copies", "wish.copies + 2", "2", "'2'"])
def test_within_the_limits_nothing_is_told(copies):
    assert told(copies) == []


@pytest.mark.parametrize(
    ("copies", "limits", "gives"),
    [
        ("wish.copies", {"least": 0}, "0 to 3"),
        ("wish.copies", {"most": 9}, "1 to 9"),
        ("wish.copies + 3", {}, "4 to 6"),
        ("wish.copies - 1", {}, "0 to 2"),
        ("2 * wish.copies", {}, "2 to 6"),
        ("'7'", {}, "7"),
        ("'-wish.copies'", {}, "-3 to -1"),
    ],
)
def test_what_leaves_them_is_told_with_what_it_gives(copies, limits, gives):
    assert told(copies, **limits) == [("expression-copies", f"gives {gives}, and 1 to 5 copies can be printed")]


def test_it_is_told_where_it_is_written():
    (problem,) = problems_in(given := files("wish.copies", most=9))
    lines = given["flow.yaml"].decode().splitlines()
    assert problem.file == "flow.yaml"
    assert lines[problem.line - 1][problem.column - 1 :] == "wish.copies"
    assert problem.width == len("wish.copies")
    assert "min and max" in problem.hint


@pytest.mark.parametrize("copies", ["wish.copies < 5 ? wish.copies : 5", "size(statement.rows)"])
def test_what_cannot_be_seen_here_is_left_to_the_explorer(copies):
    assert told(f'"{copies}"', most=9) == []


def test_a_field_that_a_condition_asks_about_is_left_to_the_explorer():
    assert told("wish.copies", most=9, when='    when: "wish.copies < 6"\n') == []


def test_whether_a_field_is_there_bounds_nothing():
    assert told("wish.copies", most=9, when='    when: "has(wish.copies)"\n')


@pytest.mark.parametrize("copies", ["card.name", "wish.copies > 1", "double(wish.copies)"])
def test_what_gives_no_whole_number_is_told(copies):
    ((code, message),) = told(f'"{copies}"')
    assert code == "expression-type"
    assert message.startswith("int is wanted here")


@pytest.mark.parametrize("copies", ["0", "6", "1.5", "true"])
def test_a_number_that_nobody_prints_is_told_by_its_schema(copies):
    ((code, message), *_) = told(copies)
    assert code == "schema"
    assert "is no number of copies" in message


NUMBERS = st.integers(0, 9)
TEXTS = st.recursive(
    st.one_of(NUMBERS.map(str), st.sampled_from(["a.x", "a.y"])),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda parts: f"({' '.join(parts)})"),
    max_leaves=6,
)


@given(text=TEXTS, x=st.tuples(NUMBERS, NUMBERS), y=NUMBERS, data=st.data())
def test_whatever_it_gives_is_within_its_bounds(text, x, y, data):
    least, most = sorted(x)
    bounds = bounds_of(parse(text), {"a.x": (least, most), "a.y": (y, y)})
    assert bounds is not None
    value = evaluate(text, {"a": {"x": data.draw(st.integers(least, most)), "y": y}}).reveal()
    assert bounds[0] <= value <= bounds[1]
