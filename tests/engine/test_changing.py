"""An answer is changed out of the list of a review: one question, and straight back; what no longer fits is asked."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.player import Player, flow_from

from kiosk.engine import changing, path, questions
from kiosk.engine.effects import Call
from kiosk.engine.events import CallDone, CallFailed, Changed, Left, WentBack
from kiosk.engine.session import ASKING, Asking, Troubled, Working
from kiosk.engine.trouble import PlatformFault
from kiosk.protocol.personal import Personal

FEATURE = Path(__file__).parent / "features/review_answers.yaml"
HOMES = [{"id": "a", "name": "示范街1号"}, {"id": "b", "name": "示范街2号"}]


def reply(player: Player, homes: object = HOMES) -> None:
    player.post(CallDone(player.session.ticket, Personal({"homes": homes})))


@pytest.fixture
def listed(play) -> Player:
    """Stand at the list: for rent until March, the second home, since the first of March."""
    player = play("review_answers")
    player.submit({"why": "rent"})
    player.submit({"until": "20260331"})
    player.submit({"phone": None})
    reply(player)
    player.submit(1)
    player.submit({"since": "20260301"})
    assert (player.session.step_id, player.session.state) == ("check", ASKING)
    return player


def asked(player: Player) -> tuple[str, str]:
    assert isinstance(player.session.state, Asking), player.session.state
    return player.session.step_id, player.session.state.field


def answers(player: Player) -> dict[str, object]:
    return {name: answer.reveal() for name, answer in player.session.answers.items()}


def test_the_list_has_each_answer_with_a_key_of_its_own(listed):
    rows = changing.listed(listed.session).reveal()
    assert [(row.event.step, row.event.field, row.value, row.may_be_changed) for row in rows] == [
        ("wish", "why", "rent", True),
        ("wish", "until", "2026-03-31", True),
        ("wish", "phone", None, True),
        ("home", None, "示范街2号", True),
        ("more", "since", "2026-03-01", True),
    ]


def test_a_list_that_is_right_leads_on_with_all_answers(listed):
    listed.submit(True)
    assert listed.last(Call).input.reveal() == {"why": "rent", "home": "b", "since": "2026-03-01"}


def test_the_very_question_is_asked_with_its_answer_as_draft(listed):
    before = listed.session
    listed.post(Changed("wish", "phone"))
    assert asked(listed) == ("wish", "phone")
    assert listed.session.visit > before.visit
    step = listed.session.flow.step("wish")
    assert questions.drafted(listed.session, step) == {"why": "rent", "until": "2026-03-31", "phone": None}


def test_back_from_the_question_leads_to_the_list_with_nothing_changed(listed):
    before, calls = answers(listed), len(listed.all(Call))
    for step, field in (("wish", "why"), ("wish", "until"), ("home", None), ("more", "since")):
        listed.post(Changed(step, field))
        listed.post(WentBack())
        assert asked(listed) == ("check", "")
    assert answers(listed) == before
    assert len(listed.all(Call)) == calls


def test_back_from_a_further_question_gives_the_change_up_as_a_whole(listed):
    before = answers(listed)
    listed.post(Changed("wish", "why"))
    listed.submit({"why": "buy"})  # until is asked no more; the phone counts as it was: straight to the department
    reply(listed)
    listed.post(Changed("wish", "why"))
    listed.submit({"why": "rent"})
    assert asked(listed) == ("wish", "until")
    listed.post(WentBack())
    assert asked(listed) == ("check", "")
    assert answers(listed)["wish"] == {"why": "buy"}
    assert {**answers(listed), "wish": before["wish"]} == before


def test_the_same_answer_again_leads_back_without_a_call(listed):
    calls = len(listed.all(Call))
    listed.post(Changed("wish", "why"))
    listed.submit({"why": "rent"})
    assert asked(listed) == ("check", "")
    assert len(listed.all(Call)) == calls


def test_another_answer_asks_the_department_again_and_nobody_else(listed):
    listed.post(Changed("wish", "phone"))
    listed.submit({"phone": "13800000000"})
    assert isinstance(listed.session.state, Working)
    reply(listed, list(reversed(HOMES)))
    assert asked(listed) == ("check", "")
    assert answers(listed)["home"] == HOMES[1]
    assert answers(listed)["wish"]["phone"] == "13800000000"
    assert answers(listed)["more"] == {"since": "2026-03-01"}


def test_a_call_that_is_made_again_has_a_key_of_its_own(listed):
    listed.post(Changed("wish", "phone"))
    listed.submit({"phone": "13800000000"})
    keys = [call.idempotency_key for call in listed.all(Call)]
    assert len(set(keys)) == len(keys) == 2


def test_only_what_no_longer_fits_is_asked(listed):
    listed.post(Changed("wish", "until"))
    listed.submit({"until": "20260131"})
    reply(listed)
    assert asked(listed) == ("more", "since")
    listed.submit({"since": "20260115"})
    assert asked(listed) == ("check", "")
    assert answers(listed)["home"] == HOMES[1]


def test_an_item_that_is_there_no_more_is_chosen_anew(listed):
    listed.post(Changed("wish", "why"))
    listed.submit({"why": "buy"})
    reply(listed, [HOMES[0], {"id": "c", "name": "示范街3号"}])
    assert asked(listed) == ("home", "")
    listed.submit(0)
    assert asked(listed) == ("check", "")
    assert answers(listed)["home"] == HOMES[0]


def test_a_question_that_applies_now_is_asked_and_the_rest_counts_as_it_was(listed):
    listed.post(Changed("wish", "why"))
    listed.submit({"why": "other"})
    reply(listed)
    listed.post(Changed("wish", "why"))
    listed.submit({"why": "rent"})
    assert asked(listed) == ("wish", "until")
    listed.submit({"until": "20260401"})
    reply(listed)
    assert asked(listed) == ("check", "")
    assert answers(listed)["wish"] == {"why": "rent", "until": "2026-04-01"}


def test_the_item_of_a_list_is_changed(listed):
    listed.post(Changed("home"))
    assert asked(listed) == ("home", "")
    assert listed.session.drafts["home"].reveal() == HOMES[1]
    listed.submit(0)
    assert asked(listed) == ("check", "")
    assert answers(listed)["home"] == HOMES[0]


def test_a_wrong_answer_is_asked_again_and_the_old_one_still_stands(listed):
    before = answers(listed)
    listed.post(Changed("more", "since"))
    listed.submit({"since": "20260401"})
    assert listed.session.state.problem
    assert asked(listed) == ("more", "since")
    assert answers(listed) == before


def test_trouble_on_the_way_back_keeps_what_was_answered(listed):
    listed.post(Changed("wish", "why"))
    listed.submit({"why": "buy"})
    listed.post(CallFailed(listed.session.ticket, PlatformFault.OFFLINE))
    assert isinstance(listed.session.state, Troubled)
    listed.post(WentBack())
    assert asked(listed) == ("wish", "phone")
    listed.submit({"phone": None})
    reply(listed)
    assert asked(listed) == ("check", "")


@pytest.mark.parametrize(
    "event",
    [
        Changed("wish"),
        Changed("wish", "why_not"),
        Changed("home", "id"),
        Changed("more"),
        Changed("found"),
        Changed("check"),
        Changed("nowhere", "why"),
    ],
)
def test_what_the_list_has_no_key_for_does_nothing(listed, event):
    before = listed.session
    listed.post(event)
    assert listed.session == before


def test_a_field_that_was_not_asked_cannot_be_changed(play):
    player = play("review_answers")
    for value in ({"why": "buy"}, {"phone": None}):
        player.submit(value)
    reply(player)
    player.submit(0)
    player.submit({"since": "20260301"})
    assert asked(player) == ("check", "")
    player.post(Changed("wish", "until"))
    assert asked(player) == ("check", "")


def test_a_second_touch_on_the_key_does_nothing(listed):
    listed.post(Changed("wish", "why"))
    visit = listed.session.visit
    listed.post(Changed("wish", "phone"))
    assert asked(listed) == ("wish", "why")
    assert listed.session.visit == visit


def test_nothing_can_be_changed_on_any_other_screen(play):
    player = play("review_answers")
    player.post(Changed("wish", "why"))
    assert asked(player) == ("wish", "why")
    player.submit({"why": "buy"})
    player.post(Changed("wish", "why"))
    assert asked(player) == ("wish", "phone")


def test_leaving_while_an_answer_is_changed_leaves_nothing(listed):
    listed.post(Changed("wish", "until"))
    listed.post(Left())
    assert listed.session.ended
    assert {**listed.session.answers, **listed.session.drafts, **listed.session.resumed} == {}


def test_what_waits_to_be_taken_up_is_gone_with_the_session(listed):
    listed.post(Changed("wish", "why"))
    listed.submit({"why": "buy"})
    assert listed.session.resumed
    listed.post(Left())
    assert {**listed.session.answers, **listed.session.drafts, **listed.session.resumed} == {}


def test_progress_stays_at_the_question_and_the_list_follows(listed):
    whole = path.progress(listed.session)
    listed.post(Changed("wish", "why"))
    assert path.progress(listed.session).total == whole.total
    assert path.back_target(listed.session).id == "check"


@given(st.lists(st.sampled_from(["why", "until", "phone", "home", "since"]), max_size=8), st.data())
def test_whatever_is_changed_the_list_comes_again_and_is_what_straight_answers_give(order, data):
    """The list after any changes has the answers that somebody has who gives those at once, in order."""
    player = Player(flow_from(FEATURE))
    values = {"why": "rent", "until": "20260331", "phone": None, "home": 1, "since": "20260301"}
    _through(player, values)
    for name in order:
        values[name] = data.draw(CHOICES[name])
        step = next(step for step, fields in STEPS.items() if name in fields)
        event = Changed(step, None if step == "home" else name)
        if not changing.offered(player.session, event):
            continue
        player.post(event)
        player.submit(values[name] if step == "home" else {name: values[name]})
        _through(player, values)
    straight = Player(flow_from(FEATURE))
    _through(straight, values)
    assert answers(straight) == answers(player)


CHOICES = {
    "why": st.sampled_from(["buy", "rent", "other"]),
    "until": st.sampled_from(["20260331", "20260630"]),
    "phone": st.sampled_from([None, "13800000000"]),
    "home": st.sampled_from([0, 1]),
    "since": st.sampled_from(["20260301", "20200101"]),
}
STEPS = {"wish": ("why", "until", "phone"), "home": ("home",), "more": ("since",)}


def _through(player: Player, values: dict[str, object]) -> None:
    """Answer whatever is asked until the list is there."""
    for _ in range(20):
        if player.session.step_id == "check":
            return
        if isinstance(player.session.state, Working):
            reply(player)
        elif player.session.step_id == "home":
            player.submit(values["home"])
        else:
            field = player.session.state.field
            player.submit({field: values[field]})
    pytest.fail(f"the list never comes: {player.session.step_id}")
