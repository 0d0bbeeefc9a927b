"""Several processes find what one finds: the same states under the same numbers, the same ways, the same mistakes."""

from functools import cache
from pathlib import Path

import pytest
from explorer.test_broken_flows import FOLDER, FOUND
from kit.explored import CALL, CARD, FACTS, NOTICE, PAGES, PAPER, RATING, flow_of
from kit.packages import real_package
from kit.player import flow_from

from kiosk.explorer.crew import ALONE, Crew, crew_of
from kiosk.explorer.exploring import explore
from kiosk.explorer.graph import Walk
from kiosk.explorer.moment import Words
from kiosk.explorer.report import report
from kiosk.explorer.script import line
from kiosk.explorer.walk import walk
from kiosk.shell.words import shell_texts

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

FEATURES = Path(__file__).parents[1] / "engine/features"
MANY = flow_of(NOTICE, CARD, CALL, PAGES, PAPER, RATING)
WALKED = {
    **{path.stem: path for path in FEATURES.glob("*.yaml")},
    **{name: FOLDER / f"{name}.yaml" for name in FOUND},
}


def walked_by(flow, size, monkeypatch) -> Walk:
    monkeypatch.setattr("kiosk.explorer.crew._LEAST_EACH", 1)  # or most levels here would be left by each alone
    words = Words(shell_texts(), {})
    with crew_of(size, lambda crew: walk(flow, words, facts=FACTS, crew=crew)) as crew:
        assert crew.size == size
        return walk(flow, words, facts=FACTS, crew=crew)


def told(walk: Walk) -> list[object]:
    """Return all of it but what objects it is made of."""
    nodes = [(node.parent, node.event and line(node.event), *at(node.moment)) for node in walk.nodes]
    edges = [(edge.source, edge.target, line(edge.event), edge.writes) for edge in walk.edges]
    wrong = [(one.promise, one.step, one.why, one.node, one.event and line(one.event)) for one in walk.violations]
    return [walk.tried, nodes, edges, wrong, report(walk)]


def at(moment):
    session, world = moment
    return session.step_id, session.state, session.visit, session.attempt, session.outcome, world.timers, world.issues


@cache
def told_by_one(name):
    return told(walk(flow_from(WALKED[name]), Words(shell_texts(), {}), facts=FACTS))


@pytest.mark.parametrize("name", WALKED)
def test_two_find_what_one_finds(name, monkeypatch):
    assert told(walked_by(flow_from(WALKED[name]), 2, monkeypatch)) == told_by_one(name)


@pytest.mark.parametrize("name", WALKED)
def test_what_is_looked_at_once_would_be_the_same_each_time(name, monkeypatch):
    flow, words = flow_from(WALKED[name]), Words(shell_texts(), {})
    once = told_by_one(name)
    monkeypatch.setattr("kiosk.explorer.outcomes.Outcomes.found", lambda _self, _told, _change: None)
    monkeypatch.setattr(
        "kiosk.explorer.alike.Alike.answers", lambda _self, answers: id(kept.append(answers) or answers)
    )
    kept = []
    assert told(walk(flow, words, facts=FACTS)) == once


@pytest.mark.parametrize("size", [2, 3, 5])
def test_however_many_they_are(size, monkeypatch):
    assert told(walked_by(MANY, size, monkeypatch)) == told(walk(MANY, Words(shell_texts(), {}), facts=FACTS))


def test_a_shipped_flow_has_the_same_report():
    package = real_package("housing/provident-fund-statement")
    one, two = explore(package), explore(package, jobs=2)
    assert {**one.as_dict(), "took_s": 0} == {**two.as_dict(), "took_s": 0}


@pytest.mark.parametrize("size", range(2, 6))
@pytest.mark.parametrize("count", [0, 1, 11, 12, 13, 100])
def test_each_state_is_left_by_one(size, count):
    level = list(range(7, 7 + count))
    crews = [Crew(place, size) for place in range(size)]
    assert sorted(number for crew in crews for number in crew.own(level)) == level
    assert [number for _, numbers in crews[0].shared(level) for number in numbers] == level


def test_small_levels_are_not_shared():
    assert not ALONE.shares(range(1000))
    assert not Crew(0, 2).shares(range(20))
    assert Crew(0, 2).shares(range(100))


def test_the_others_end_when_the_first_fails():
    def work(crew: Crew) -> None:
        crew.exchanged([])

    def first() -> None:
        with crew_of(3, work):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        first()
