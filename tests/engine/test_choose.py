"""choose: one item out of a list, as a whole; honest about what does not fit and about what is not there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.chosen_deeds import FIRM, found, homes
from kit.fields import FEATURES
from kit.player import Player, flow_from
from pydantic import ValidationError

from kiosk.engine import path
from kiosk.engine.effects import Wipe
from kiosk.engine.events import CallDone, Left, Timer, TimerFired, WentBack, WentOn
from kiosk.engine.rules import RuleError
from kiosk.engine.session import Asking, Troubled
from kiosk.engine.steps import choose
from kiosk.engine.trouble import PlatformFault, Trouble, of_platform
from kiosk.protocol.flow import Flow
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import ChooseStep

DOWN = Troubled(of_platform(PlatformFault.DEPARTMENT_DOWN), back=True)


def undeclared():
    """Return the feature flow without the shape of the reply, so that anything gets as far as the list."""
    flow = flow_from(FEATURES / "choose.yaml")
    steps = tuple(step.model_copy(update={"result": None}) if step.id == "deeds" else step for step in flow.steps)
    return flow.model_copy(update={"steps": steps})


@pytest.fixture
def asked(play):
    def given(answer):
        player = play("choose")
        player.submit(True)
        player.post(CallDone(player.session.ticket, Personal(answer)))
        return player

    return given


def offers(player):
    return choose.offers(player.session, player.session.flow.step("deed")).reveal()


def answer(player, step="deed"):
    return player.session.answers[step].reveal()


def test_an_item_is_told_in_the_words_that_the_flow_gives(asked):
    first, second = offers(asked(found(2)))
    assert first.title == "武汉市江岸区示例路1号2单元301室"
    assert first.subtitle == "鄂（2026）武汉市江岸不动产权第0000001号"
    assert (first.facts, second.facts) == (("", "住宅"), ("61.25", "住宅"))
    assert second.found_by == "42010200002"


@given(count=st.integers(2, 40), data=st.data())
def test_the_item_that_was_picked_is_the_answer_with_all_its_fields(count, data):
    player = Player(flow_from(FEATURES / "choose.yaml"))
    player.submit(True)
    player.post(CallDone(player.session.ticket, Personal(found(count))))
    picked = data.draw(st.integers(0, count - 1))
    player.submit(picked)
    assert answer(player) == homes(count)[picked]
    assert player.session.step_id == "check"


@pytest.mark.parametrize("typed", [2, -1, True, False, "0", None, {}, 0.0, [0]])
def test_what_is_no_item_picks_nothing(asked, typed):
    player = asked(found(2))
    player.submit(typed)
    assert (player.session.step_id, player.session.state) == ("deed", Asking())
    assert "deed" not in player.session.answers


def test_one_item_is_asked_for_unless_the_flow_says_otherwise(asked):
    player = asked(found(1))
    assert player.session.step_id == "deed"
    player.submit(0)
    assert (player.session.step_id, answer(player, "firm")) == ("check", FIRM)


def test_back_passes_over_a_choice_that_answered_itself(asked):
    player = asked(found(2))
    player.submit(1)
    assert path.back_target(player.session).id == "deed"
    player.post(WentBack())
    assert player.session.step_id == "deed"
    assert player.session.drafts["deed"].reveal() == homes(2)[1]
    assert "firm" not in player.session.answers


def test_a_choice_that_answers_itself_is_no_step_that_residents_count(asked):
    one, two = asked(found(2)), asked(found(2, firms=2))
    for player in (one, two):
        player.submit(0)
    assert path.progress(one.session) == path.Progress(3, 3)
    assert (two.session.step_id, path.progress(two.session)) == ("firm", path.Progress(3, 4))


def test_a_taken_item_at_the_very_beginning_needs_nobody(asked):
    document = asked(found(2)).session.flow.model_dump()
    first = {**document["steps"][3], "items": "[{'name': 'only'}]"}
    last = document["steps"][-1]
    player = Player(Flow.model_validate({**document, "operations": (), "steps": [first, last]}))
    assert player.session.step_id == "done"


def test_without_any_item_the_flow_says_so_and_leads_back_or_out(asked):
    player = asked(found(0))
    assert player.session.state == Troubled(Trouble("deed", "NOTHING_THERE", "deed.none"), back=True)
    player.post(WentOn())
    assert player.session.step_id == "deed"
    player.post(WentBack())
    assert player.session.step_id == "agreed"


def test_without_any_item_a_flow_may_go_on_and_knows_it(asked):
    player = asked(found(2, firms=0))
    player.submit(0)
    assert player.session.state == Troubled(Trouble("firm", "NOTHING_THERE", "firm.none"), back=True, go_on=True)
    player.post(WentOn())
    assert (player.session.step_id, answer(player, "firm")) == ("check", {})


def test_going_on_is_offered_only_where_there_is_nothing(asked):
    player = asked(found(2))
    player.post(WentOn())
    assert (player.session.step_id, player.session.state) == ("deed", Asking())


@pytest.mark.parametrize(
    "rows",
    ["none", None, {"address": "a"}, ["a"], [1], [None], [{**homes(1)[0], "address": ""}]],
    ids=["a text", "nothing", "a record", "texts", "numbers", "nulls", "no title"],
)
def test_what_is_no_list_of_records_with_titles_is_the_departments_fault(asked, rows):
    player = Player(undeclared())
    player.submit(True)
    player.post(CallDone(player.session.ticket, Personal({**found(1), "rows": rows})))
    assert (player.session.step_id, player.session.state) == ("deed", DOWN)


def test_an_item_that_cannot_be_told_is_shown_to_nobody():
    player = Player(undeclared())
    player.submit(True)
    with pytest.raises(RuleError):
        player.post(CallDone(player.session.ticket, Personal({**found(0), "rows": [{"address": "a"}]})))


@pytest.mark.parametrize("end", [Left(), TimerFired(Timer.IDLE_END)])
def test_nothing_of_it_is_left_at_the_end(asked, end):
    player = asked(found(2))
    player.submit(0)
    player.post(WentBack())
    assert "示例路" not in repr(player.session)
    effects = player.post(end)
    assert Wipe() in effects
    assert not player.session.answers
    assert not player.session.drafts


STEP = {"id": "c", "kind": "choose", "title": "t", "items": "a", "item": {"title": "item.b"}, "empty": {"text": "n"}}


def test_what_is_only_found_wants_a_search():
    with pytest.raises(ValidationError, match="has find_by and no search; write search: true"):
        ChooseStep.model_validate({**STEP, "item": {"title": "item.b", "find_by": "item.c"}})


@pytest.mark.parametrize("missing", ["items", "item", "empty"])
def test_a_choice_says_of_what_in_which_words_and_what_if_there_is_none(missing):
    with pytest.raises(ValidationError, match=missing):
        ChooseStep.model_validate({key: value for key, value in STEP.items() if key != missing})
