"""Joint services: whatever a part comes to, the promises hold for the whole; and mistakes that only exploring finds."""

from pathlib import Path

import pytest
import yaml
from kit.explored import HEADER, broken, explored
from kit.joint import joint_files
from kit.player import flow_from

from kiosk.explorer.exploring import explore
from kiosk.protocol.flow import Flow
from kiosk.protocol.package import pack, unpack

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

FEATURES = Path(__file__).parents[1] / "engine/features"
PARTS = """\
parts:
  - {id: one, title: t, summary: s, department: d}
  - {id: other, title: t, summary: s, department: d}
steps:
"""
PART = """\
- {id: one_asked, kind: call, part: one, title: t, operation: fund.statement, input: {}, result: {n: int}}
- {id: one_pages, kind: review, part: one, title: t, template: a.typ, document_title: t, data: {n: one_asked.n}}
- {id: one_paper, kind: issue, part: one, title: t, document: one_pages}
"""
OTHER = "- {id: other_told, kind: notice, part: other, title: t, points: [a], consent_text: b}\n"
CALLED = PART.replace("one", "other")
RESULT = "- {id: result, kind: summary, title: t, receipt: receipt.yaml, fault_text: f}\n"
END = "- {id: done, kind: end, title: t}\n"


def joint(*steps):
    """Return the flow of these steps, of parts `one` and `other`."""
    text = HEADER.replace("engine: 2", "engine: 3").replace("steps:\n", PARTS)
    return Flow.model_validate(yaml.safe_load(text + "".join(steps) + END))


@pytest.mark.parametrize("name", ["summary", "summary_pay"])
def test_every_promise_holds_whatever_a_part_comes_to(name):
    assert broken(explored(flow_from(FEATURES / f"{name}.yaml"))) == set()


def test_a_member_that_ends_early_ends_its_part_only():
    assert explore(unpack(pack(joint_files()))).broken == ()


def test_a_sound_joint_flow_has_no_broken_promise():
    assert broken(explored(joint(PART, OTHER, RESULT))) == set()


FOUND = {
    "a part that nobody can come to": (
        (PART, OTHER.replace("title: t", "title: t, when: 'today < \"1900\"'"), RESULT),
        ("every_step_is_reached", "other_told"),
    ),
    "a part that reads what another part may not have": (
        (PART, OTHER.replace("title: t", "title: t, when: one_asked.n > 0"), RESULT),
        ("every_expression_can_be_evaluated", "other_told"),
    ),
    "a receipt of what a part may not have": (
        (PART, CALLED, RESULT.replace("fault_text", "receipt_data: {n: one_asked.n}, fault_text")),
        ("a_receipt_can_be_printed", "result"),
    ),
    "a summary of what a part may not have": (
        (PART, OTHER, RESULT.replace("title: t", "title: t, when: one_asked.n > 0"), RESULT.replace("result", "again")),
        ("every_expression_can_be_evaluated", "result"),
    ),
}


@pytest.mark.parametrize("name", FOUND)
def test_each_mistake_is_found_and_rightly_named(name):
    steps, found = FOUND[name]
    assert broken(explored(joint(*steps))) == {found}


REFUSED = {
    "a part that is not listed": (PART.replace("part: one", "part: two"), OTHER, RESULT),
    "a part that was over": (PART, OTHER, OTHER.replace("other", "one").replace("one_told", "late"), RESULT),
    "parts in another order": (OTHER, PART, RESULT),
    "parts that nobody sums up": (PART, OTHER),
    "a part with a receipt of its own": (
        PART.replace("document: one_pages", "document: one_pages, receipt: r.yaml"),
        OTHER,
        RESULT,
    ),
    "a summary inside a part": (
        PART,
        OTHER,
        RESULT.replace("kind: summary", "kind: summary, part: other"),
        RESULT.replace("result", "again"),
    ),
    "paper of another part": (PART.replace("kind: issue, part: one", "kind: issue, part: other"), OTHER, RESULT),
    "a receipt without words for a fault": (PART, OTHER, RESULT.replace(", fault_text: f", "")),
}
"""Mistakes that the model refuses: there is no flow to explore."""


@pytest.mark.parametrize("steps", REFUSED.values(), ids=REFUSED.keys())
def test_the_rest_cannot_even_be_written(steps):
    with pytest.raises(ValueError, match=r"step|fault_text"):
        joint(*steps)
