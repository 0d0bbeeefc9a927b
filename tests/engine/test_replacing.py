"""The quick `replace` is `dataclasses.replace`: the same copy, the same refusal."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.engine.replacing import replace


@dataclasses.dataclass(frozen=True)
class Thing:
    """Of two fields."""

    name: str
    size: int = 0


@given(st.text(), st.integers(), st.dictionaries(st.sampled_from(["name", "size"]), st.integers()))
def test_it_copies_as_the_slow_one_does(name, size, changes):
    before = Thing(name, size)
    after = replace(before, **changes)
    assert after == dataclasses.replace(before, **changes)
    assert hash(after) == hash(dataclasses.replace(before, **changes))
    assert (before.name, before.size) == (name, size)


def test_a_field_that_is_not_there_is_refused():
    with pytest.raises(TypeError, match="Thing has no colour"):
        replace(Thing("a"), colour="red")
    with pytest.raises(dataclasses.FrozenInstanceError):
        replace(Thing("a"), size=1).size = 2
