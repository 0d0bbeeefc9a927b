"""A part of the crash matrix, and that it notices broken promises; `crash_matrix.py` is the whole of it."""

from collections.abc import Iterator

import pytest
from journeys.crash_matrix import Pick, Terminal, matrix, terminals
from kit.crash_sabotage import SABOTAGES
from kit.crash_stories import PAID, stories

pytestmark = [pytest.mark.journey, pytest.mark.long]
STATEMENT = "housing/provident-fund-statement/scenarios/statement.yaml"
PAID_FOR, CLAIMED, _ = PAID
CAUGHT = {
    "takes a sending for an answer": (STATEMENT, "before ReadCard", "is lost"),
    "forgets what was open": (STATEMENT, "before ReadCard", "has 0 ends"),
    "voids what is at the printer": (PAID_FOR, "before anybody hears of the paper", "came out and is void"),
    "keeps the money": (CLAIMED, "before anybody hears of the money", "no result and no claim"),
}
"""For each sabotage where it shows, and as what."""


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Terminal]]:
    with terminals(tmp_path_factory.mktemp("matrix"), 2) as made:
        yield made


def test_killed_anywhere_no_promise_is_broken(two: list[Terminal]) -> None:
    told = stories()
    assert STATEMENT in told
    cuts = list(matrix(two, told, each_kind_once_and_some()))
    assert [cut for cut in cuts if cut.wrong] == []
    assert {cut.story for cut in cuts} == set(told)
    assert len({cut.name for cut in cuts}) > 25


def each_kind_once_and_some(every: int = 61) -> Pick:
    """Each kind of point where it comes first in any story, the middle of each, and every n-th of all."""
    seen: set[str] = set()

    def pick(names: list[str]) -> list[int]:
        chosen = [point for point, name in enumerate(names, 1) if name not in seen | set(names[: point - 1])]
        seen.update(names)
        return sorted({*chosen, len(names) // 2, *range(every, len(names), every)})

    return pick


@pytest.mark.parametrize("sabotage", sorted(SABOTAGES.keys() - {""}))
def test_a_promise_that_is_broken_is_noticed(two: list[Terminal], sabotage: str) -> None:
    story, name, wrong = CAUGHT[sabotage]
    terminal = two[0]
    point = terminal.whole(story).index(name) + 1
    terminal.sabotage = sabotage
    try:
        cut = terminal.cut(story, point, name)
    finally:
        terminal.sabotage = ""
    assert any(wrong in said for said in cut.wrong), cut
