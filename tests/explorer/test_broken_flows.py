"""Flows with one mistake each: those that only exploring finds, and those that nobody can even write."""

from pathlib import Path

import pytest
import yaml
from kit.explored import HEADER, broken, explored_file
from kit.player import flow_from
from pydantic import ValidationError

from kiosk.engine.scenario import Scenario, run
from kiosk.protocol.flow import Flow

FOLDER = Path(__file__).parent / "broken"
EVALUATED, REACHED = "every_expression_can_be_evaluated", "every_step_is_reached"
FOUND = {
    "answer_of_a_later_step": {(EVALUATED, "notice")},
    "answer_of_a_step_passed_over": {(EVALUATED, "last")},
    "condition_of_another_kind": {(REACHED, "extra")},
    "condition_on_no_card": {(REACHED, "extra")},
    "condition_that_is_no_truth": {(REACHED, "extra")},
    "conditions_that_exclude_each_other": {(REACHED, "extra")},
    "copies_for_a_crowd": {(EVALUATED, "paper")},
    "copies_for_nobody": {(EVALUATED, "paper")},
    "copies_without_a_limit": {(EVALUATED, "paper")},
    "day_before_the_first": {("every_question_has_an_answer", "asked")},
    "day_that_a_card_lacks": {(EVALUATED, "period")},
    "day_that_never_comes": {(REACHED, "extra")},
    "day_with_a_mistake": {(EVALUATED, "pages")},
    "divided_by_nothing": {(EVALUATED, "pages")},
    "document_that_nobody_composed": {("every_step_can_be_carried_out", "asked")},
    "field_left_empty": {(EVALUATED, "pages")},
    "field_of_one_amount": {(EVALUATED, "pages")},
    "file_that_may_be_absent": {(EVALUATED, "paper")},
    "first_of_no_rows": {(EVALUATED, "pages")},
    "limits_the_wrong_way_round": {
        ("what_can_be_tapped_is_taken", "period"),
        ("every_question_has_an_answer", "period"),
    },
    "option_that_is_misspelt": {(REACHED, "extra")},
    "part_that_may_be_absent": {(EVALUATED, "pages")},
    "preset_outside_the_limits": {("what_can_be_tapped_is_taken", "period")},
    "preset_that_is_no_month": {(EVALUATED, "period")},
    "receipt_that_cannot_be": {("a_receipt_can_be_printed", "paper")},
    "reply_without_a_shape": {(EVALUATED, "extra")},
    "share_of_nothing": {(EVALUATED, "pages")},
    "way_that_nobody_takes": {(REACHED, "many")},
}
"""By the name of the file: which promise is not kept, at which step; and no other."""
REFUSED = {
    "an end in the middle": "- {id: a, kind: end, title: t}\n- {id: done, kind: end, title: t}\n",
    "no end": "- {id: a, kind: rate, title: t}\n- {id: b, kind: rate, title: t}\n",
    "one name for two": "- {id: done, kind: rate, title: t}\n- {id: done, kind: end, title: t}\n",
    "an operation that is not listed": (
        "- {id: a, kind: call, title: t, operation: fund.other, input: {}}\n- {id: done, kind: end, title: t}\n"
    ),
    "a document printed before it was composed": (
        "- {id: a, kind: issue, title: t, document: b, receipt: r.yaml}\n- {id: done, kind: end, title: t}\n"
    ),
    "a document printed twice": (
        "- {id: b, kind: review, title: t, template: a.typ, document_title: t, data: {}}\n"
        "- {id: c, kind: issue, title: t, document: b, receipt: r.yaml}\n"
        "- {id: d, kind: issue, title: t, document: b, receipt: r.yaml}\n"
        "- {id: done, kind: end, title: t}\n"
    ),
    "a document made and given at once": (
        "- {id: b, kind: review, title: t, template: a.typ, file: c.file, document_title: t}\n"
        "- {id: done, kind: end, title: t}\n"
    ),
    "a document from nowhere": (
        "- {id: a, kind: issue, title: t, receipt: r.yaml}\n- {id: done, kind: end, title: t}\n"
    ),
    "a file that only engine 3 prints": (
        "- {id: a, kind: issue, title: t, file: b.file, document_title: t, receipt: r.yaml}\n"
        "- {id: done, kind: end, title: t}\n"
    ),
    "copies that only engine 3 prints": (
        "- {id: b, kind: review, title: t, template: a.typ, document_title: t, data: {}}\n"
        "- {id: c, kind: issue, title: t, document: b, copies: 2, receipt: r.yaml}\n"
        "- {id: done, kind: end, title: t}\n"
    ),
    "more copies than anybody gets": (
        "- {id: b, kind: review, title: t, template: a.typ, document_title: t, data: {}}\n"
        "- {id: c, kind: issue, title: t, document: b, copies: 6, receipt: r.yaml}\n"
        "- {id: done, kind: end, title: t}\n"
    ),
    "a list of what was never asked": (
        "- {id: a, kind: review, title: t, answers: [wish]}\n- {id: done, kind: end, title: t}\n"
    ),
    "a list that is printed": (
        "- {id: f, kind: form, title: t, fields: [{id: n, kind: phone, label: t}]}\n"
        "- {id: a, kind: review, title: t, answers: [f]}\n"
        "- {id: b, kind: issue, title: t, document: a, receipt: r.yaml}\n"
        "- {id: done, kind: end, title: t}\n"
    ),
    "a kind that nobody knows": "- {id: a, kind: dance, title: t}\n- {id: done, kind: end, title: t}\n",
    "a wait without a bound": (
        "- {id: a, kind: identify, title: t, timeout_s: 0}\n- {id: done, kind: end, title: t}\n"
    ),
}
"""Mistakes that the model refuses: there is no flow to explore."""


def test_every_broken_flow_is_named_here():
    assert {path.stem for path in FOLDER.glob("*.yaml")} == FOUND.keys()
    assert len(FOUND) >= 20


@pytest.mark.parametrize("name", FOUND)
def test_each_mistake_is_found_and_rightly_named(name):
    assert broken(explored_file(FOLDER / f"{name}.yaml")) == FOUND[name]


@pytest.mark.parametrize("name", FOUND)
def test_the_way_there_is_a_scenario_that_leads_there(name):
    flow = flow_from(FOLDER / f"{name}.yaml")
    for one in explored_file(FOLDER / f"{name}.yaml").broken:
        value = yaml.safe_load(one.scenario)
        assert len(value["lines"]) == len(one.path)
        if not one.path:
            continue
        at_last_line = f"line {len(one.path)}: "
        if "document_that_nobody" in name:
            with pytest.raises(AssertionError, match="no review composed"):
                run(Scenario.model_validate(value), flow)
        elif one.promise == EVALUATED and not name.startswith("day_that"):
            assert run(Scenario.model_validate(value), flow)[0].startswith(at_last_line)
        else:
            assert run(Scenario.model_validate(value), flow) == []


@pytest.mark.parametrize("steps", REFUSED.values(), ids=REFUSED.keys())
def test_the_rest_cannot_even_be_written(steps):
    with pytest.raises(ValidationError):
        Flow.model_validate(yaml.safe_load(HEADER.replace("engine: 3", "engine: 2") + steps))
