"""include: steps that several flows share stand in the flow as if they were written there, and keep their own file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.flows import flow_files

from kiosk.protocol.flow import Flow
from kiosk.protocol.fragments import with_fragments
from kiosk.protocol.package import check, pack, unpack, unpack_files
from kiosk.protocol.renaming import renamed

FRAGMENT = """\
steps:
  - id: card
    kind: identify
    title: card.title
    on_fault: {id_card: {go_to: asked}}
  - id: fork
    kind: branch
    cases:
      - when: "detours.card == '' && card.kind == 'card'"
        steps:
          - {id: own, kind: notice, title: card.title, points: [card.point], consent_text: card.title}
    otherwise: []
  - {id: asked, kind: notice, title: card.title, points: [start.point], consent_text: start.consent, when: "card != 1"}
  - {id: page, kind: review, title: title, template: page.typ, document_title: title, data: {name: "card.name + today"}}
  - {id: paper, kind: issue, title: title, document: page, receipt: receipt.yaml}
"""
ZH = "card.title: 证件\ncard.point: 要点\n"
EN = "card: {title: Card, point: Point}\n"
INCLUDE = "  - {kind: include, fragment: identity, prefix: my}\n  - id: finish\n"
SHELF = {
    "identity.yaml": FRAGMENT.encode(),
    "identity.texts.zh.yaml": ZH.encode(),
    "identity.texts.en.yaml": EN.encode(),
    "another.yaml": b"steps: []\n",
}


def files(include: str = INCLUDE, **shelf: str) -> dict[str, bytes]:
    """The small flow with that include; `shelf`: other contents of the fragment's files, by name with _ for dots."""
    sound = {**flow_files(), "receipt.yaml": b"lines: []\n"}
    text = sound["flow.yaml"].decode().replace("engine: 1", "engine: 2").replace("  - id: finish\n", include)
    changed = {name.replace("_", "."): content.encode() for name, content in shelf.items()}
    return with_fragments({**sound, "flow.yaml": text.encode()}, {**SHELF, **changed})


def test_a_flow_takes_along_what_it_includes_and_nothing_else() -> None:
    own = {name for name in files() if name.startswith("fragments/")}
    assert own == {"fragments/identity.yaml", "fragments/identity.texts.zh.yaml", "fragments/identity.texts.en.yaml"}
    assert check(files()) == []


def test_a_package_with_fragments_is_whole_and_the_flow_in_it_is_plain() -> None:
    held = unpack(pack(files()))
    assert [(step.id, step.kind) for step in held.flow.steps[-6:]] == [
        ("my_card", "identify"),
        ("my_own", "notice"),
        ("my_asked", "notice"),
        ("my_page", "review"),
        ("my_paper", "issue"),
        ("finish", "end"),
    ]
    assert held.text("zh", "card.title") == "证件"
    assert unpack_files(pack(files())) == files()


def test_what_speaks_of_the_steps_of_a_fragment_speaks_of_them_by_their_new_names() -> None:
    flow = unpack(pack(files())).flow
    assert flow.step("my_paper").document == "my_page"
    assert flow.step("my_card").on_fault["id_card"].go_to == "my_asked"
    assert flow.step("my_own").when.endswith("(detours.my_card == '' && my_card.kind == 'card')")
    assert flow.step("my_page").data == {"name": "my_card.name + today"}


def test_without_a_prefix_the_names_stay() -> None:
    flow = unpack(pack(files(INCLUDE.replace(", prefix: my", "")))).flow
    assert flow.step("paper").document == "page"


def test_a_fragment_may_be_included_twice_and_inside_a_branch() -> None:
    once = "        - {kind: include, fragment: identity, prefix: one}\n"
    branch = f"  - id: way\n    kind: branch\n    cases:\n    - when: start\n      steps:\n{once}    otherwise:\n"
    other = "    - {kind: include, fragment: identity, prefix: two}\n"
    flow = unpack(pack(files(f"{branch}{other}  - id: finish\n"))).flow
    assert flow.step("one_card").when == "start"
    assert flow.step("two_card").when == "!(start)"


def test_the_flows_own_words_count_before_those_of_a_fragment() -> None:
    held = files()
    for language in ("zh", "en"):
        held[f"texts.{language}.yaml"] += b'card.title: "own"\n'
    assert unpack(pack(held)).text("zh", "card.title") == "own"


