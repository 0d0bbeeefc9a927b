"""The flow document: what holds together is taken, and each thing that does not is named."""

import copy

import pytest
from pydantic import ValidationError

from kiosk.protocol.flow import Flow
from kiosk.protocol.release import flow_target


def flow(**changes):
    """A small flow with one of each kind of step."""
    return {
        "service": "housing/fund",
        "version": 1,
        "engine": 1,
        "item_code": "123456789012",
        "department": "department",
        "theme": "housing",
        "title": "title",
        "summary": "summary",
        "expected_minutes": 2,
        "devices": ["id_card", "document_printer"],
        "operations": ["fund.account"],
        "steps": steps(),
        **changes,
    }


def steps():
    return [
        {"id": "notice", "kind": "notice", "title": "t", "points": ["p"], "consent_text": "c"},
        {"id": "who", "kind": "identify", "title": "t"},
        {
            "id": "period",
            "kind": "form",
            "title": "t",
            "presets": [{"id": "year", "label": "l", "first": "a", "last": "b"}],
            "earliest": "a",
            "latest": "b",
        },
        {"id": "account", "kind": "call", "title": "t", "operation": "fund.account", "input": {"number": "who.number"}},
        {"id": "look", "kind": "review", "title": "t", "template": "a.typ", "document_title": "t", "data": {}},
        {"id": "paper", "kind": "issue", "title": "t", "document": "look", "receipt": "receipt.yaml"},
        {"id": "rating", "kind": "rate", "title": "t"},
        {"id": "bye", "kind": "end", "title": "t"},
    ]


def without(step_id):
    return [step for step in steps() if step["id"] != step_id]


def changed(step_id, **changes):
    return [{**step, **changes} if step["id"] == step_id else step for step in steps()]


def test_a_whole_flow_is_taken_and_comes_back_the_same():
    taken = Flow.model_validate(flow())
    assert [step.kind for step in taken.steps] == [
        "notice",
        "identify",
        "form",
        "call",
        "review",
        "issue",
        "rate",
        "end",
    ]
    assert Flow.model_validate_json(taken.model_dump_json()) == taken
    assert taken.step("paper").document == "look"
    with pytest.raises(KeyError, match="nowhere"):
        taken.step("nowhere")


def test_a_copy_with_other_steps_finds_those_and_having_looked_makes_no_other_flow():
    taken = Flow.model_validate(flow())
    bye = taken.step("bye")
    assert taken == Flow.model_validate(flow())
    later = bye.model_copy(update={"timeout_s": bye.timeout_s + 1})
    copied = taken.model_copy(update={"steps": (*taken.steps[:-1], later)})
    assert copied.step("bye") is later
    assert taken.step("bye") is bye


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"steps": [*steps(), steps()[-1]]}, "used twice"),
        ({"steps": without("bye")}, "the last step"),
        ({"steps": changed("who", id="terminal")}, "step id 'terminal' would hide"),
        ({"steps": changed("who", id="item")}, "step id 'item' would hide"),
        ({"steps": [steps()[-1], *without("bye"), {**steps()[-1], "id": "again"}]}, "'notice' is never reached"),
        ({"steps": without("look")}, "no earlier review"),
        ({"steps": [steps()[5], *without("paper")]}, "no earlier review"),
        ({"operations": []}, "not listed under operations"),
        ({"steps": changed("account", operation="fund.other")}, "not listed under operations"),
        ({"steps": changed("paper", document="period")}, "no earlier review"),
        ({"steps": [*steps()[:5], {**steps()[4], "id": "other"}, *steps()[5:]]}, "no earlier review"),
        ({"steps": [*steps()[:6], {**steps()[5], "id": "again"}, *steps()[6:]]}, "no earlier review"),
    ],
)
def test_what_does_not_hold_together_is_named(changes, named):
    with pytest.raises(ValidationError, match=named):
        Flow.model_validate(flow(**changes))


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(ValidationError) as raised:
        Flow.model_validate(flow(steps=without("look"), operations=[]))
    assert "no earlier review" in str(raised.value)
    assert "not listed" in str(raised.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"service": "housing"},
        {"service": "../etc/passwd"},
        {"service": "Housing/fund"},
        {"version": 0},
        {"item_code": "123"},
        {"theme": "Housing"},
        {"title": "Not a key"},
        {"devices": ["crystal_ball"]},
        {"colour": "red"},
        {"steps": []},
        {"steps": changed("who", kind="clairvoyance")},
        {"steps": changed("who", colour="red")},
        {"steps": changed("who", timeout_s=0)},
        {"steps": changed("who", timeout_s=301)},
        {"steps": changed("who", id="Who")},
        {"steps": changed("look", template="../../a.typ")},
        {"steps": changed("paper", receipt="/etc/receipt.yaml")},
        {"steps": changed("account", operation="Fund account")},
        {"steps": changed("account", input={"Bad Key": "x"})},
        {"steps": changed("period", earliest="")},
        {"idle": {"warn_after_s": 1}},
        {"expected_minutes": 0},
    ],
    ids=str,
)
def test_what_is_out_of_bounds_is_refused(changes):
    with pytest.raises(ValidationError):
        Flow.model_validate(flow(**changes))


def test_a_flow_cannot_be_changed_afterwards():
    taken = Flow.model_validate(flow())
    before = copy.deepcopy(taken)
    with pytest.raises(ValidationError):
        taken.version = 2
    assert taken == before


def test_a_package_has_its_place():
    assert flow_target("housing/fund", 12) == "flows/housing/fund@12.flow"


