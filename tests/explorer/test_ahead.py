"""Once nothing leads back, states that differ in what was behind are one; where a way may lead back, they are not."""

import pytest
from kit.explored import CALL, CARD, PAGES, PAPER, RATING, explored, flow_of

from kiosk.explorer.ahead import ahead
from kiosk.explorer.readings import readings

CHOICE = """- id: way
  kind: form
  title: t
  fields: [{id: a, kind: choice, label: l, options: [{id: x, label: l}, {id: y, label: l}]}]
"""
ASIDE = "- {id: aside, kind: notice, title: t, points: [a], consent_text: b, when: \"way.a == 'x'\"}\n"
BEHIND = "- {id: behind, kind: notice, title: t, points: [a], consent_text: b, when: \"way.a == 'y'\"}\n"
ELSEWHERE = PAPER.replace("receipt: ", "on_fault: {document_printer: {go_to: rating}}, receipt: ")
AGAIN = PAPER + (PAGES + PAPER).replace("pages", "others").replace("paper", "more")
PAST_IT = CALL.replace("refusals", "on_fault: {any: {go_to: behind}}, refusals")


def still_told(*steps: str) -> set[str]:
    flow = flow_of(*steps)
    return {name for one in ahead(flow, readings(flow)).values() for name in one.roots & {"way", "asked"}}


def test_what_only_earlier_steps_read_is_no_more_told():
    assert still_told(CARD, CHOICE, ASIDE, CALL, PAGES, PAPER, RATING) == set()
    assert still_told(CARD, CHOICE, ASIDE, CALL, PAGES, PAPER, BEHIND, RATING) == {"way"}


@pytest.mark.parametrize("papers", [ELSEWHERE, AGAIN])
def test_where_a_way_may_open_again_everything_is_told(papers):
    flow = flow_of(CARD, CHOICE, PAGES, papers, RATING)
    assert ahead(flow, readings(flow)) == {}


def test_two_ways_to_the_printer_are_one_from_there_on():
    with_aside = explored(flow_of(CARD, CHOICE, ASIDE, PAGES, PAPER, RATING))
    read_behind = explored(flow_of(CARD, CHOICE, ASIDE, PAGES, PAPER, BEHIND, RATING))
    assert not with_aside.broken
    assert not read_behind.broken
    assert with_aside.states < read_behind.states


def test_whoever_comes_past_the_printer_may_go_back_and_is_told_apart():
    """A department that is away leads to `behind`, without paper: the answer that `aside` reads counts there."""
    found = explored(flow_of(CARD, CHOICE, ASIDE, PAST_IT, PAGES, PAPER, BEHIND, RATING))
    assert not found.broken