def _found(held: dict[str, bytes]) -> list[str]:
    return [str(problem) for problem in check(held)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("kind: identify", "kind: identfy", "fragments/identity.yaml:2:5: steps.2: Input tag 'identfy'"),
        (
            "    title: card.title\n",
            "    titel: card.title\n",
            "fragments/identity.yaml:4:5: steps.2.identify.titel: ",
        ),
        (
            "points: [card.point]",
            "points: [card.pont]",
            "fragments/identity.yaml:11:65: there are no words for 'card",
        ),
        ("template: page.typ", "template: pgae.typ", "fragments/identity.yaml:14:54: there is no file 'pgae.typ"),
        (
            "go_to: asked",
            "go_to: askd",
            "fragments/identity.yaml:5:16: step 'my_card': on_fault 'id_card' goes to",
        ),
        (
            "document: page",
            "document: card",
            "fragments/identity.yaml:15:10: step 'my_paper' issues 'my_card', wh",
        ),
        ("id: own", "id: page", "step id 'my_page' is used twice"),
        (
            "steps:\n  - id: card",
            "step:\n  - id: card",
            "fragments/identity.yaml:1:1: step: is not known here",
        ),
        (
            "  - id: card\n",
            "  - {kind: include, fragment: another}\n  - id: card\n",
            "ty.yaml:2:5: a fragment in",
        ),
    ],
)
def test_mistakes_in_a_fragment_are_named_where_they_stand(old: str, new: str, expected: str) -> None:
    assert old in FRAGMENT
    found = _found(files(identity_yaml=FRAGMENT.replace(old, new, 1)))
    assert any(expected in line for line in found), found


@pytest.mark.parametrize(
    ("include", "expected"),
    [
        (
            "{kind: include, fragment: identiti}",
            "flow.yaml:23:31: there is no fragment 'identiti' (flows/fragments/",
        ),
        ("{kind: include, fragment: Identity}", "flow.yaml:23:31: fragment: String should match pattern"),
        (
            "{kind: include, fragmnet: identity}",
            "flow.yaml:23:21: fragmnet: is not known here (did you mean 'fra",
        ),
        ("{kind: include, fragment: identity, prefix: 1}", "flow.yaml:23:49: prefix: Input should be a valid string"),
    ],
)
def test_mistakes_in_an_include_are_named_in_the_flow(include: str, expected: str) -> None:
    found = _found(files(f"  - {include}\n  - id: finish\n"))
    assert any(expected in line for line in found), found


def test_a_mistake_behind_an_include_is_still_named_on_its_own_line() -> None:
    held = files()
    text = held["flow.yaml"].decode()
    line = text.split("\n").index("  - id: finish") + 1
    held["flow.yaml"] = text.replace("  - id: finish\n    kind: end", "  - id: finish\n    kind: edn").encode()
    assert any(problem.startswith(f"flow.yaml:{line}:5: steps.7: Input tag 'edn'") for problem in _found(held))


def test_an_engine_that_knows_no_include_is_told() -> None:
    held = files()
    held["flow.yaml"] = held["flow.yaml"].replace(b"engine: 2", b"engine: 1")
    assert any("flow.yaml:23:12: engine 1 knows no include (write engine: 2)" in line for line in _found(held))


def test_words_of_a_fragment_are_there_in_each_language() -> None:
    found = _found(files(identity_texts_en_yaml="card: {title: Card}\n"))
    expected = "fragments/identity.texts.zh.yaml:2:1: 'card.point' has words in zh, but not in en (add it to fragm"
    assert any(line.startswith(expected) for line in found), found


def test_two_fragments_that_give_one_key_other_words_are_told_apart() -> None:
    include = f"  - {{kind: include, fragment: another}}\n{INCLUDE}"
    other = FRAGMENT[: FRAGMENT.index("  - id: fork")].replace(
        "on_fault: {id_card: {go_to: asked}}", "accept: [resident]"
    )
    held = files(
        include, another_yaml=other, another_texts_zh_yaml="card.title: 卡\n", another_texts_en_yaml="card.title: C\n"
    )
    found = _found(held)
    assert any(
        "identity.texts.zh.yaml:1:1: 'card.title' has other words in fragments/another.texts.zh" in x for x in found
    )


@given(st.text(max_size=40))
def test_an_expression_without_names_of_the_fragment_stays_as_it_is(text: str) -> None:
    assert renamed(text, {}) == text


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("card", "my_card"),
        ("card.card", "my_card.card"),
        ("other.card", "other.card"),
        ("'card' + \"card\" + card.name", "'card' + \"card\" + my_card.name"),
        ("{'card': card}", "{'card': my_card}"),
        ("has(card.name) && detours.card == ''", "has(my_card.name) && detours.my_card == ''"),
        ("cards + card_2 + my.detours.card", "cards + card_2 + my.detours.card"),
        ("'it\\'s card' + card", "'it\\'s card' + my_card"),
    ],
)
def test_names_are_changed_and_fields_and_texts_are_not(written: str, expected: str) -> None:
    assert renamed(written, {"card": "my_card"}) == expected


def test_a_flow_without_an_include_is_untouched() -> None:
    assert isinstance(unpack(pack(flow_files())).flow, Flow)
    assert with_fragments(flow_files(), SHELF) == flow_files()