def branched(cases, otherwise=(), *, behind=("bye",), engine=2):
    """A flow that forks at once; each way is a list of ids of `steps()`, or of steps."""
    known = {step["id"]: step for step in steps()}

    def of(ids):
        return [known[one] if isinstance(one, str) else one for one in ids]

    ways = [{"when": when, "steps": of(ids)} for when, ids in cases.items()]
    fork = {"id": "fork", "kind": "branch", "cases": ways, "otherwise": of(otherwise)}
    return flow(engine=engine, steps=[known["notice"], fork, *of(behind)])


BYE = {"id": "bye_early", "kind": "end", "title": "t"}
LOOK = {"id": "look_here", "kind": "review", "title": "t", "template": "b.typ", "document_title": "t", "data": {}}
PAPER = {"id": "paper_here", "kind": "issue", "title": "t", "document": "look_here", "receipt": "receipt.yaml"}


def test_a_branch_becomes_conditions_of_its_steps():
    inner = {"id": "inner", "kind": "branch", "cases": [{"when": "c", "steps": [{**steps()[6], "when": "d"}]}]}
    inner["otherwise"] = []
    taken = Flow.model_validate(branched({"a": ["who"], "b || x": [inner]}, ["period"]))
    assert [(step.id, step.when) for step in taken.steps] == [
        ("notice", None),
        ("who", "a"),
        ("rating", "(!(a)) && (b || x) && (c) && (d)"),
        ("period", "(!(a)) && (!(b || x))"),
        ("bye", None),
    ]


def test_each_way_may_end_by_itself_and_print_by_itself():
    taken = Flow.model_validate(branched({"a": ["look", "paper", BYE]}, [LOOK, PAPER]))
    assert [step.id for step in taken.steps if step.kind == "end"] == ["bye_early", "bye"]
    all_end = Flow.model_validate(branched({"a": ["who", BYE]}, ["period", "bye"], behind=()))
    assert all_end.steps[-1].id == "bye"


@pytest.mark.parametrize(
    ("document", "named"),
    [
        (branched({"a": ["who"]}, behind=()), "'fork' does not end on each of its ways"),
        (branched({"a": ["who", BYE]}, behind=()), "'fork' does not end on each of its ways"),
        (branched({"a": [BYE, "who"]}), "'who' is never reached: 'bye_early'"),
        (branched({"a": [BYE]}, [{**BYE, "id": "too"}]), "'bye' is never reached: 'fork'"),
        (branched({"a": ["who"]}, ["who"]), "'who' is used twice"),
        (branched({"a": [{**steps()[1], "id": "fork"}]}), "'fork' is used twice"),
        (branched({"a": ["look"]}, behind=("paper", "bye")), "no earlier review"),
        (branched({"a": ["look"]}, [LOOK], behind=("paper", "bye")), "no earlier review"),
        (branched({"a": [LOOK, PAPER, {**PAPER, "id": "again"}]}), "no earlier review"),
        (branched({"a": [{**steps()[3], "operation": "fund.other"}]}), "'account' calls 'fund.other'"),
        (branched({"a": ["who"]}, engine=1), "'fork' is of kind 'branch', which engine 1 does not know"),
    ],
    ids=str,
)
def test_what_does_not_hold_together_in_a_branch_is_named(document, named):
    with pytest.raises(ValidationError, match=named):
        Flow.model_validate(document)


def test_a_review_before_the_branch_is_ready_on_each_of_its_ways():
    document = branched({"a": ["who"]}, ["period"], behind=("paper", "bye"))
    document["steps"].insert(1, steps()[4])
    assert Flow.model_validate(document)
    document["steps"][2]["cases"][0]["steps"].append({**PAPER, "document": "look"})
    with pytest.raises(ValidationError, match="'paper' issues 'look'"):
        Flow.model_validate(document)


def test_a_branch_says_what_happens_otherwise_and_has_a_case():
    document = branched({"a": []})
    assert [step.id for step in Flow.model_validate(document).steps] == ["notice", "bye"]
    del document["steps"][1]["otherwise"]
    with pytest.raises(ValidationError, match="otherwise"):
        Flow.model_validate(document)
    with pytest.raises(ValidationError, match="'fork' has no case"):
        Flow.model_validate(branched({}))


FEE = {"id": "fee", "kind": "pay", "title": "t", "amount": "'10.00'", "purpose": "p", "pays_for": ["paper"]}


def with_fee(at, **changes):
    return [*steps()[:at], {**FEE, **changes}, *steps()[at:]]


def test_a_payment_stands_before_the_paper_that_it_buys():
    taken = Flow.model_validate(flow(engine=2, steps=with_fee(5)))
    assert taken.step("fee").pays_for == ("paper",)
    assert taken.step("fee").expires_s == 300


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"steps": with_fee(6)}, "'fee' pays for 'paper', which is no issue step behind it"),
        ({"steps": with_fee(5, pays_for=["bye"])}, "'fee' pays for 'bye', which is no issue step behind it"),
        ({"steps": with_fee(5, pays_for=["none"])}, "'fee' pays for 'none'"),
        ({"steps": with_fee(5, pays_for=[])}, "at least 1 item"),
        ({"steps": with_fee(5, expires_s=10)}, "greater than or equal to 60"),
        ({"steps": with_fee(5), "engine": 1}, "'fee' is of kind 'pay', which engine 1 does not know"),
    ],
)
def test_a_payment_that_buys_nothing_is_named(changes, message):
    with pytest.raises(ValidationError, match=message):
        Flow.model_validate(flow(**{"engine": 2, **changes}))
