"""A form asks one field after another; Back goes to the field before, and what was typed is there again."""

import pytest
from kit.fields import feature
from pydantic import ValidationError

from kiosk.engine import path, questions
from kiosk.engine.events import Left, WentBack
from kiosk.engine.session import Asking
from kiosk.protocol.steps import FormStep

AGENT = "420199198803149995"
PHONE = "13812345678"


@pytest.fixture
def form():
    player = feature("fields")
    player.submit(True)
    return player


def asked(player):
    return player.session.state.field


def place(player):
    session = player.session
    found = questions.place(session, session.flow.step("form"))
    return found.number, found.count


def test_the_fields_are_asked_in_turn_and_answered_together(form):
    assert (asked(form), place(form)) == ("who", (1, 3))
    form.submit({"who": "self"})
    assert (asked(form), place(form)) == ("born", (2, 3))
    form.submit({"born": None})
    assert (asked(form), place(form)) == ("phone", (3, 3))
    form.submit({"phone": PHONE})
    assert form.session.step_id == "check"
    assert form.session.answers["form"].reveal() == {
        "who": "self",
        "phone": PHONE,
    }


def test_a_field_depends_on_those_before_it(form):
    form.submit({"who": "agent"})
    assert (asked(form), place(form)) == ("agent_number", (2, 4))
    form.submit({"agent_number": AGENT})
    form.submit({"born": "19880314"})
    assert (asked(form), place(form)) == ("since", (4, 5))
    form.submit({"since": "19880313"})
    assert form.session.state == Asking("field.date.too_early", "since", (("earliest", "1988-03-14"),))


def test_what_is_wrong_is_said_and_asked_again(form):
    form.submit({"who": "agent"})
    form.submit({"agent_number": AGENT[:17]})
    assert form.session.state == Asking("field.citizen_number.length", "agent_number", (("typed", 17),))
    form.submit({"agent_number": AGENT})
    assert form.session.state == Asking(field="born")


def test_a_late_touch_on_the_question_before_changes_nothing(form):
    form.submit({"who": "self"})
    before = form.session
    for late in ({"who": "agent"}, {"born": None, "phone": PHONE}, "20200101", None):
        form.submit(late)
        assert form.session == before


def test_back_asks_the_field_before_and_keeps_what_was_typed(form):
    form.submit({"who": "self"})
    form.submit({"born": None})
    form.post(WentBack())
    assert asked(form) == "born"
    form.post(WentBack())
    assert asked(form) == "who"
    step = form.session.flow.step("form")
    assert questions.drafted(form.session, step) == {"who": "self", "born": None}
    assert path.back_target(form.session).id == "notice"
    form.post(WentBack())
    assert form.session.step_id == "notice"
    form.submit(True)
    assert asked(form) == "who"
    assert questions.drafted(form.session, step) == {"who": "self", "born": None}


def test_back_from_a_later_step_asks_the_last_field(form):
    for value in ({"who": "self"}, {"born": None}, {"phone": PHONE}):
        form.submit(value)
    form.post(WentBack())
    assert (form.session.step_id, asked(form)) == ("form", "phone")
    assert "form" not in form.session.answers
    form.submit({"phone": PHONE})
    assert form.session.step_id == "check"


def test_a_field_that_no_longer_applies_is_forgotten_in_the_answer(form):
    form.submit({"who": "agent"})
    form.submit({"agent_number": AGENT})
    form.post(WentBack())
    form.post(WentBack())
    for value in ({"who": "self"}, {"born": None}, {"phone": PHONE}):
        form.submit(value)
    assert "agent_number" not in form.session.answers["form"].reveal()


def test_nothing_that_was_typed_outlives_the_session(form):
    form.submit({"who": "agent"})
    form.submit({"agent_number": AGENT})
    assert AGENT not in repr(form.session)
    form.post(Left())
    assert form.session.ended
    assert not form.session.drafts
    assert not form.session.answers


