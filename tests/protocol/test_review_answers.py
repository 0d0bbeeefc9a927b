"""A review that lists answers: what it may name, what may not name it, each mistake with its place and a remedy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.joint import joint_files
from kit.packages import PENSION_PROOF, real_flow_files
from pydantic import ValidationError

from kiosk.authoring.checking import problems_in
from kiosk.protocol.package import pack, unpack
from kiosk.protocol.steps import ReviewStep

PAGES = {"template": "a.typ", "document_title": "t"}
FILE = {"file": "licence.file", "document_title": "t"}
LIST = {"answers": ["wish", "home"]}


def review(**parts):
    return ReviewStep.model_validate({"id": "check", "kind": "review", "title": "t", **parts})


@pytest.mark.parametrize("source", [PAGES, FILE, LIST])
def test_a_review_shows_one_thing(source):
    assert review(**source).answers == (tuple(source["answers"]) if "answers" in source else None)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({}, "exactly one of template, file and answers"),
        (PAGES | LIST, "exactly one of template, file and answers"),
        (FILE | LIST, "exactly one of template, file and answers"),
        (PAGES | FILE, "exactly one of template, file and answers"),
        (LIST | {"document_title": "t"}, "leave document_title and data out"),
        (LIST | {"data": {"a": "b"}}, "leave document_title and data out"),
        ({"template": "a.typ"}, "has no document_title"),
        ({"file": "licence.file"}, "has no document_title"),
        (FILE | {"data": {"a": "b"}}, "leave data out"),
        ({"answers": []}, "at least 1 item"),
        ({"answers": ["wish", "home", "wish"]}, "lists 'wish' twice"),
    ],
    ids=str,
)
def test_what_does_not_go_together_is_told(parts, told):
    with pytest.raises(ValidationError, match=told):
        review(**parts)


def told_of(*changes: tuple[str, str]) -> list[str]:
    """Return what is wrong with the pension proof once each text has another in its place."""
    files = real_flow_files(PENSION_PROOF)
    flow = files["flow.yaml"].decode()
    for old, new in changes:
        assert old in flow
        flow = flow.replace(old, new)
    return [str(problem) for problem in problems_in({**files, "flow.yaml": flow.encode()})]


@pytest.mark.parametrize(
    ("change", "told", "hint"),
    [
        (
            ("answers: [wish]", "answers: [wihs]"),
            "step 'check' lists the answers of 'wihs', which is no step",
            "'wish'",
        ),
        (("answers: [wish]", "answers: [card]"), "which is of kind 'identify'", "steps of kind form or choose"),
        (("document: preview", "document: check"), "step 'paper' issues 'check', which lists answers", "a template"),
        (("engine: 3", "engine: 2"), "step 'check' has answers, which engine 2 does not know", "write engine: 3"),
    ],
    ids=str,
)
def test_each_mistake_has_its_place_and_a_remedy(change, told, hint):
    (problem,) = told_of(change)
    line = 1 + next(
        number
        for number, text in enumerate(real_flow_files(PENSION_PROOF)["flow.yaml"].decode().splitlines())
        if text == ("  - id: paper" if "paper" in told else "  - id: check")
    )
    assert problem.startswith(f"flow.yaml:{line}:9: "), problem
    assert told in problem
    assert hint in problem


def test_a_list_comes_behind_what_it_lists():
    moved = ("  - id: wish\n", "  - {id: early, kind: review, title: check.title, answers: [wish]}\n  - id: wish\n")
    (problem,) = told_of(moved)
    assert "step 'early' lists the answers of 'wish', which comes after it" in problem
    assert "put the review behind" in problem


def test_a_list_meets_no_fault():
    (problem,) = told_of(
        ("    answers: [wish]\n", "    answers: [wish]\n    on_fault: {terminal: {end: check.title}}\n")
    )
    assert "never happens" in problem


def test_a_list_between_a_document_and_its_paper_is_no_matter():
    between = ("  - id: paper\n", "  - {id: again, kind: review, title: check.title, answers: [wish]}\n  - id: paper\n")
    assert told_of(between) == []


CHECK = "  - {id: look, kind: review, title: title, answers: [contact]}\n"
ASKED = "  - id: asked\n    kind: call\n    title: title\n    operation: pension.months\n"
FUND_ASKED = "  - id: asked\n    kind: call\n    title: title\n    operation: fund.balance\n"


def joined(**changed):
    return unpack(pack(joint_files(changed))).flow


def test_a_joint_service_lists_once_what_all_its_parts_ask():
    check = CHECK.replace("contact", "wish")
    flow = joined(pension=(ASKED, CHECK + ASKED), fund=(FUND_ASKED, check + FUND_ASKED))
    ids = [step.id for step in flow.steps]
    assert ids[:5] == ["both_notice", "both_card", "both_form", "both_check", "fund_asked"]
    assert [step.id for step in flow.steps if step.kind == "review" and step.answers] == ["both_check"]
    assert flow.step("both_check").answers == ("both_form",)
    assert flow.step("both_check").title == "fund.title"
    assert flow.step("both_check").part is None


def test_a_list_in_the_middle_of_a_part_stays_there_under_the_names_of_the_joint_service():
    behind = (
        "  - {id: pages, kind: review",
        "  - {id: look, kind: review, title: title, answers: [contact]}\n  - {id: pages, kind: review",
    )
    flow = joined(pension=behind)
    assert flow.step("old_look").answers == ("both_form",)
    assert flow.step("old_look").part == "old"


def test_nobody_looks_through_what_the_joint_service_gives_itself():
    given = (
        "      - {flow: pension/months, prefix: old}\n",
        "      - {flow: pension/months, prefix: old, given: {contact.call_me: \"'13800000000'\"}}\n",
    )
    fund = ("given: {wish.purpose: \"'home'\"}", "given: {wish.purpose: \"'home'\", wish.phone: \"''\"}")
    look = CHECK.replace("contact", "wish")
    files = joint_files({"joint": given, "fund": (FUND_ASKED, look + FUND_ASKED)})
    text = files["flow.yaml"].decode()
    files["flow.yaml"] = text.replace(*fund).encode()
    flow = unpack(pack(files)).flow
    assert [step.id for step in flow.steps][:3] == ["both_notice", "both_card", "fund_asked"]
    part = files["fund.balance/flow.yaml"].decode().replace(look, "")
    pages = "  - {id: pages, kind: review"
    files["fund.balance/flow.yaml"] = part.replace(pages, look + pages).encode()
    told = [str(problem) for problem in problems_in(files)]
    assert any("lists answers that this joint service gives itself" in one for one in told), told


@given(st.permutations(["template", "file", "answers"]), st.integers(0, 3))
def test_exactly_one_source_is_taken(order, count):
    sources = {"template": "a.typ", "file": "a.b", "answers": ["wish"]}
    taken = {name: sources[name] for name in order[:count]}
    title = {} if "answers" in taken else {"document_title": "t"}
    if count == 1:
        assert review(**taken, **title)
    else:
        with pytest.raises(ValidationError):
            review(**taken, **title)
