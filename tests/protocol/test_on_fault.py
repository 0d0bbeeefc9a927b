"""on_fault in a flow document: what can never happen, leads nowhere or would print twice is named with its place."""

import pytest
from kit.flows import flow_files
from pydantic import ValidationError

from kiosk.protocol.flow import CHECKED, Flow
from kiosk.protocol.package import check

STEPS = """\
  - id: who
    kind: identify
    title: title
    on_fault:
      id_card: {go_to: typed}
      id_card.CARD_EXPIRED: {end: start.point}
  - {id: look, kind: review, title: title, template: page.typ, document_title: title, data: {}}
  - id: paper
    kind: issue
    title: title
    document: look
    receipt: receipt.yaml
    on_fault: {document_printer: {go_to: rating}, receipt_printer.PAPER_OUT: {retry: true}}
  - {id: rating, kind: rate, title: title}
  - {id: early, kind: end, title: title}
  - id: typed
    kind: notice
    title: title
    points: [start.point]
    consent_text: start.consent
  - id: finish
"""


def files(old: str = "", new: str = "") -> dict[str, bytes]:
    sound = flow_files()
    text = sound["flow.yaml"].decode().replace("engine: 1", "engine: 2").replace("  - id: finish\n", STEPS)
    assert old in text
    receipt = {"receipt.yaml": b"lines: []\n"}
    return {**sound, **receipt, "flow.yaml": text.replace(old, new, 1).encode()}


def test_a_flow_with_on_fault_is_taken() -> None:
    assert check(files()) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "id_card: {go_to: typed}",
            "id_crad: {go_to: typed}",
            "step 'who': on_fault 'id_crad' never happens at a step of kind 'identify' (did you mean 'id_card'?)",
        ),
        (
            "id_card.CARD_EXPIRED",
            "id_card.CARD_EXPIERD",
            "28:7: step 'who': on_fault 'id_card.CARD_EXPIERD': id_card",
        ),
        ("id_card.CARD_EXPIRED", "id_card.CARD_EXPIERD", "(did you mean 'CARD_EXPIRED'?)"),
        ("id_card.CARD_EXPIRED", "platform.TIMEOUT", "'platform.TIMEOUT' never happens at a step of kind 'identify' ("),
        ("go_to: typed", "go_to: tpyed", "27:7: step 'who': on_fault 'id_card' goes to 'tpyed', which does not come a"),
        ("go_to: typed", "go_to: tpyed", "(did you mean 'typed'?)"),
        ("go_to: typed", "go_to: who", "goes to 'who', which does not come after it (name a later step"),
        ("go_to: typed", "goto: typed", "27:17: steps.2.identify.on_fault.id_card.goto: is not known here (d"),
        ("go_to: typed", "go_to: typed, retry: true", "27:16: steps.2.identify.on_fault.id_card: says not one thing"),
        (
            "go_to: typed",
            "",
            "steps.2.identify.on_fault.id_card: says not one thing to do (write {retry: true}, {go_to",
        ),
        ("end: start.point", "end: start.pont", "28:35: there are no words for 'start.pont' (did you mean 'start.p"),
        (
            "receipt_printer.PAPER_OUT: {retry: true}",
            "document_printer.JOB_DOUBTFUL: {retry: true}",
            "35:51: step 'paper': on_fault 'document_printer.JOB_DOUBTFUL' cannot go on: nobody knows what was prin",
        ),
        (
            "kind: rate, ",
            "kind: rate, on_fault: {any: {retry: true}}, ",
            "a step of kind 'rate' meets no fault (remove o",
        ),
        ("go_to: rating", "go_to: typed", ""),
        ("engine: 2", "engine: 1", "step 'who' has on_fault, which engine 1 does not know (write engine: 2)"),
    ],
)
def test_mistakes_are_named_with_their_place_and_a_remedy(old: str, new: str, expected: str) -> None:
    found = [str(problem) for problem in check(files(old, new))]
    assert any(expected in line for line in found) if expected else found == [], found


def test_a_step_that_only_a_fault_leads_to_is_reached() -> None:
    found = check(files("id_card: {go_to: typed}", "id_card: {go_to: rating}"))
    assert [problem.message for problem in found] == ["step 'typed' is never reached: 'early' before it always ends"]


def test_no_fault_leads_to_an_issue_of_what_was_not_composed() -> None:
    found = [str(problem) for problem in check(files("id_card: {go_to: typed}", "id_card: {go_to: paper}"))]
    assert any("step 'paper' issues 'look', which no earlier review has ready" in line for line in found), found


def _flow(on_fault: dict[str, object], *, inside: bool = False) -> dict[str, object]:
    notice = {"kind": "notice", "title": "t", "points": ["p"], "consent_text": "c"}
    who = {"id": "who", "kind": "identify", "title": "t", "on_fault": on_fault}
    fork = {"id": "fork", "kind": "branch", "otherwise": [{**notice, "id": "right"}]}
    left = [*([who] if inside else []), {**notice, "id": "left", "when": "b"}]
    steps = [
        {**notice, "id": "first"},
        *([] if inside else [who]),
        {**fork, "cases": [{"when": "a", "steps": left}]},
        {**notice, "id": "last"},
        {"id": "bye", "kind": "end", "title": "t"},
    ]
    header = {
        "department": "d",
        "theme": "t",
        "title": "t",
        "summary": "s",
        "expected_minutes": 1,
        "devices": ["id_card"],
    }
    return {"service": "a/b", "version": 1, "engine": 2, "item_code": "123456789012", **header, "steps": steps}


def test_what_a_fault_leads_past_is_conditions() -> None:
    taken = Flow.model_validate(_flow({"any": {"go_to": "last"}}))
    past = "detours.who != 'last'"
    assert [(step.id, step.when) for step in taken.steps] == [
        ("first", None),
        ("who", None),
        ("left", f"({past}) && ((a) && (b))"),
        ("right", f"({past}) && (!(a))"),
        ("last", None),
        ("bye", None),
    ]
    again = Flow.model_validate_json(taken.model_dump_json(), context=CHECKED)
    assert again == taken


def test_a_fault_inside_a_branch_leads_behind_it_and_to_no_other_way() -> None:
    assert Flow.model_validate(_flow({"any": {"go_to": "last"}}, inside=True))
    for target in ("right", "first", "fork"):
        with pytest.raises(ValidationError, match="does not come after it"):
            Flow.model_validate(_flow({"any": {"go_to": target}}, inside=True))


@pytest.mark.parametrize("target", ["left", "fork"])
def test_a_fault_leads_to_no_branch_and_to_no_step_inside_one(target: str) -> None:
    with pytest.raises(ValidationError, match="does not come after it"):
        Flow.model_validate(_flow({"any": {"go_to": target}}))
