"""branch: one of several ways on, each with its own steps, its own end, and an honest count."""

import pytest

from kiosk.engine import path
from kiosk.engine.events import CallDone, WentBack
from kiosk.engine.path import Progress
from kiosk.engine.rules import RuleError
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import Outcome


def answered(play, **reply):
    player = play("branch")
    player.post(CallDone(player.session.ticket, Personal(reply)))
    return player


def way(player):
    """Consent until the session ends; return the steps that were met."""
    met = []
    while not player.session.ended and player.session.step_id not in met:
        met.append(player.session.step_id)
        player.submit(True)
    return met


@pytest.mark.parametrize(
    ("reply", "met"),
    [
        ({"kind": "none", "late": True}, ["nothing", "nothing_done"]),
        ({"kind": "loan", "late": True}, ["loan", "reminder", "last", "done"]),
        ({"kind": "loan", "late": False}, ["loan", "last", "done"]),
        ({"kind": "fund", "late": True}, ["savings", "last", "done"]),
    ],
)
def test_each_case_leads_its_own_way_to_an_end(play, reply, met):
    player = answered(play, **reply)
    assert way(player) == met
    assert player.session.outcome is Outcome.COMPLETED


def test_steps_of_ways_not_taken_are_not_counted_once_that_is_known(play):
    player = play("branch")
    assert path.progress(player.session) == Progress(1, 5)  # any of them may still come
    player.post(CallDone(player.session.ticket, Personal({"kind": "loan", "late": False})))
    assert path.progress(player.session) == Progress(1, 2)
    assert [step.id for step in path.counted(player.session)] == ["loan", "last"]


def test_a_way_that_ends_early_counts_nothing_behind_its_end(play):
    player = answered(play, kind="none", late=False)
    assert path.progress(player.session) == Progress(1, 1)
    player.submit(True)
    assert player.session.step_id == "nothing_done"
    assert path.progress(player.session) == Progress(1, 1)


def test_back_keeps_to_the_way_that_was_taken(play):
    player = answered(play, kind="fund", late=False)
    player.submit(True)
    assert path.back_target(player.session).id == "savings"
    player.post(WentBack())
    assert player.session.step_id == "savings"
    assert path.back_target(player.session) is None


def test_the_end_that_one_is_led_to_when_leaving_is_that_of_the_way_taken(play):
    assert path.last(play("branch").session).id == "done"
    assert path.last(answered(play, kind="none", late=False).session).id == "nothing_done"
    assert path.last(answered(play, kind="fund", late=False).session).id == "done"


def test_a_condition_that_cannot_be_evaluated_is_no_way_that_is_silently_left_out(play):
    with pytest.raises(RuleError):
        answered(play, nothing="of use")
