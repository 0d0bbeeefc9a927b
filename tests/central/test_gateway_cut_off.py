"""Answers that do not come whole, and answers that are kept: a resident is never told half, nor what is out of date."""

from types import SimpleNamespace

import pytest
from kit.department import breaks_off, hangs_up, says

from kiosk.central.gateway import carrying
from kiosk.central.gateway.kept import Kept
from tests.central import test_gateway_described as described
from tests.central.test_gateway_described import NUMBER, ask

department, describe = described.department, described.describe
FORM = b"number=420199198803149995&amount=1000&paid=yes"
XML = b"<reply><number>1</number><amount>1000</amount></reply>"


@pytest.mark.parametrize("sent", [0, 8, len(FORM) - 1])
def test_half_an_answer_is_none(terminal, department, describe, sent):
    """A form is one at every length: only what was announced tells that it is not whole."""
    describe(reply={"style": "form"})
    department.answers = [breaks_off(FORM, sent, Content_Type="application/x-www-form-urlencoded")]
    reply = ask(terminal)
    assert (reply.status, reply.code) == ("failed", "unreachable")
    assert NUMBER[:6] not in reply.detail
    department.answers = [breaks_off(FORM, len(FORM), Content_Type="application/x-www-form-urlencoded")]
    assert ask(terminal).data.reveal()["amount"] == "1000"


@pytest.mark.parametrize(("style", "whole"), [("json", b'{"amount": 1000}'), ("xml", XML)])
def test_in_no_style_half_an_answer_is_taken(terminal, department, describe, style, whole):
    describe(reply={"style": style})
    department.answers = [breaks_off(whole, sent, Content_Type=f"application/{style}") for sent in range(len(whole))]
    assert {ask(terminal).status for _ in range(len(whole))} == {"failed"}


def test_half_an_answer_is_asked_for_again_where_that_does_no_harm(terminal, department, describe):
    describe(idempotent=True, retries=1)
    department.answers = [breaks_off(b'{"amount": 1000}', 5, Content_Type="application/json"), says(200, {"amount": 1})]
    assert ask(terminal).data.reveal() == {"amount": 1}
    keys = [headers["Idempotency-Key"] for headers, _ in department.asked]
    assert keys == ["key-1", "key-1"]


def test_half_an_answer_is_not_asked_for_again_where_it_might_be_done_twice(terminal, department, describe):
    describe(retries=3)
    department.answers = [breaks_off(b'{"amount": 1000}', 5, Content_Type="application/json")]
    assert ask(terminal).status == "failed"
    assert len(department.asked) == 1


@pytest.fixture
def clock(monkeypatch):
    """Keep answers by a clock that a test moves."""
    now = SimpleNamespace(s=0.0)
    monkeypatch.setattr(carrying, "kept", Kept(lambda: now.s))
    return now


def test_an_answer_that_is_out_of_date_is_asked_for_anew(terminal, department, describe, clock):
    describe(idempotent=True, cache={"ttl_s": 60})
    department.answers = [says(200, {"amount": 1}), says(200, {"amount": 2})]
    assert ask(terminal).data.reveal() == {"amount": 1}
    clock.s = 59.9
    assert ask(terminal).data.reveal() == {"amount": 1}
    clock.s = 60
    assert ask(terminal).data.reveal() == {"amount": 2}
    assert len(department.asked) == 2


def test_when_the_department_is_away_what_is_out_of_date_does_not_stand_in(terminal, department, describe, clock):
    describe(idempotent=True, cache={"ttl_s": 60})
    department.answers = [says(200, {"amount": 1}), hangs_up]
    assert ask(terminal).status == "done"
    clock.s = 61
    reply = ask(terminal)
    assert (reply.status, reply.code) == ("failed", "unreachable")
    assert not reply.data.reveal()


@pytest.mark.parametrize(
    "first",
    [says(422, {"code": "no_record"}), says(503, {}), breaks_off(b'{"amount": 1}', 5), hangs_up],
    ids=["refused", "broken", "half", "lost"],
)
def test_nothing_but_a_whole_answer_is_kept(terminal, department, describe, clock, first):
    describe(idempotent=True, cache={"ttl_s": 60}, retries=0)
    department.answers = [first, says(200, {"amount": 1})]
    assert ask(terminal).status in ("refused", "failed")
    assert ask(terminal).data.reveal() == {"amount": 1}


def test_what_is_everybodys_is_kept_for_everybody_by_what_was_asked(terminal, department, describe, clock):
    describe(idempotent=True, personal=False, cache={"ttl_s": 60, "per": "everyone"})
    department.answers = [says(200, {"rate": 1}), says(200, {"rate": 2})]
    asked = [{"transaction_id": "1" * 32}, {"transaction_id": "2" * 32}, {"input": {"number": "another"}}]
    assert [ask(terminal, **one).data.reveal()["rate"] for one in asked] == [1, 1, 2]
