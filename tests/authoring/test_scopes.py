"""Every expression of a flow is checked where it stands: a misspelt field is an error with its place."""

import pytest
from kit.packages import real_flow_files

from kiosk.authoring.scopes import walk
from kiosk.protocol.document import Problem, read_document


def problems(old: str = "", new: str = "") -> list[Problem]:
    files = real_flow_files()
    text = files["flow.yaml"].decode()
    assert old in text
    files = {**files, "flow.yaml": text.replace(old, new, 1).encode()}
    document, _ = read_document("flow.yaml", files["flow.yaml"])
    return walk(document, files).problems


def pointed(problem: Problem, old: str, new: str) -> str:
    text = real_flow_files()["flow.yaml"].decode().replace(old, new, 1)
    line = text.splitlines()[problem.line - 1]
    return line[problem.column - 1 : problem.column - 1 + problem.width]


def test_what_is_shipped_has_no_flaw():
    assert problems() == []


@pytest.mark.parametrize(
    ("old", "new", "part", "code", "hint"),
    [
        ("name: card.name\n", "name: card.nmae\n", "card.nmae", "expression-field", "did you mean `card.name`?"),
        ("number: card.number\n", "number: crad.number\n", "crad", "expression-name", "did you mean `card`?"),
        ('"month_of(today)"', '"mont_of(today)"', "mont_of", "expression-function", "did you mean `month_of`?"),
        ("name: card.name\n", "name: preview\n", "preview", "expression-unready", "only steps above this one"),
        ("first: period.first", "first: statement.account", "statement", "expression-unready", "only steps above"),
        ('latest: "month_of(today)"', "latest: today", "today", "expression-type", ""),
        ("opened: day", "opened: day?\n      x: day", "", "", ""),
        ("name: card.name\n", 'name: "card.name +"\n', "", "expression-syntax", ""),
        ("    custom: true\n", "    custom: true\n    when: card.name\n", "card.name", "expression-type", ""),
        ("account: statement\n", "account: statement.opend\n", "statement.opend", "expression-field", "opened"),
    ],
)  # fmt: skip
def test_a_mistake_has_its_place_and_a_hint(old, new, part, code, hint):
    found = problems(old, new)
    if not code:
        assert found == []
        return
    first = found[0]
    assert (first.code, pointed(first, old, new)[: len(part)]) == (code, part)
    assert hint in first.hint


def test_a_step_that_may_be_passed_over_is_asked_for_first():
    files = real_flow_files()
    text = files["flow.yaml"].decode().replace("    kind: call\n", "    kind: call\n    when: card.kind == 'hmt'\n")
    document, _ = read_document("flow.yaml", text.encode())
    (found,) = walk(document, {"flow.yaml": text.encode()}).problems
    assert found.code == "expression-absent"
    same = text.replace("    kind: review\n", "    kind: review\n    when: card.kind == 'hmt'\n")
    document, _ = read_document("flow.yaml", same.encode())
    assert walk(document, {"flow.yaml": same.encode()}).problems == []


BY = """
steps:
  - {id: card, kind: identify, title: a, by: [id_card, social_card]}
  - {id: asked, kind: call, title: a, operation: b.c, input: {x: EXPRESSION}}
  - {id: done, kind: end, title: a}
"""


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("card.name", ""),
        ("card.number", ""),
        ("card.by", ""),
        ("card.address", "expression-absent"),
        ("\"has(card.address) ? card.address : ''\"", ""),
        ("card.adress", "expression-field"),
    ],
)
def test_a_field_that_not_every_way_gives_is_asked_for_first(expression, code):
    text = BY.replace("EXPRESSION", expression).encode()
    document, _ = read_document("flow.yaml", text)
    assert [found.code for found in walk(document, {"flow.yaml": text}).problems] == [code] * bool(code)


def test_only_a_flow_that_names_the_ways_can_ask_which_it_was():
    text = BY.replace("EXPRESSION", "card.by").replace("by: [id_card, social_card]", "timeout_s: 60").encode()
    document, _ = read_document("flow.yaml", text)
    assert [found.code for found in walk(document, {"flow.yaml": text}).problems] == ["expression-field"]