def test_a_month_range_among_fields_answers_under_its_own_name():
    player = feature("month_range")
    player.submit({"name": "AB"})
    player.submit({"months": {"preset": "long_ago"}})
    assert player.session.state.problem == "form.too_early"
    player.submit({"months": {"preset": "this_year"}})
    months = {"preset": "this_year", "first": "2026-01", "last": "2026-11"}
    assert player.session.answers["form"].reveal() == {"name": "AB", "months": months}


PRESET = {"id": "year", "label": "l", "first": "a", "last": "b"}
PHONE_FIELD = {"id": "p", "kind": "phone", "label": "l"}
SHORT = {"presets": [PRESET], "earliest": "a", "latest": "b"}
CHOICE = {"id": "c", "kind": "choice", "label": "l"}
DIVISIONS = [{"code": "11", "name": "北京市"}]


def refused(**given):
    with pytest.raises(ValidationError) as raised:
        FormStep.model_validate({"id": "f", "kind": "form", "title": "t", **given})
    return str(raised.value)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, "asks nothing; give it fields, or presets"),
        ({"fields": [PHONE_FIELD], **SHORT}, "has fields and also presets, earliest, latest; move"),
        ({"presets": [PRESET], "earliest": "a"}, "has no latest"),
        ({"fields": [PHONE_FIELD, PHONE_FIELD]}, "field 'p' is there twice"),
        ({"fields": [{**PHONE_FIELD, "when": "true"}]}, "field 'p' is the first and has when; write when on the step"),
        ({"fields": [{**PHONE_FIELD, "kind": "fax"}]}, "'phone'"),
        ({"fields": [{**PHONE_FIELD, "kind": "text", "allowed": "hanzi"}]}, "no keys for Chinese characters"),
        ({"fields": [{**PHONE_FIELD, "kind": "text", "min_length": 3, "max_length": 2}]}, "min_length 3 is more"),
        ({"fields": [{**PHONE_FIELD, "kind": "number", "min": 3, "max": 2}]}, "min 3 is more than max 2"),
        ({"fields": [{**PHONE_FIELD, "kind": "number", "max": 2.5}]}, "max 2.5 has more than 0 decimals"),
        ({"fields": [{**PHONE_FIELD, "kind": "money", "min_fen": 3, "max_fen": 2}]}, "min_fen 3 is more"),
        ({"fields": [{**CHOICE, "options": [PHONE_FIELD]}]}, "options"),
        ({"fields": [{**CHOICE, "options": [{"id": "a", "label": "l"}] * 2}]}, "option 'a' is there twice"),
        (
            {"fields": [{**CHOICE, "kind": "multi_choice", "max_picks": 3, "options": [PRESET, PRESET]}]},
            "options.0.first",
        ),
        ({"fields": [{**PHONE_FIELD, "kind": "address"}]}, "either divisions or table"),
        ({"fields": [{**PHONE_FIELD, "kind": "address", "divisions": DIVISIONS, "table": "x"}]}, "either divisions"),
        ({"fields": [{**PHONE_FIELD, "kind": "address", "divisions": DIVISIONS * 2}]}, "division '11' is there twice"),
        ({"fields": [{**PHONE_FIELD, "kind": "month_range", **SHORT, "presets": [PRESET] * 2}]}, "preset 'year'"),
    ],
)
def test_a_form_that_cannot_be_asked_is_refused_with_a_remedy(given, named):
    assert named in refused(**given)


@pytest.mark.parametrize("given", [{"fields": [PHONE_FIELD]}, SHORT])
def test_either_form_of_the_step_comes_back_as_it_was(given):
    step = FormStep.model_validate({"id": "f", "kind": "form", "title": "t", **given})
    assert FormStep.model_validate_json(step.model_dump_json()) == step
    assert [field.kind for field in step.asked] == ["phone" if "fields" in given else "month_range"]
