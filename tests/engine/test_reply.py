"""A department's reply is held against the declared shape: what fits has its type, what does not is a fault."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.expressions import is_of
from kit.player import STATEMENT, Player, real_flow
from pydantic import TypeAdapter, ValidationError

from kiosk.engine.answers import CARD, answer_type, facts_types, record_of
from kiosk.engine.effects import Compose
from kiosk.engine.events import CallDone
from kiosk.engine.reply import MisfitError, fit
from kiosk.engine.scope import CARD_FIELDS, scope_of
from kiosk.engine.session import Troubled
from kiosk.protocol.flow import Flow
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps.shape import Fields

SAMPLES = {
    "text": ["", "正常"],
    "truth": [True],
    "int": [0, -(2**63)],
    "number": [1, 1.5],
    "day": ["2024-02-29"],
    "month": ["2026-12"],
    "money": ["-0.05", "1234567890123.00"],
}
WRONG = {
    "text": [1, ["a"], {}],
    "truth": [1, "true"],
    "int": ["1", 1.0, True, 2**63],
    "number": ["1.5", False],
    "day": ["2026-02-30", "2026-1-1", 20260101],
    "month": ["2026-13", "2026-1", "2026-01\n"],
    "money": ["1", "1.5", 1.5, "1,000.00"],
}
names = st.sampled_from(["a", "b", "rows"])
words = st.sampled_from([*SAMPLES, *(f"{word}?" for word in SAMPLES)])
shapes = st.recursive(
    words,
    lambda inner: st.lists(inner, min_size=1, max_size=1) | st.dictionaries(names, inner, max_size=2),
    max_leaves=5,
)
fields = st.dictionaries(names, shapes, max_size=3)


@st.composite
def replies(draw):
    declared = draw(fields)
    return declared, _reply(draw, declared)


def _reply(draw, shape):
    if isinstance(shape, dict):
        extra = {"unasked": "420199198803149995"} if draw(st.booleans()) else {}
        found = {name: _reply(draw, inner) for name, inner in shape.items()}
        return {**{name: value for name, value in found.items() if value != "absent"}, **extra}
    if isinstance(shape, list):
        return [_reply(draw, shape[0]) for _ in range(draw(st.integers(0, 2)))]
    if shape.endswith("?"):
        return draw(st.sampled_from([None, *SAMPLES[shape[:-1]]]))
    return draw(st.sampled_from(SAMPLES[shape]))


@given(replies())
def test_what_fits_has_the_declared_type_and_nothing_else(made):
    declared, reply = made
    TypeAdapter(Fields).validate_python(declared)
    found = fit(reply, declared)
    assert is_of(found, record_of(declared, ""))
    assert "unasked" not in str(found)
    assert fit(found, declared) == found


@pytest.mark.parametrize(("word", "value"), [(word, value) for word, values in WRONG.items() for value in values])
def test_a_value_of_another_kind_is_named_and_not_quoted(word, value):
    with pytest.raises(MisfitError, match=rf"^rows\.0\.a: {word} is expected$"):
        fit({"rows": [{"a": value}]}, {"rows": [{"a": word}]})


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        ({}, "rows: is missing"),
        ({"rows": {}}, "rows: a list is expected"),
        ({"rows": ["a"]}, r"rows\.0: fields are expected"),
        ([], "the reply: fields are expected"),
    ],
)
def test_what_is_missing_is_named(reply, message):
    with pytest.raises(MisfitError, match=f"^{message}$"):
        fit(reply, {"rows": [{"a": "int"}]})


@pytest.mark.parametrize("shape", ["txt", [], ["int", "int"], {"B": "int"}, 3, None])
def test_a_shape_that_is_none(shape):
    with pytest.raises(ValidationError):
        TypeAdapter(Fields).validate_python({"a": shape})


def test_a_reply_that_does_not_fit_is_a_fault_of_the_department_and_may_be_tried_again():
    player = Player(real_flow()).go_to("statement")
    reply = {**STATEMENT, "balance": 4234.5}
    player.post(CallDone(player.session.ticket, Personal(reply)))
    state = player.session.state
    assert isinstance(state, Troubled)
    assert (state.trouble.code, state.retry, state.back) == ("DEPARTMENT_DOWN", True, True)
    assert "statement" not in player.session.answers


def test_only_what_is_declared_is_kept():
    player = Player(real_flow()).go_to("statement")
    player.post(CallDone(player.session.ticket, Personal({**STATEMENT, "secret": "1"})))
    assert player.session.answers["statement"].reveal() == STATEMENT


def test_the_types_of_answers_and_facts_are_those_of_the_session():
    player = Player(real_flow()).go_to("done")
    scope = scope_of(player.session)
    for step in player.session.flow.steps[:-1]:
        assert is_of(scope.pop(step.id).reveal(), answer_type(step)), step.id
    assert {name: is_of(scope[name], kind) for name, kind in facts_types(real_flow()).items()} == dict.fromkeys(
        scope, True
    )
    assert tuple(CARD) == CARD_FIELDS


def test_a_step_that_may_be_passed_over_can_be_asked_for():
    raw = real_flow().model_dump(mode="json")
    raw["steps"][3]["when"] = "card.kind == 'hmt'"
    raw["steps"][4]["data"] = {"asked": "has(statement.balance)"}
    player = Player(Flow.model_validate(raw)).go_to("preview")
    assert player.last(Compose).data.reveal() == {"asked": False}
