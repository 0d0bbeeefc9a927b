"""What the words of a step have in braces: masked where nothing else is said."""

import pytest

from kiosk.engine.events import CallDone
from kiosk.engine.rules import RuleError
from kiosk.engine.session import replace
from kiosk.engine.shown import values_of
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps.value import Value

HOMES = {"rows": [{"home": "示范路 1 号"}, {"home": "示范路 2 号"}], "since": "2015-07-01", "rent": "1234.50"}


def told(play, found=HOMES):
    player = play("values")
    player.read_card()
    player.post(CallDone(player.session.ticket, Personal(found)))
    return player.session


def test_values_are_masked_unless_the_flow_says_how_they_are_written(play):
    session = told(play)
    assert values_of(session, session.flow.step("told")).reveal() == {
        "owner": "陈**",
        "homes": 2,
        "since": "2015-07-01",
        "rent": "1234.50",
    }


def test_what_is_not_there_is_nothing(play):
    session = told(play, {"rows": [], "rent": "0.00"})
    found = values_of(session, session.flow.step("told")).reveal()
    assert (found["homes"], found["since"]) == (0, None)


def test_what_cannot_be_evaluated_fails_before_the_screen_is_shown(play):
    player = play("values")
    told = player.session.flow.step("told")
    broken = told.model_copy(update={"values": {"owner": Value(value="card.nobody")}})
    steps = tuple(broken if step is told else step for step in player.session.flow.steps)
    player.session = replace(player.session, flow=player.session.flow.model_copy(update={"steps": steps}))
    player.read_card()
    with pytest.raises(RuleError):
        player.post(CallDone(player.session.ticket, Personal(HOMES)))


def test_a_step_without_values_evaluates_nothing(play):
    session = told(play)
    assert values_of(session, session.flow.step("card")).reveal() == {}
