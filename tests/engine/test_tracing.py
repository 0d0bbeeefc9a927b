"""A trace holds names out of the flow and the program, and no value of a person, whatever is typed or replied."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.fields import FEATURES
from kit.player import CARD, STATEMENT, Player, flow_from, real_flow
from pydantic import ValidationError

from drivers.faults import Fault, Role
from kiosk.engine import tracing
from kiosk.engine.advance import advance
from kiosk.engine.events import (
    CallDone,
    CallRefused,
    CardRead,
    Changed,
    Composed,
    DeviceFailed,
    Event,
    PaymentOffered,
    Submitted,
)
from kiosk.engine.trace import Happened, Then
from kiosk.protocol.personal import Personal

TEXTS = st.text("XQZ789", min_size=6) | st.sampled_from([CARD["number"], CARD["name"], "CHEN SHILI"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


def said(player: Player, event: Event) -> str:
    before = player.session
    after, _ = advance(before, event)
    return tracing.happened(before, event, after).model_dump_json() + tracing.then(after).model_dump_json()


def words_of(value: object) -> list[str]:
    if isinstance(value, dict):
        return [word for key, inner in value.items() for word in (str(key), *words_of(inner))]
    if isinstance(value, list):
        return [word for inner in value for word in words_of(inner)]
    return [str(value)]


def foreign(said: str, value: object) -> list[str]:
    """Return what of `value` is said, long enough to be nobody's chance."""
    return [word for word in words_of(value) if len(word) > 5 and word in said]


@given(value=VALUES)
def test_nothing_that_is_handed_in_is_in_a_trace(value):
    player = Player(real_flow()).go_to("period")
    assert not foreign(said(player, Submitted("period", Personal(value))), {"x": value, "y": CARD})


@given(data=st.dictionaries(TEXTS, VALUES, max_size=4), full=st.booleans())
def test_nothing_that_is_replied_is_in_a_trace(data, full):
    player = Player(real_flow()).go_to("statement")
    reply = {**STATEMENT, **data} if full else data
    told = said(player, CallDone(player.session.ticket, Personal(reply)))
    assert not foreign(told, reply)


@given(code=st.text(max_size=30).filter(lambda code: code not in {"no_account", "no_records"}))
def test_a_reason_that_the_flow_does_not_know_is_not_repeated(code):
    player = Player(real_flow()).go_to("statement")
    before, event = player.session, CallRefused(player.session.ticket, code)
    after, _ = advance(before, event)
    assert tracing.happened(before, event, after).of == ("another",)
    assert tracing.then(after).trouble == "statement.another"


def test_what_steers_stays():
    player = Player(real_flow()).go_to("card")
    before, ticket = player.session, player.session.ticket
    card = Personal({**CARD, "valid_to": "2020-01-01"})
    after, _ = advance(before, CardRead(ticket, card))
    happened, then = tracing.happened(before, CardRead(ticket, card), after), tracing.then(after)
    assert (happened.how, happened.of) == ("expired", ("resident",))
    assert then == Then(step="card", trouble="id_card.CARD_EXPIRED")
    failed = DeviceFailed(ticket, Role.ID_CARD, Fault.TIMEOUT)
    assert tracing.happened(before, failed, after).of == ("id_card", "TIMEOUT")


def test_codes_and_serials_are_left_out():
    session = Player(real_flow()).session
    composed = Composed("t", 2, "d" * 64, "WH0001-20261124-00001", "K7QM-2XWD-9FTB")
    assert tracing.happened(session, composed, session) == Happened(event="Composed", near=("several_pages",))
    offered = PaymentOffered("t", "https://pay.example.invalid/x")
    assert tracing.happened(session, offered, session) == Happened(event="PaymentOffered")


@pytest.mark.parametrize("value", [CARD["number"], CARD["name"], Personal("name"), "K7QM-2XWD-9FTB", ""])
def test_what_is_no_name_does_not_go_into_a_trace(value):
    for made in (lambda: Happened(event="Submitted", of=(value,)), lambda: Then(step=value)):
        with pytest.raises(ValidationError):
            made()


LISTED = flow_from(FEATURES / "review_answers.yaml")


@pytest.mark.parametrize(("event", "of"), [(Changed("wish", "why"), ("wish", "why")), (Changed("home"), ("home",))])
def test_which_answer_is_changed_is_told_and_what_it_was_is_not(event, of):
    player = Player(LISTED)
    assert tracing.happened(player.session, event, player.session) == Happened(event="Changed", of=of)


@given(step=TEXTS, field=TEXTS | st.none())
def test_a_name_that_is_none_of_the_flow_is_in_no_trace(step, field):
    player = Player(LISTED)
    told = said(player, Changed(step, field)) + said(player, Changed("wish", field))
    assert not foreign(told, [step, field])