BRANCH = """
fees: [{id: stamp, name: a, amount: "1.00"}]
steps:
  - {id: card, kind: identify, title: a}
  - id: ask
    kind: form
    title: a
    fields:
      - {id: why, kind: choice, label: a, options: [{id: a, label: a}, {id: b, label: a}]}
      - {id: born, kind: date, label: a, optional: true, latest: today}
      - {id: sum, kind: money, label: a, max_fen: 100, when: "ask.why == 'a'"}
  - id: way
    kind: branch
    cases:
      - when: ask.why == 'a'
        steps:
          - {id: got, kind: call, title: a, operation: a.b, input: {fee: fees.stamp}, result: {number: text}}
          - {id: told, kind: call, title: a, operation: a.b, input: {number: got.number}}
    otherwise:
      - {id: gone, kind: end, title: a}
  - {id: last, kind: call, title: a, operation: a.b, input: {number: NUMBER}}
  - {id: done, kind: end, title: a}
"""


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("got.number", ""),  # whoever comes here went the first way
        ("gone", "expression-absent"),
        ("ask.born", "expression-absent"),
        ("'has(ask.born) ? ask.born : today'", ""),
        ("ask.wy", "expression-field"),
        ("fees.stmp", "expression-field"),
    ],
)
def test_branches_and_forms_have_scopes(number, code):
    text = BRANCH.replace("NUMBER", number).encode()
    document, _ = read_document("flow.yaml", text)
    found = walk(document, {"flow.yaml": text}).problems
    assert [problem.code for problem in found] == ([code] if code else [])


def test_fields_see_those_above_them_alone():
    text = BRANCH.replace("NUMBER", "got.number").replace("latest: today", "when: has(ask.sum)").encode()
    document, _ = read_document("flow.yaml", text)
    (found,) = walk(document, {"flow.yaml": text}).problems
    assert found.message == "`ask.sum` is no field of the fields of `ask` above this one"


def test_a_block_is_pointed_into():
    text = BRANCH.replace("NUMBER", "got.number")
    text = text.replace("{number: got.number}}\n    otherwise", "{number: got.number}}\n    otherwise")
    text = text.replace(
        "  - {id: last, kind: call, title: a, operation: a.b, input: {number: got.number}}",
        "  - id: last\n    kind: call\n    title: a\n    operation: a.b\n    input:\n      number: |-\n"
        "        got.number == ''\n        ? card.nam\n        : 'x'",
    )
    document, _ = read_document("flow.yaml", text.encode())
    (found,) = walk(document, {"flow.yaml": text.encode()}).problems
    line = text.splitlines()[found.line - 1]
    assert line[found.column - 1 : found.column - 1 + found.width] == "card.nam"


DETOUR = """
steps:
  - {id: card, kind: identify, title: a}
  - {id: first, kind: call, title: a, operation: x.y, input: {}, result: {sum: money}, on_fault: {any: {go_to: last}}}
  - {id: second, kind: call, title: a, operation: x.y, input: {given: first.sum}, result: {rows: [{day: day}]}}
  - id: last
    kind: show
    title: a
    facts: [{label: a, value: FACT}]
    tables: [{rows: ROWS, empty_text: a, columns: [{label: a, field: COLUMN}]}]
  - {id: done, kind: end, title: a}
"""


@pytest.mark.parametrize(
    ("fact", "rows", "column", "codes"),
    [
        ("card.name", "[]", "day", []),
        ("first.sum", "[]", "day", ["expression-absent"]),  # a fault may have led past it
        ("has(first.sum) ? first.sum : ''", "[]", "day", []),
        ("detours.first == '' ? first.sum : ''", "detours.first == '' ? second.rows : []", "day", []),
        ("card.name", "second.rows", "day", ["expression-absent"]),
        ("card.name", "second.rows", "dya", ["expression-absent", "expression-field"]),
        ("card.nmae", "card.name", "day", ["expression-field", "expression-type"]),
    ],
)
def test_what_a_fault_may_pass_over_is_asked_for_and_what_is_shown_is_there(fact, rows, column, codes):
    quoted = {"FACT": f'"{fact}"', "ROWS": f'"{rows}"', "COLUMN": column}
    text = DETOUR
    for name, given in quoted.items():
        text = text.replace(name, given)
    document, _ = read_document("flow.yaml", text.encode())
    found = walk(document, {"flow.yaml": text.encode()}).problems
    assert sorted(problem.code for problem in found) == codes
