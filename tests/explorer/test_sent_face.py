"""A face that an authority compares: each promise holds on every way, and any way can be played as a scenario."""

import yaml
from kit.explored import CARD, FACTS, SENT_FACE, flow_of, walked

from kiosk.engine.events import CallDone, FaceSeen
from kiosk.engine.scenario import Scenario, run
from kiosk.explorer.report import report
from kiosk.explorer.script import scenario

FLOW = flow_of(CARD, SENT_FACE)


def test_every_promise_holds():
    assert report(walked(FLOW)).broken == ()


def test_a_way_through_it_is_a_scenario():
    walk = walked(FLOW)
    moments = enumerate(node.moment for node in walk.nodes)
    passed = next(at for at, one in moments if one.world.verified and one.session.step_id == "done")
    path = walk.way(passed)
    assert {FaceSeen, CallDone} <= {type(event) for event in path}
    played = Scenario.model_validate(yaml.safe_load(scenario("seen", FACTS.today, path, ())))
    assert run(played, FLOW) == []
