"""What the words of a step have in braces: masked where nothing else is said."""

import pytest

from kiosk.engine.events import CallDone
from kiosk.engine.rules import RuleError
from kiosk.engine.shown import values_of
from kiosk.protocol.personal import Personal

HOMES = {"rows": [{}, {}], "since": "2015-07-01", "rent": "1234.50"}


def told(play, **changes):
    player = play("values")
    player.read_card()
    player.post(CallDone(player.session.ticket, Personal({**HOMES, **changes})))
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
    session = told(play, since="", rent=None)
    found = values_of(session, session.flow.step("told")).reveal()
    assert (found["since"], found["rent"]) == (None, None)


def test_what_cannot_be_evaluated_fails_before_the_screen_is_shown(play):
    with pytest.raises(RuleError):
        told(play, rows=7)


def test_a_step_without_values_evaluates_nothing(play):
    session = told(play)
    assert values_of(session, session.flow.step("card")).reveal() == {}
