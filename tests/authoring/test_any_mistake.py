"""Whatever an author does to a flow, check has an answer: problems, each with a code and a place in the file."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from kit.packages import real_flow_files

from kiosk.authoring.checking import problems_in
from kiosk.authoring.codes import CODES
from kiosk.authoring.telling import for_people

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

FLOW = yaml.safe_load(real_flow_files()["flow.yaml"])
ODD = st.sampled_from(
    [None, True, 7, -1.5, "", "x", "card.nmae", "has(", "{a}", [], {}, [[]], [None], {"id": 3}, {"when": []}]
)


def ways(value, at=()):
    yield at
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield from ways(inner, (*at, key))


WAYS = [way for way in ways(FLOW) if way]


def put(value, at, odd):
    key, *rest = at
    changed = list(value) if isinstance(value, list) else dict(value)
    if rest:
        changed[key] = put(value[key], rest, odd)
    elif odd == "":
        del changed[key]
    else:
        changed[key] = odd
    return changed


@given(st.sampled_from(WAYS), ODD)
@settings(deadline=None)
def test_one_odd_value(way, odd):
    text = yaml.safe_dump(put(FLOW, way, odd), allow_unicode=True, sort_keys=False)
    files = {**real_flow_files(), "flow.yaml": text.encode()}
    for problem in problems_in(files):
        assert problem.code in CODES, problem
        lines = files.get(problem.file, b"").decode().splitlines() or [""]
        assert 1 <= problem.line <= len(lines) + 1
        assert for_people(Path("mine"), files, problem)


@given(st.integers(0, len(real_flow_files()["flow.yaml"]) - 1), st.integers(0, 40), st.binary(max_size=4))
@settings(deadline=None, max_examples=60)
def test_damaged_bytes(at, length, instead):
    flow = real_flow_files()["flow.yaml"]
    files = {**real_flow_files(), "flow.yaml": flow[:at] + instead + flow[at + length :]}
    assert all(problem.code in CODES for problem in problems_in(files))
