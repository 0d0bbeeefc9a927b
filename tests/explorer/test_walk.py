"""What is shipped keeps every promise; the walk is the same each time, and nothing is lost by merging states."""

import random
from functools import cache
from pathlib import Path

import pytest
from explorer.test_broken_engine import BROKEN
from explorer.test_broken_flows import FOUND
from kit.explored import CALL, CARD, NOTICE, PAGES, PAPER, RATING, broken, explored, explored_file, flow_of, walked
from kit.packages import FLOWS, real_package
from kit.player import flow_from

from kiosk.engine import advance
from kiosk.engine.rules import RuleError
from kiosk.explorer.arrivals import arrivals
from kiosk.explorer.counting import counted
from kiosk.explorer.exploring import explore
from kiosk.explorer.graph import CARRIED_OUT, EVALUATED
from kiosk.explorer.merging import Merging
from kiosk.explorer.moment import Moment
from kiosk.explorer.promises.deeds import DEEDS
from kiosk.explorer.promises.moments import MOMENTS
from kiosk.explorer.promises.moves import MOVES
from kiosk.explorer.promises.ways import WAYS
from kiosk.explorer.readings import readings
from kiosk.explorer.replies import Replies
from kiosk.explorer.walk import next_world

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

FEATURES = Path(__file__).parents[1] / "engine/features"
SHIPPED = sorted("/".join(path.parts[-3:-1]) for path in FLOWS.glob("*/*/flow.yaml"))
MEANT = {
    "branch": {(EVALUATED, "nothing")},  # reads a reply whose shape it does not declare
    "show": {(EVALUATED, "found")},  # as does this
    "form_month_range": {("what_can_be_tapped_is_taken", "form")},  # offers a period that it refuses
}
TWICE = ("two_documents", "when")
MANY = flow_of(NOTICE, CARD, CALL, PAGES, PAPER, RATING)


def feature(name):
    return flow_from(FEATURES / f"{name}.yaml")


WALKED = {
    flow.service: flow
    for flow in (MANY, *map(feature, ("branch", "form_fields", "review_answers", "summary", "summary_pay", *TWICE)))
}


@cache
def walked_once(service):
    """Return the start of that flow, what makes keys and replies for it, and the keys of all states walked."""
    walk, read = walked(WALKED[service]), readings(WALKED[service])
    merging = Merging(WALKED[service], read)
    known = {merging.key(node.moment.session, node.moment.world) for node in walk.nodes}
    return walk.nodes[0].moment, merging, Replies(read), known


@pytest.mark.parametrize("service", SHIPPED)
def test_every_shipped_flow_keeps_every_promise(service):
    found = explore(real_package(service))
    assert [one.title for one in found.broken] == []
    assert found.states > 100


@pytest.mark.parametrize("name", sorted(path.stem for path in FEATURES.glob("*.yaml")))
def test_every_feature_keeps_every_promise(name):
    assert broken(explored_file(FEATURES / f"{name}.yaml")) == MEANT.get(name, set())


def test_each_promise_is_broken_somewhere_in_these_tests():
    promises = {promise.__name__ for group in (MOMENTS, DEEDS, MOVES, *WAYS) for promise in group}
    promises |= {CARRIED_OUT, EVALUATED, "a_late_answer_changes_nothing"}
    shown = {promise for found in FOUND.values() for promise, _ in found} | {promise for _, _, promise in BROKEN}
    assert shown == promises


def test_the_same_flow_is_walked_the_same_way():
    assert explored(MANY) == explored(MANY)
    one, other = walked(MANY), walked(MANY)
    assert [one.way(number) for number in range(len(one.nodes))] == [other.way(n) for n in range(len(other.nodes))]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("flow", WALKED.values(), ids=WALKED)
def test_whatever_happens_leads_to_a_state_that_was_walked(flow, seed):
    """Merging loses nothing: any sequence of events, carried on from its own sessions alone, stays in the graph."""
    chance = random.Random(seed)
    start, merging, replies, known = walked_once(flow.service)
    moment = start
    for _ in range(200):
        event = chance.choice(list(arrivals(moment.session, moment.world, replies)))
        try:
            change = advance(moment.session, event)
        except RuleError:  # a part of a reply that is not declared: see `MEANT`
            moment = start
            continue
        moment = Moment(change[0], next_world(moment, event, change))
        assert merging.key(moment.session, moment.world) in known
        if moment.session.ended:
            moment = start


def test_the_shortest_way_is_given():
    walk = walked(MANY)
    lengths = [len(walk.way(number)) for number in range(len(walk.nodes))]
    assert lengths == sorted(lengths)
    for edge in walk.edges:
        assert lengths[edge.target] <= lengths[edge.source] + 1


def test_paths_are_counted_as_they_would_be_by_hand():
    """Of a notice and an end: consent and refusal, leaving, touching, two clocks at each screen, power cuts."""
    walk = walked(flow_of(NOTICE))
    onward = {number: [edge for edge in walk.edges if edge.source == number] for number in range(len(walk.nodes))}
    knot = _knots_by_reach(onward)

    def paths(members: frozenset[int]) -> int:
        total = 0
        for number in members:
            ended = walk.nodes[number].moment.session.ended
            total += 1  # it ends here, or the power goes here
            total += sum(edge.writes for edge in onward[number])
            total += sum(paths(knot[edge.target]) for edge in onward[number] if knot[edge.target] != members)
            assert not (ended and any(edge.target not in members for edge in onward[number]))
        return total

    assert counted(walk).paths == paths(knot[0])
    assert counted(walk).loops > 0


def _knots_by_reach(onward) -> dict[int, frozenset[int]]:
    """Two states are in one knot when each is reached from the other."""
    reach = {number: {number} for number in onward}
    for _ in onward:
        for number, edges in onward.items():
            for edge in edges:
                reach[number] |= reach[edge.target]
    return {one: frozenset(other for other in onward if other in reach[one] and one in reach[other]) for one in onward}
